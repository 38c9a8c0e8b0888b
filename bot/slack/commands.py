"""`/ask`: an answer for one pair of eyes, or with `--now` the people on call."""

from bot import slack_messages as say
from bot.slack import blocks
from bot.slack.answering import SURFACE
from bot.slack.handover import Call, Handover
from bot.slack.parts import Parts
from bot.slack.words import plain
from core.conversation import Asker, EscalationKind, Post
from core.slack import Incoming, Json

NOW = "--now"
_USES = 5
"""Replies that Slack takes for one command."""


def wanted(body: Json) -> tuple[str, bool]:
    """What a command asks, and whether it is an emergency."""
    text = plain(str(body.get("text") or "")).strip()
    first, _, rest = text.partition(" ")
    if first in (NOW, "—now", "–now"):  # Phones make dashes of two hyphens.
        return rest.strip(), True
    return text, False


def acknowledgement(body: Json) -> str:
    """What is shown at once, within the three seconds that Slack waits."""
    command = str(body.get("command") or "/ask")
    text, emergency = wanted(body)
    if emergency:
        return say.calling() if text else say.ask_emergency_empty(command)
    return say.ask_looking(text) if text else say.ask_how(command)


class Commands:
    """Works on slash commands."""

    def __init__(self, parts: Parts, handover: Handover) -> None:
        self._parts = parts
        self._handover = handover

    async def ask(self, incoming: Incoming) -> bool:
        """Answer one, or call the people on call. False where nothing was asked."""
        text, emergency = wanted(dict(incoming.payload))
        if not text:
            return False
        conversation_id, asker = await self._open(incoming)
        if emergency:
            await self._call(incoming, conversation_id, text)
        else:
            await self._answer(incoming, conversation_id, asker, text)
        return True

    async def _open(self, incoming: Incoming) -> tuple[str, Asker]:
        # As in the channel itself: what was found for one can be shared with all.
        room = await self._parts.rooms.get(incoming.channel)
        audiences = await self._parts.rooms.audiences(room, incoming.user)
        name = await self._parts.names.soon(incoming.user)
        asker = Asker(f"slack:{incoming.event_id}", audiences, user=incoming.user, name=name)
        post = Post(asker.subject, "open", asker.subject)
        opened = await self._parts.assistant.open(asker, SURFACE, post)
        return opened.id, asker

    async def _answer(
        self, incoming: Incoming, conversation_id: str, asker: Asker, text: str
    ) -> None:
        asked = await self._parts.assistant.ask(
            conversation_id, asker, text, Post(asker.subject, "ask", asker.subject)
        )
        answer = await self._parts.assistant.answered(asked)
        if answer is None:
            return
        team = await self._parts.team_for(answer)
        for payload in blocks.whispered(answer, team=team)[:_USES]:
            await self._parts.whisper.reply(incoming, payload)

    async def _call(self, incoming: Incoming, conversation_id: str, text: str) -> None:
        await self._handover.call(
            Call(
                conversation_id,
                EscalationKind.EMERGENCY,
                incoming.user,
                f"command:{incoming.event_id}",
                incoming.channel,
                "",
                note=text,
                response_url=str(incoming.payload.get("response_url") or ""),
            )
        )
