"""An answer that is still being written, shown part by part in its thread.

The message that grows is the one that says that an answer is being looked for: it is laid down in
the outbox, so it is begun once. What is added to it is lost with the process, and nothing is lost
with that: the whole answer takes its place.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.slack import blocks
from bot.slack.parts import Parts
from core.conversation import Event, EventName, Message, Role
from core.db.conversations import Asked
from core.db.message_rows import read_citation
from core.errors import DialtoneError
from core.records import AnswerPart
from core.slack import Incoming, Json, Outgoing

START = "chat.startStream"
_APPEND = "chat.appendStream"
_STOP = "chat.stopStream"


class Streaming:
    """The growing message of one answer."""

    def __init__(self, parts: Parts, said: Incoming, asked: Asked, key: str, serves: str) -> None:
        """`key` is the growing message's in the outbox."""
        self._parts = parts
        self._said = said
        self._asked = asked
        self._key = key
        self._serves = serves
        self._shown = 0
        self._void = False

    async def begin(self, shown: list[Json], status: Json) -> None:
        """Lay it down. Where Slack allows no stream, `status` stands there until the answer does.

        Nothing happens where it was begun before, or the answer was.
        """
        payload = {
            **status,
            "chunks": [{"type": "blocks", "blocks": shown}],
            "recipient_user_id": self._said.user,
            "recipient_team_id": self._parts.us.team,
        }
        outgoing = Outgoing(
            self._key, START, self._said.channel, self._said.thread_ts, payload, serves=self._serves
        )
        answer = f"answer:{self._asked.question.answer_id}"
        await self._parts.outtray.put(outgoing, about=self._said.ts, unless=answer)

    @contextlib.asynccontextmanager
    async def following(self, status: Json) -> AsyncIterator[None]:
        """Show each part once it is told, until the end of the block."""
        # Where it was asked before, by a process that has gone, the parts may be there already.
        task = asyncio.create_task(self._follow(status)) if self._asked.fresh else None
        try:
            yield
        finally:
            if task:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, DialtoneError):
                    await task

    async def _follow(self, status: Json) -> None:
        bell, conversation = self._parts.assistant.bell, self._asked.question.conversation_id
        position = self._asked.before
        rings = bell.listen(conversation)
        try:
            while not self._void:
                rings.clear()
                for event in await self._parts.assistant.events(conversation, position):
                    position = event.id
                    await self._hear(event, status)
                await rings.wait()
        finally:
            bell.leave(conversation, rings)

    async def end(self) -> None:
        """Nothing more is added: the whole answer can take its place."""
        stop = Outgoing(
            f"stop:{self._asked.question.answer_id}",
            _STOP,
            self._said.channel,
            self._said.thread_ts,
            {},
            after=self._key,
        )
        if await self._parts.outtray.get(self._key):
            await self._parts.outtray.put(stop)

    async def _hear(self, event: Event, status: Json) -> None:
        mine = event.data.get("message_id") == self._asked.question.answer_id
        if event.name is not EventName.PART or not mine or "part" not in event.data:
            return
        # A part with the number of one that is shown means that those are void.
        self._void = self._void or event.data["index"] != self._shown
        if self._void:
            return
        self._shown += 1
        shown = _part(event)
        if self._shown == 1:
            await self.begin(shown, status)
            begun = await self._parts.outtray.get(self._key)
            if begun is None or begun.payload.get("chunks", [{}])[0].get("blocks") == shown:
                return
        await self._append(shown)

    async def _append(self, shown: list[Json]) -> None:
        try:
            ts = await self._parts.outtray.sent(self._key)
            chunks = [{"type": "blocks", "blocks": shown}]
            await self._parts.api.call(_APPEND, channel=self._said.channel, ts=ts, chunks=chunks)
        except DialtoneError:
            # It may be there or not: nothing can be added behind it any more.
            self._void = True


def _part(event: Event) -> list[Json]:
    """A part before its message is stored, as it will look in that."""
    text, number = event.data["part"]
    citation = read_citation(event.data["citation"])
    key = event.data["message_id"]
    now = datetime.now(UTC)
    parts, citations = (AnswerPart(text, number),), (citation,)
    return blocks.parts(Message(key, "", Role.ASSISTANT, "", now, parts=parts, citations=citations))
