"""Every sentence that people read from Dialtone in Slack and nowhere else.

Plain text unless a docstring says otherwise: who shows it escapes it.
"""

from collections.abc import Sequence

HUMAN = "Ask a human"
EMERGENCY = "Emergency"
SOLVED = "That solved it"
HELPFUL = "Helpful"
NOT_HELPFUL = "Not helpful"
SHARE = "Share in the channel"
SOURCES = "Sources"
NEAREST = "Nearest pages"


def quoted() -> str:
    """Under every answer: who speaks, and how far to trust it."""
    return "I'm a bot. This is quoted from the sources above: check them before you act on it."


def continued(number: int, of: int) -> str:
    """Over every message of an answer that takes several, but the first."""
    return f"Answer, continued ({number} of {of})"


def history(days: Sequence[str], docs_differ: bool) -> str:
    """Over an answer that rests on what people said in the channel. `days` such as `March 3`."""
    threads = "a thread" if len(days) == 1 else f"{len(days)} threads"
    dated = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else "".join(days)
    said = f"Answered from {threads} of {dated}" if dated else f"Answered from {threads}"
    return f"{said}; the docs say otherwise." if docs_differ else f"{said}, not from the docs."


def unknown_way(team: str) -> str:
    """After "I don't know": the way on."""
    if team:
        return f"{team} looks after this: “{HUMAN}” reaches them, with this thread."
    return f"“{HUMAN}” passes this thread on to the people who look after the platform."


def confirm_emergency() -> tuple[str, str, str, str]:
    """Before an emergency: title, text, yes and no."""
    return (
        "Is it an emergency?",
        "This wakes the people on call. Use it when something is down or data is at risk.",
        "Yes, call them",
        "No, go back",
    )


def human_asked() -> str:
    """To who asked for a human, where everybody reads it."""
    return "A human has been asked to help here and can read this thread."
