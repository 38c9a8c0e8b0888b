"""What cannot wait for the inbox: Slack lets a form open for three seconds, and shows what comes
with the acknowledgement of a command at once.

Everything else about these requests is stored already, and worked on as all else is.
"""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import slack_messages as say
from bot.slack import blocks, buttons, forms, lesson_card, shortcuts
from bot.slack.api import Refused
from bot.slack.commands import acknowledgement
from bot.slack.parts import Parts
from bot.slack.teaching import Teaching
from core.errors import Transient
from core.slack import Json

_log = logging.getLogger(__name__)


def listen_at_once(app: AsyncApp, parts: Parts, teaching: Teaching) -> None:
    """Add the listeners. To be called before the app listens to the rest."""

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(text=blocks.notice(acknowledgement(body))["text"])

    async def feedback(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        helpful, about = buttons.judged(str(body["actions"][0].get("value") or ""))
        if not helpful:
            url = str(body.get("response_url") or "")
            form = forms.reason(forms.About(message_id=about, response_url=url))
            await _open(parts, body, form, say.feedback_unhelpful())

    async def escalate(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await _open(parts, body, forms.escalate(shortcuts.about(body)), say.form_expired())

    async def edit(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        lesson = await teaching.read(str(body["actions"][0].get("value") or ""))
        if lesson and lesson_card.editable(lesson):
            await _open(parts, body, forms.lesson(lesson), say.form_expired())

    app.action(lesson_card.EDIT)(edit)
    app.command("/ask")(command)
    app.action(buttons.FEEDBACK)(feedback)
    app.shortcut(shortcuts.ESCALATE)(escalate)


async def _open(parts: Parts, body: Json, form: Json, otherwise: str) -> None:
    """Show a form, or say that it could not be shown."""
    try:
        await parts.api.call("views.open", trigger_id=body.get("trigger_id"), view=form)
    except (Refused, Transient) as error:
        _log.warning("A form could not be opened: %s", error)
        url = str(body.get("response_url") or "")
        await parts.whisper.respond(url, blocks.notice(otherwise))
