"""The modals: what they ask, and what was filled in."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from bot import slack_messages as say
from bot.slack.buttons import plain
from core.conversation import EscalationKind
from core.escalation import Lesson
from core.slack import Json

REASON = "dialtone_reason"
ESCALATE = "dialtone_escalate"
LESSON = "dialtone_lesson"
MOST = 3000
"""Characters that Slack takes in one field."""
_NOTE = 1000


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about; it travels with the form and comes back with it."""

    message_id: str = ""
    """Of the answer that is judged."""
    lesson_id: str = ""
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    user: str = ""
    """Who wrote the message that a shortcut was used on."""
    text: str = ""
    response_url: str = ""


def reason(about: About) -> Json:
    """Why an answer did not help. Everything in it may stay empty."""
    return _modal(
        REASON,
        say.REASON_TITLE,
        say.REASON_SEND,
        about,
        {
            "type": "input",
            "block_id": "why",
            "optional": True,
            "label": plain(say.REASON_WHICH),
            "element": {
                "type": "radio_buttons",
                "action_id": "why",
                "options": [_option(value, label) for value, label in say.REASONS.items()],
            },
        },
        _text("note", say.REASON_NOTE, optional=True),
    )


def escalate(about: About) -> Json:
    """Passing a message on to a human."""
    kinds = [_option(kind.value, say.KINDS[kind]) for kind in EscalationKind]
    return _modal(
        ESCALATE,
        say.ESCALATE_TITLE,
        say.ESCALATE_SEND,
        about,
        {
            "type": "input",
            "block_id": "kind",
            "label": plain(say.ESCALATE_KIND),
            "element": {
                "type": "radio_buttons",
                "action_id": "kind",
                "options": kinds,
                "initial_option": kinds[0],
            },
        },
        _text("note", say.ESCALATE_NOTE, optional=True),
    )


def lesson(found: Lesson) -> Json:
    """What a human answered, to be edited before it is approved. Both texts up to MOST."""
    return _modal(
        LESSON,
        say.LESSON_TITLE,
        say.LESSON_APPROVE,
        About(lesson_id=found.id),
        _text("question", say.LESSON_QUESTION, optional=False, held=found.question, most=MOST),
        _text("answer", say.LESSON_ANSWER, optional=False, held=found.answer, most=MOST),
    )


def about(view: Json) -> About:
    """What a submitted form is about."""
    try:
        return About(**json.loads(view.get("private_metadata") or "{}"))
    except (ValueError, TypeError):
        return About()


def filled(view: Json, name: str) -> str:
    """What was filled in, or chosen; empty where nothing was."""
    held: dict[str, Any] = view.get("state", {}).get("values", {}).get(name, {}).get(name, {})
    chosen = (held.get("selected_option") or {}).get("value")
    return str(chosen or held.get("value") or "").strip()


def _modal(name: str, title: str, send: str, about: About, *inputs: Json) -> Json:
    # Slack takes 3,000 characters of it; JSON may need two for one.
    held = asdict(about) | {"text": about.text[:800]}
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(title),
        "submit": plain(send),
        "close": plain(say.CANCEL),
        "private_metadata": json.dumps(held, ensure_ascii=False),
        "blocks": list(inputs),
    }


def _text(name: str, label: str, *, optional: bool, held: str = "", most: int = _NOTE) -> Json:
    start = {"initial_value": held} if held else {}
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain(label),
        "element": {
            "type": "plain_text_input",
            "action_id": name,
            "multiline": True,
            "max_length": most,
            **start,
        },
    }


def _option(value: str, label: str) -> Json:
    return {"text": plain(label), "value": value}
