"""Calling a human from Slack: stored first, then said where it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import slack_messages as say
from bot.crossing import Lane
from bot.slack import blocks
from bot.slack.api import Refused
from bot.slack.parts import Parts
from core.conversation import Escalation, EscalationKind, Message, Post, Role
from core.errors import Transient
from core.slack import CALL, Json, Outgoing, SlackThread


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody wants a human."""

    conversation_id: str
    kind: EscalationKind
    user: str
    key: str
    """Names this one wish: carried out twice, it is stored once."""
    channel: str
    thread_ts: str
    """Where people hear that it was stored; empty where only `user` is told."""
    note: str = ""
    response_url: str = ""
    """Where `user` alone can be told something, for a while."""


class Handover:
    """Stores escalations and says so."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def call(self, wanted: Call) -> Escalation:
        """Store it, and say so. Raises LookupError, Transient."""
        read = await self._parts.assistant.read(wanted.conversation_id, None)
        post = Post(read.asker.subject, wanted.key, wanted.key)
        stored = await self._parts.assistant.escalate(
            wanted.conversation_id, read.asker, wanted.kind, wanted.note, post
        )
        known = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.of_conversation, wanted.conversation_id
        )
        promised = await self._parts.assistant.promised(stored)
        if wanted.thread_ts:
            if not await self._promise(stored, promised, wanted.channel, wanted.thread_ts):
                await self._whisper(wanted, say.already_called(stored))
        elif known and not known.channel.startswith("D"):
            # It was shared: the reply is for everybody who reads that.
            await self._promise(stored, promised, known.channel, known.thread_ts)
            await self._whisper(wanted, say.called_in_thread(stored))
        else:
            await self._whisper(wanted, say.called_elsewhere())
            if not known:
                await self._tell_alone(wanted, stored, promised, read.messages)
        return stored

    async def _promise(
        self, stored: Escalation, promised: str, channel: str, thread_ts: str
    ) -> bool:
        key = f"escalation:{stored.id}"
        return await self._put(stored, key, channel, thread_ts, blocks.promise(promised))

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, or empty where Slack gives none."""
        if not ts:
            return ""
        try:
            told = await self._parts.api.call("chat.getPermalink", channel=channel, message_ts=ts)
        except (Refused, Transient):
            return ""
        return str(told.get("permalink", ""))

    async def _tell_alone(
        self, wanted: Call, stored: Escalation, promised: str, said: Sequence[Message]
    ) -> None:
        """Give the conversation a thread in a direct message, so that a reply reaches the asker."""
        try:
            opened = await self._parts.api.call("conversations.open", users=wanted.user)
        except Refused:
            return
        channel = str(opened["channel"]["id"])
        key = f"direct:{stored.id}"
        words = f"{say.called_for_you(_asked(wanted, said))}\n\n{promised}"
        await self._put(stored, key, channel, "", blocks.promise(words))
        ts = await self._parts.outtray.sent(key)
        if not ts:
            return
        thread = SlackThread(channel, ts, wanted.conversation_id, wanted.user)
        await self._parts.crossing.over(Lane.WRITE, self._parts.threads.save, thread)

    async def _put(
        self, stored: Escalation, key: str, channel: str, thread_ts: str, payload: Json
    ) -> bool:
        """False where it was put there before."""
        serves = f"{CALL}{stored.id}"
        return await self._parts.outtray.put(
            Outgoing(key, "chat.postMessage", channel, thread_ts, payload, serves=serves)
        )

    async def _whisper(self, wanted: Call, sentence: str) -> None:
        payload = blocks.notice(sentence)
        url, whisper = wanted.response_url, self._parts.whisper
        if not (url and await whisper.respond(url, payload)):
            await whisper.say(wanted.channel, wanted.user, payload, thread_ts=wanted.thread_ts)


def _asked(wanted: Call, said: Sequence[Message]) -> str:
    """What it is about, in the asker's words."""
    own = [each.text for each in said if each.role is Role.USER]
    return wanted.note or (own[-1] if own else "")
