"""The one brain: a question from any surface becomes a stored Answer or a stored Escalation.

A question is stored before it is worked on and its answer before anybody is shown it, so a crash
at any line loses nothing: what was not answered is answered after the next start.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from bot import messages
from bot.bell import Bell
from bot.crossing import Crossing, Lane
from bot.observer import Observer, Unobserved
from bot.phrasebook import language_for, language_in
from bot.replies import Replies, stopped
from bot.rounds import Go, Rounds
from bot.telling import Telling
from bot.writing import Answers
from core.conversation import (
    Asker,
    Conversation,
    Escalation,
    EscalationKind,
    Event,
    Feedback,
    Message,
    Post,
)
from core.db.conversations import Asked, Conversations
from core.db.escalations import Escalations
from core.errors import DialtoneError
from escalation.policy import Rules, Verdict

SourcesOf = Callable[[frozenset[str]], Sequence[str]]
"""Audiences -> the names of the sources that they may search."""

_SOURCES_SECONDS = 10.0
_SWEEP_SECONDS = 15.0
_STORE_TRIES = 4
_UPKEEP_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Assistant:
    """Answers, hands over, remembers. Every surface goes through it."""

    def __init__(
        self,
        conversations: Conversations,
        escalations: Escalations,
        answers: Answers,
        crossing: Crossing,
        sources_of: SourcesOf,
        *,
        patience: float = 30.0,
        observer: Observer | None = None,
        rules: Rules | None = None,
        go_rounds: Go | None = None,
        keep_up: Go | None = None,
    ) -> None:
        """`patience`: seconds that a question may take before its asker is offered a human.

        `go_rounds` sends on its way what was escalated. `keep_up` is called now and then, and
        holds nothing up but, for seconds at most, the first of those rounds.
        """
        self.conversations = conversations
        self.escalations = escalations
        self.bell = Bell()
        self._answers = answers
        self._crossing = crossing
        self._sources_of = sources_of
        self._patience = patience
        self._observer = observer or Unobserved()
        self._replies = Replies(answers, rules or Rules({}, ()), self._hand_over, patience)
        self._rounds = Rounds(go_rounds or tuple, crossing, self.bell)
        self._upkeep = Rounds(
            keep_up or tuple, crossing, self.bell, lane=Lane.UPKEEP, seconds=_UPKEEP_SECONDS
        )
        self._working: dict[str, asyncio.Task[Message]] = {}
        self._searched: dict[frozenset[str], tuple[float, int]] = {}
        """When the sources of these audiences were counted last, and how many they were."""
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Go on with what an earlier process left unanswered, and look for more now and then."""
        self._sweeper = asyncio.create_task(self._sweep())
        await self._upkeep.start()
        # Who is called in the first second of a new installation is in the catalog.
        await self._rounds.start(after=self._upkeep)

    async def close(self, grace: float = 10.0) -> None:
        """Finish what is being answered, within the grace; the next start does the rest."""
        await self._rounds.close()
        await self._upkeep.close()
        if self._sweeper:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        if self._working:
            await asyncio.wait(self._working.values(), timeout=grace)
        for task in list(self._working.values()):
            task.cancel()
        await asyncio.gather(*self._working.values(), return_exceptions=True)
        await self._answers.close()

    async def open(self, asker: Asker, surface: str, post: Post | None = None) -> Conversation:
        """A new conversation."""
        return await self._crossing.over(Lane.WRITE, self.conversations.open, asker, surface, post)

    async def read(self, conversation_id: str, subject: str | None) -> Conversation:
        """A conversation as it stands. Raises LookupError where it is not the subject's."""
        return await self._crossing.over(
            Lane.READ, self.conversations.get, conversation_id, subject
        )

    async def events(self, conversation_id: str, after: int) -> list[Event]:
        """What happened in a conversation after that event."""
        if recent := self.conversations.recent_events(conversation_id, after):
            return recent
        return await self._crossing.over(
            Lane.READ, self.conversations.events, conversation_id, after
        )

    async def message(self, message_id: str) -> Message | None:
        """One message."""
        if recent := self.conversations.recent_message(message_id):
            return recent
        return await self._crossing.over(Lane.READ, self.conversations.message, message_id)

    async def ask(
        self, conversation_id: str, asker: Asker, text: str, post: Post | None = None
    ) -> Asked:
        """Store a question and begin to answer it. Raises LookupError, KeyReused."""
        sources = await self._count_sources(asker.audiences)
        status = messages.searching(sources, language_for(text))
        asked = await self._crossing.over(
            Lane.WRITE, self.conversations.ask, conversation_id, asker, text, status, post
        )
        self.bell.ring(conversation_id)
        if asked.fresh and asked.question.answer_id:
            self._begin(asked)
        return asked

    async def answered(self, asked: Asked) -> Message | None:
        """The stored answer, once there is one; None where a human has the conversation."""
        question = asked.question
        if not question.answer_id:
            return None
        task = self._working.get(question.id)
        if task is None:
            stored = await self.message(question.answer_id)
            if stored:
                return stored
            # Asked before a restart, or of another process that may have gone.
            task = self._begin(asked)
        return await asyncio.shield(task)

    async def stop(self, conversation_id: str, subject: str, answer_id: str) -> Message:
        """End an answer under way with what was said of it so far; or the one that is stored.

        Raises LookupError where the subject awaits or has no such answer.
        """
        read = await self.read(conversation_id, subject)
        question = next((m for m in read.messages if m.answer_id == answer_id != ""), None)
        if question is None:
            raise LookupError(answer_id)
        self._answers.stop(answer_id)
        spoken = language_in(read.messages)
        ended = partial(stopped, question, spoken)
        stored = await self._crossing.over(Lane.WRITE, self.conversations.stop, question, ended)
        self.bell.ring(conversation_id)
        return stored

    async def escalate(
        self,
        conversation_id: str,
        asker: Asker,
        kind: EscalationKind,
        note: str = "",
        post: Post | None = None,
    ) -> Escalation:
        """Store that a human is needed, and say so. Raises LookupError, KeyReused."""
        read = await self._said_in(conversation_id)
        said = messages.handed_over(kind, language_in(read))
        escalation = await self._crossing.over(
            Lane.WRITE,
            self.escalations.open,
            conversation_id,
            asker.subject,
            kind,
            note,
            said,
            post,
        )
        self._observer.escalated(kind.value)
        self.bell.ring(conversation_id)
        self._rounds.wake()
        return escalation

    async def promised(self, escalation: Escalation) -> str:
        """What was said in the conversation when it was stored, in the asker's language."""
        for message in reversed(await self._said_in(escalation.conversation_id)):
            if messages.says_handed_over(message.text, escalation.kind):
                return message.text
        return messages.escalated(escalation)

    async def handle(self, step: Callable[[], Escalation]) -> Escalation:
        """What a human does with an escalation. Raises LookupError, UserError."""
        escalation = await self._crossing.over(Lane.WRITE, step)
        self.bell.ring(escalation.conversation_id)
        self._rounds.wake()
        return escalation

    async def judge(self, message_id: str, asker: Asker, judged: Feedback) -> None:
        """Store feedback on an answer. Raises LookupError."""
        await self._crossing.over(
            Lane.WRITE, self.conversations.judge, message_id, asker.subject, judged
        )
        self._observer.judged(judged.helpful)

    async def reply(
        self, conversation_id: str, author: str, text: str, post: Post | None = None
    ) -> Message:
        """What a human says to the asker. Raises LookupError."""
        said = await self._crossing.over(
            Lane.WRITE, self.conversations.reply, conversation_id, author, text, post
        )
        self.bell.ring(conversation_id)
        return said

    async def resolve(self, conversation_id: str) -> Conversation:
        """Close a conversation. Raises LookupError."""
        closed = await self._crossing.over(Lane.WRITE, self.conversations.resolve, conversation_id)
        self.bell.ring(conversation_id)
        return closed

    def _begin(self, asked: Asked) -> "asyncio.Task[Message]":
        key = asked.question.id
        if key not in self._working:
            task = asyncio.create_task(self._work(asked))
            self._working[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return self._working[key]

    def _ended(self, key: str, task: "asyncio.Task[Message]") -> None:
        del self._working[key]
        if not task.cancelled() and task.exception():
            _log.error("An answer could not be stored; it will be tried again.")

    async def _work(self, asked: Asked) -> Message:
        started = time.perf_counter()
        key = asked.question.answer_id
        void = partial(self._answers.stop, key)
        telling = Telling(asked.question, self.conversations, self._crossing, self.bell, void)
        answer = await self._replies.to(asked, telling.tell)
        told = telling.part_of(answer)
        stored = await self._store(asked.question, answer, told)
        kind = stored.kind.value if stored.kind else "failed"
        self._observer.answered(kind, time.perf_counter() - started)
        self.bell.ring(stored.conversation_id)
        return stored

    async def _hand_over(self, question: Message, verdict: Verdict, spoken: str) -> Escalation:
        read = await self.read(question.conversation_id, None)
        kind = EscalationKind.HUMAN
        # Under the question's id: an answer that is begun again does not call a second time.
        post = Post(read.asker.subject, f"hand-over:{question.id}", kind.value)
        escalation = await self._crossing.over(
            Lane.WRITE,
            self.escalations.open,
            question.conversation_id,
            read.asker.subject,
            kind,
            "",
            messages.on_policy(verdict.topic, spoken) if verdict.topic else "",
            post,
            urgency=verdict.urgency,
            topic=verdict.topic,
        )
        self._observer.escalated(kind.value)
        self.bell.ring(question.conversation_id)
        self._rounds.wake()
        return escalation

    async def _store(self, question: Message, answer: Message, told: int) -> Message:
        for attempt in range(1, _STORE_TRIES):
            try:
                return await self._crossing.over(
                    Lane.WRITE, self.conversations.answer, question, answer, told
                )
            except DialtoneError as error:
                _log.warning("An answer could not be stored yet: %s", error)
                await asyncio.sleep(0.2 * 4**attempt)
        return await self._crossing.over(
            Lane.WRITE, self.conversations.answer, question, answer, told
        )

    async def _said_in(self, conversation_id: str) -> tuple[Message, ...]:
        """What was said, or nothing where that cannot be read: it keeps nobody from a human."""
        try:
            return (await self.read(conversation_id, None)).messages
        except (DialtoneError, LookupError):
            return ()

    async def _count_sources(self, audiences: frozenset[str]) -> int:
        """How many sources an asker is told are searched: a moment late is soon enough."""
        looked, count = self._searched.get(audiences, (-_SOURCES_SECONDS, 0))
        if time.monotonic() - looked < _SOURCES_SECONDS:
            return count
        try:
            count = len(await self._crossing.over(Lane.READ, self._sources_of, audiences))
        except DialtoneError:
            return 0
        self._searched[audiences] = time.monotonic(), count
        return count

    async def _sweep(self) -> None:
        age = timedelta(0)
        while True:
            try:
                await self._crossing.over(Lane.WRITE, self.conversations.tidy)
                left = await self._crossing.over(Lane.READ, self.conversations.waiting, age)
                for asked in left:
                    self._begin(asked)
                # From now on, questions this young are in the hands of a process that lives.
                age = timedelta(seconds=self._patience + _SWEEP_SECONDS)
            except DialtoneError as error:
                _log.warning("Unanswered questions cannot be looked for yet: %s", error)
            await asyncio.sleep(_SWEEP_SECONDS)
