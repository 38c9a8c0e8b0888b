"""Calling a human from Slack: stored first, then said where it was asked for."""

from dataclasses import dataclass

from bot import messages
from bot import slack_messages as say
from bot.slack import blocks
from bot.slack.api import Refused
from bot.slack.desk import Desk
from core.conversation import Escalation, EscalationKind, Post, Role
from core.errors import Transient
from core.slack import Outgoing


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


class Handover:
    """Stores escalations and says so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def call(self, wanted: Call) -> Escalation:
        """Store it, tell the thread, tell the helpers. Raises LookupError."""
        read = await self._desk.assistant.read(wanted.conversation_id, None)
        post = Post(read.asker.subject, wanted.key, wanted.key)
        stored = await self._desk.assistant.escalate(
            wanted.conversation_id, read.asker, wanted.kind, wanted.note, post
        )
        told = True
        if wanted.thread_ts:
            told = await self._tell_thread(wanted, stored)
        if not told:
            await self._desk.whisper.say(
                wanted.channel, wanted.user, blocks.notice(say.already_called(stored.kind)),
                thread_ts=wanted.thread_ts,
            )  # fmt: skip
        await self._tell_helpers(wanted, stored)
        return stored

    async def _tell_thread(self, wanted: Call, stored: Escalation) -> bool:
        """False where it was said before: one call is open already."""
        return await self._desk.outtray.put(
            Outgoing(
                f"escalation:{stored.id}",
                "chat.postMessage",
                wanted.channel,
                wanted.thread_ts,
                blocks.notice(messages.escalated(stored)),
                serves=f"escalation:{stored.id}",
            )
        )

    async def _tell_helpers(self, wanted: Call, stored: Escalation) -> None:
        """Put the call, with a link to where it was made, into the triage channel."""
        triage = self._desk.settings.triage
        if not triage:
            return
        link = await self.permalink(wanted.channel, wanted.thread_ts)
        asked = await self._asked(wanted)
        await self._desk.outtray.put(
            Outgoing(
                f"triage:{stored.id}",
                "chat.postMessage",
                triage,
                "",
                blocks.called(stored, wanted.user, asked, link),
                serves=f"escalation:{stored.id}",
            )
        )

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, or empty where Slack gives none."""
        if not ts:
            return ""
        try:
            told = await self._desk.api.call(
                "chat.getPermalink", channel=channel, message_ts=ts
            )
        except (Refused, Transient):
            return ""
        return str(told.get("permalink", ""))

    async def _asked(self, wanted: Call) -> str:
        """What it is about, in the asker's words."""
        read = await self._desk.assistant.read(wanted.conversation_id, None)
        own = [each.text for each in read.messages if each.role is Role.USER]
        return wanted.note or (own[-1] if own else "")
