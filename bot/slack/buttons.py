"""What people can press, and how a press is recognised."""

from bot import slack_messages as say
from core.slack import Json

HUMAN = "dialtone_human"
EMERGENCY = "dialtone_emergency"
SOLVED = "dialtone_solved"
FEEDBACK = "dialtone_feedback"
SHARE = "dialtone_share"
ACTIONS = (HUMAN, EMERGENCY, SOLVED, FEEDBACK, SHARE)

WAYS_ON = "dialtone_ways_on"
"""The block under an answer that says what can be done next."""
HELPFUL = "helpful"
NOT_HELPFUL = "not_helpful"
_SPLIT = ":"


def human_first(about: str, language: str = "") -> Json:
    """The way to a human, in a block of its own and before all else: no limit cuts it off."""
    return _actions("dialtone_way_out", button(say.label("human", language), HUMAN, about))


def ways_on(about: str, language: str = "", *, solved: bool = True) -> Json:
    """Under an answer: it is solved, or it burns."""
    elements = [button(say.label("solved", language), SOLVED, about)] if solved else []
    return _actions(WAYS_ON, *elements, emergency(about, language))


def emergency(about: str, language: str = "") -> Json:
    """The button that wakes people, behind a question."""
    title, text, yes, no = say.confirm_emergency(language)
    asked = {
        "title": plain(title),
        "text": plain(text),
        "confirm": plain(yes),
        "deny": plain(no),
        "style": "danger",
    }
    pressed = button(say.label("emergency", language), EMERGENCY, about)
    return {**pressed, "style": "danger", "confirm": asked}


def feedback(about: str, language: str = "") -> Json:
    """Helpful or not."""
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _judgement(say.label("helpful", language), HELPFUL, about),
        "negative_button": _judgement(say.label("not_helpful", language), NOT_HELPFUL, about),
    }
    return {"type": "context_actions", "block_id": "dialtone_judge", "elements": [buttons]}


def share(about: str) -> Json:
    """Under an answer that only one person sees."""
    return _actions("dialtone_share_it", button(say.SHARE, SHARE, about))


def judged(value: str) -> tuple[bool, str]:
    """Whether it was found helpful, and the message that was judged."""
    verdict, _, about = value.partition(_SPLIT)
    return verdict == HELPFUL, about


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def _judgement(label: str, verdict: str, about: str) -> Json:
    return {"text": plain(label), "value": f"{verdict}{_SPLIT}{about}"}


def button(label: str, action: str, about: str) -> Json:
    """One to press; `about` comes back with the press."""
    return {"type": "button", "action_id": action, "text": plain(label), "value": about}


def _actions(name: str, *elements: Json) -> Json:
    return {"type": "actions", "block_id": name, "elements": list(elements)}
