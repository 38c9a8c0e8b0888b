"""From a message to its answer: heard, decided, asked, looked for, put in the outbox."""

import asyncio
import contextlib
from collections.abc import Sequence

from bot import messages
from bot.crossing import Lane
from bot.phrasebook import language_for
from bot.slack import blocks
from bot.slack.gaps import Gaps
from bot.slack.listening import Decision, Heard, ThreadState, decide
from bot.slack.parts import Parts
from bot.slack.resolution import Resolution
from bot.slack.rooms import Room
from bot.slack.streaming import Streaming
from bot.slack.words import mentions, plain
from core.conversation import Asker, Message, Post
from core.db.conversations import Asked
from core.errors import DialtoneError
from core.slack import Incoming, NotYet, Outgoing, SlackThread

SURFACE = "slack"
_READ_BACK = 5
"""How often a thread is read back before the same message, at most."""


class Answering:
    """Works on what people say."""

    def __init__(self, parts: Parts, resolution: Resolution) -> None:
        self._parts = parts
        self._resolution = resolution
        self._gaps = Gaps(parts)

    async def hear(self, said: Incoming) -> bool:
        """Work on one message. False where it was none of our business.

        Raises NotYet where something was said before it that we had not heard, Transient where
        Slack does not tell whether there was.
        """
        room = await self._parts.rooms.get(said.channel)
        kept = await self._parts.crossing.over(
            Lane.READ, self._parts.inbox.thread, said.channel, said.thread_ts
        )
        thread = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.get, said.channel, said.thread_ts
        )
        heard = self._heard(said, room)
        before = [each for each in kept if each.ts < said.ts]
        decision = decide(
            heard, state_of(before, thread, self._parts.us.user), self._parts.settings.mode
        )
        overtook = any(each.waits for each in before)
        if overtook or await self._has_missed(heard, decision, before, said):
            raise NotYet("Something was said before this, and is worked on first.")
        if decision is Decision.ANSWER and _is_helped(said, heard, kept):
            decision = Decision.SILENT
        match decision:
            case Decision.ANSWER:
                await self.answer(said, room, heard.text)
            case Decision.THANKED if thread:
                await self._resolution.resolve(thread, "thanks")
            case _:
                return bool(thread) or heard.help_channel
        return True

    async def _has_missed(
        self, heard: Heard, decision: Decision, before: Sequence[Incoming], said: Incoming
    ) -> bool:
        """Read a thread back before speaking in it, and before leaving one alone that is new to us.

        Events come in any order, or not at all.
        """
        if not heard.in_thread or said.attempts > _READ_BACK:
            return False
        begun = any(each.ts == said.thread_ts for each in before)
        if decision is not Decision.ANSWER and (begun or not heard.help_channel):
            return False
        return await self._gaps.fill_thread(said, {each.ts for each in before})

    def _heard(self, said: Incoming, room: Room) -> Heard:
        text = str(said.payload.get("text", ""))
        return Heard(
            text=plain(text, self._parts.us.user),
            user=said.user,
            mentioned=mentions(text, self._parts.us.user),
            direct=room.direct,
            help_channel=self._parts.rooms.is_help(room),
            in_thread=said.thread_ts != said.ts,
        )

    async def answer(self, said: Incoming, room: Room, text: str) -> bool:
        """Answer what was said, in its thread. False where that was done before."""
        showing = asyncio.create_task(self._show_status(said, messages.slack_status()))
        try:
            thread = await self.open(said.channel, said.thread_ts, said.user)
            audiences = await self._parts.rooms.audiences(room, said.user)
            # A thread may go on with a conversation that began elsewhere, and is its asker's.
            begun = await self._parts.assistant.read(thread.conversation_id, None)
            asker = Asker(begun.asker.subject, audiences, user=said.user)
            key = f"message:{said.ts}"
            asked = await self._parts.assistant.ask(
                thread.conversation_id, asker, text, Post(asker.subject, key, key)
            )
            if not asked.question.answer_id:
                # A human has the conversation.
                return False
            looking = f"looking:{asked.question.id}"
            if self._parts.streams:
                answer = await self._streamed(said, asked, looking)
            else:
                answer = await self._awaited(said, asked, looking)
            return await self._put_answer(said, answer, looking) if answer else False
        finally:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing

    async def open(self, channel: str, thread_ts: str, user: str) -> SlackThread:
        """The thread's conversation, begun by that person where there is none."""
        known = await self._parts.crossing.over(
            Lane.READ, self._parts.threads.get, channel, thread_ts
        )
        if known:
            return known
        # A thread belongs to everybody in it.
        name = await self._parts.names.soon(user)
        asker = Asker(f"slack:{channel}:{thread_ts}", frozenset(), user=user, name=name)
        opened = await self._parts.assistant.open(
            asker, SURFACE, Post(asker.subject, "open", asker.subject)
        )
        made = SlackThread(channel, thread_ts, opened.id, user)
        return await self._parts.crossing.over(Lane.WRITE, self._parts.threads.save, made)

    async def _awaited(self, said: Incoming, asked: Asked, key: str) -> Message | None:
        """The answer. Where it takes long, the thread is told that it is being looked for."""
        answering = asyncio.ensure_future(self._parts.assistant.answered(asked))
        done, _ = await asyncio.wait([answering], timeout=self._parts.settings.placeholder_seconds)
        if not done:
            payload = blocks.looking(_searching(asked))
            looking = Outgoing(
                key, "chat.postMessage", said.channel, said.thread_ts, payload, serves=_serves(said)
            )
            answer = f"answer:{asked.question.answer_id}"
            await self._parts.outtray.put(looking, about=said.ts, unless=answer)
        return await answering

    async def _streamed(self, said: Incoming, asked: Asked, key: str) -> Message | None:
        """The answer, of which the thread sees every part as soon as it is verified."""
        status = blocks.looking(_searching(asked))
        streaming = Streaming(self._parts, said, asked, key, _serves(said))
        answering = asyncio.ensure_future(self._parts.assistant.answered(asked))
        async with streaming.following(status):
            seconds = self._parts.settings.placeholder_seconds
            done, _ = await asyncio.wait([answering], timeout=seconds)
            if not done:
                await streaming.begin(status["blocks"], status)
            answer = await answering
        await streaming.end()
        # Slack takes it away where a message is posted, and a stream is none.
        await self._show_status(said, "")
        return answer

    async def _put_answer(self, said: Incoming, answer: Message, looking: str) -> bool:
        """A long answer is several messages: the first takes the place of what stood there."""
        new = False
        team = await self._parts.team_for(answer)
        for number, payload in enumerate(blocks.answer(answer, team=team), start=1):
            first = number == 1
            outgoing = Outgoing(
                f"answer:{answer.id}" if first else f"answer:{answer.id}:{number}",
                "chat.postMessage",
                said.channel,
                said.thread_ts,
                payload,
                serves=_serves(said),
            )
            if first:
                new = await self._parts.outtray.put_instead(outgoing, looking, about=said.ts)
            else:
                await self._parts.outtray.put(outgoing, about=said.ts)
        return new

    async def _show_status(self, said: Incoming, status: str) -> None:
        """A sign of life at once. It is lost with the process, and nothing is lost with it."""
        with contextlib.suppress(DialtoneError):
            await self._parts.api.call(
                "assistant.threads.setStatus",
                channel_id=said.channel,
                thread_ts=said.thread_ts,
                status=status,
            )


def _is_helped(said: Incoming, heard: Heard, kept: Sequence[Incoming]) -> bool:
    """Whether somebody has replied to it before we came to it: we are not needed then."""
    if heard.mentioned or heard.direct:
        return False
    return any(each.ts > said.ts and each.user != said.user for each in kept)


def state_of(before: Sequence[Incoming], thread: SlackThread | None, bot_user: str) -> ThreadState:
    """How a thread stands after these messages, oldest first."""
    if thread is None:
        return ThreadState()
    human = False
    for said in before:
        if mentions(str(said.payload.get("text", "")), bot_user):
            human = False
        elif said.user != thread.asker:
            human = True
    return ThreadState(engaged=True, asker=thread.asker, human=human)


def _searching(asked: Asked) -> str:
    return messages.searching(0, language_for(asked.question.text, asked.earlier))


def _serves(said: Incoming) -> str:
    return f"{said.channel}:{said.ts}"
