"""How what we say looks in Slack: text for notifications, blocks for the eye."""

from bot import messages
from core.conversation import Message
from core.slack import Json

_LONGEST = 11_000


def answer(message: Message) -> Json:
    """The arguments of `chat.postMessage` that show an answer."""
    lines = [message.text]
    for citation in message.citations:
        place = messages.where(citation)
        named = f"[{place}]({citation.url})" if citation.url else place
        lines.append(f"[{citation.number}] {named}")
    body = "\n\n".join(lines)[:_LONGEST]
    blocks = [{"type": "markdown", "text": body}]
    return {"text": message.text[:3000], "blocks": blocks}


def looking(status: str) -> Json:
    """What stands in the thread until the answer takes its place."""
    return {"text": f"{status}…", "blocks": [{"type": "markdown", "text": f"_{status}…_"}]}


def marked_deleted(payload: Json) -> Json:
    """An answer whose question was deleted."""
    note = messages.question_deleted()
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": note}]}
    kept = [block for block in payload.get("blocks", ()) if block["type"] != "actions"]
    return {"text": note, "blocks": [context, *kept]}
