"""What an asker reads of their escalation. Each sentence is about one that is stored."""

from collections.abc import Callable

from core.conversation import Escalation, EscalationKind
from core.escalation import Happening

Sentence = Callable[[Escalation, str], str]


def sentences(phone: str = "") -> "Callable[[Happening, Escalation, str], str]":
    """What is said of each step; `phone` is the number to ring where paging fails."""

    def say(happening: Happening, escalation: Escalation, who: str) -> str:
        sentence = _SENTENCES.get(happening)
        said = sentence(escalation, who) if sentence else ""
        if phone and happening in (Happening.PAGING_FAILED, Happening.PAGES_EXHAUSTED):
            said += f" Ring {phone}."
        return said

    return say


def routed(escalation: Escalation, who: str) -> str:
    """It was found out whose it is."""
    if escalation.kind is EscalationKind.EMERGENCY:
        return f"{who} has this now, without another page: they were paged for you a moment ago."
    return f"{who} has this now, because {escalation.why}."


def paged(escalation: Escalation, who: str) -> str:
    """The page is stored and goes out."""
    return (
        f"Paging whoever is on call for {who}, because {escalation.why}. This line will say when"
        " somebody acknowledges."
    )


def paged_again(escalation: Escalation, who: str) -> str:
    """Nobody acknowledged the page before."""
    return f"Nobody has acknowledged yet. Paging {who} again."


def ringing(escalation: Escalation, who: str) -> str:
    """The paging service said whose phone it is."""
    return f"Paged: {who}."


def paging_failed(escalation: Escalation, who: str) -> str:
    """No page could be sent."""
    return (
        f"The page to {who} could not be sent. Your call is stored and stands first on the desk,"
        " but nobody's phone has rung."
    )


def pages_exhausted(escalation: Escalation, who: str) -> str:
    """Everybody who can be paged was, and nobody acknowledged."""
    return f"Everybody on call for {who} was paged and nobody has acknowledged. Your call is open."


def acknowledged(escalation: Escalation, who: str) -> str:
    """Somebody took it."""
    if escalation.kind is EscalationKind.EMERGENCY:
        return f"{who} has acknowledged the page."
    return f"{who} is looking at this."


def resolved(escalation: Escalation, who: str) -> str:
    """It is over."""
    return f"{who} marked this as resolved. If it is not, ask for a human again."


def reopened(escalation: Escalation, who: str) -> str:
    """It was not over."""
    return f"{who} opened this again."


def reassigned(escalation: Escalation, who: str) -> str:
    """Another team has it."""
    return f"This was passed on to {who}."


_SENTENCES: dict[Happening, Sentence] = {
    Happening.ROUTED: routed,
    Happening.PAGED: paged,
    Happening.PAGED_AGAIN: paged_again,
    Happening.RINGING: ringing,
    Happening.PAGING_FAILED: paging_failed,
    Happening.PAGES_EXHAUSTED: pages_exhausted,
    Happening.ACKNOWLEDGED: acknowledged,
    Happening.RESOLVED: resolved,
    Happening.REOPENED: reopened,
    Happening.REASSIGNED: reassigned,
}
