"""What a human answered, below the card of its call: to be approved, edited or discarded."""

from bot import slack_messages as say
from bot.slack import buttons, forms
from bot.slack.mrkdwn import escaped, mrkdwn, shortened
from core.db.lessons import APPROVED, DISCARDED
from core.escalation import Lesson
from core.slack import Json

APPROVE = "dialtone_lesson_approve"
EDIT = "dialtone_lesson_edit"
DISCARD = "dialtone_lesson_discard"
ACTIONS = (APPROVE, EDIT, DISCARD)
_TEXT = 2900


def lesson_card(lesson: Lesson) -> Json:
    """The arguments of `chat.postMessage`; buttons are those that would change something."""
    state = say.lesson(lesson.state, lesson.decided_by)
    asked = f"*{say.LESSON_QUESTION}*\n{escaped(lesson.question)}"
    told = f"*{say.LESSON_ANSWER}*\n{escaped(lesson.answer)}"
    blocks: list[Json] = [
        {"type": "section", "text": mrkdwn(escaped(state))},
        {"type": "section", "text": mrkdwn(shortened(asked, _TEXT))},
        {"type": "section", "text": mrkdwn(shortened(told, _TEXT))},
        {"type": "actions", "block_id": "dialtone_lesson", "elements": _buttons(lesson)},
    ]
    return {"text": escaped(state), "blocks": blocks}


def editable(lesson: Lesson) -> bool:
    """Whether both texts fit into a form; what is longer is edited at the desk."""
    return max(len(lesson.question), len(lesson.answer)) <= forms.MOST


def _buttons(lesson: Lesson) -> list[Json]:
    found: list[Json] = []
    if lesson.state != APPROVED:
        found.append({**buttons.button(say.LESSON_APPROVE, APPROVE, lesson.id), "style": "primary"})
    if editable(lesson):
        found.append(buttons.button(say.LESSON_EDIT, EDIT, lesson.id))
    if lesson.state != DISCARDED:
        found.append(buttons.button(say.LESSON_DISCARD, DISCARD, lesson.id))
    return found
