"""The card that the owning team sees: who asks what, what Dialtone said, and what can be done."""

from bot import slack_messages as say
from bot.slack import buttons
from bot.slack.mrkdwn import escaped, link, linked, mrkdwn, shortened
from core.escalation import Notice, Purpose, Urgency
from core.slack import Json

CLAIM = "dialtone_card_claim"
ANSWER = "dialtone_card_answer"
RESOLVE = "dialtone_card_resolve"
DOCS_GAP = "dialtone_card_docs_gap"
REASSIGN = "dialtone_card_reassign"
ACTIONS = (CLAIM, ANSWER, RESOLVE, DOCS_GAP, REASSIGN)

_TEXT = 2900
_MOST_TEAMS = 100


def card(notice: Notice, teams: tuple[tuple[str, str], ...] = ()) -> Json:
    """The arguments of `chat.postMessage`; `teams` are refs and names that it can be passed to."""
    if notice.purpose is Purpose.DOCS_GAP:
        return _suggestion(notice)
    burns = notice.urgency is Urgency.EMERGENCY
    late = {Purpose.REMINDER: say.CARD_REMINDER, Purpose.BREACH: say.CARD_BREACH}
    usual = say.CARD_EMERGENCY if burns else say.CARD_TITLE
    title = f"{'🚨 ' if burns else ''}{late.get(notice.purpose, usual)}"
    head = {"type": "header", "text": buttons.plain(title[:150])}
    body = {"type": "section", "text": mrkdwn(_fitting(notice.text))}
    blocks: list[Json] = [head, actions(notice.escalation_id, teams), body, _hint()]
    return {"text": escaped(f"{title}: {notice.subject}"), "blocks": blocks}


def where(link_to: str) -> Json:
    """The way to where it was asked, for the thread of the card."""
    told = {"type": "context", "elements": [mrkdwn(link(link_to, say.CARD_WHERE))]}
    return {"text": escaped(f"{say.CARD_WHERE}: {link_to}"), "blocks": [told]}


def actions(escalation_id: str, teams: tuple[tuple[str, str], ...]) -> Json:
    """Claim, Answer, Resolve, docs gap, and whom it can be passed on to."""
    elements: list[Json] = [
        {**buttons.button(say.CARD_CLAIM, CLAIM, escalation_id), "style": "primary"},
        buttons.button(say.CARD_ANSWER, ANSWER, escalation_id),
        buttons.button(say.CARD_RESOLVE, RESOLVE, escalation_id),
        buttons.button(say.CARD_DOCS_GAP, DOCS_GAP, escalation_id),
    ]
    options = [
        {"text": buttons.plain(name[:75]), "value": f"{escalation_id}|{ref}"[:150]}
        for ref, name in teams[:_MOST_TEAMS]
    ]
    if options:
        elements.append(
            {
                "type": "static_select",
                "action_id": REASSIGN,
                "placeholder": buttons.plain(say.CARD_REASSIGN),
                "options": options,
            }
        )
    return {"type": "actions", "block_id": "dialtone_card", "elements": elements}


def _suggestion(notice: Notice) -> Json:
    """Several answers that are alike: something to read, with nobody waiting."""
    head = {"type": "header", "text": buttons.plain(say.CARD_DOCS_SUGGESTED)}
    body = {"type": "section", "text": mrkdwn(_fitting(notice.text))}
    return {"text": escaped(notice.subject), "blocks": [head, body]}


def _fitting(text: str) -> str:
    """What Slack's limit leaves of a text: escaping makes it longer."""
    left = _TEXT
    while len(shown := linked(shortened(text, left))) > _TEXT:
        left = left * 3 // 4
    return shown


def _hint() -> Json:
    return {"type": "context", "elements": [mrkdwn(say.CARD_HINT)]}
