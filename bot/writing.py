"""Answers for the assistant: extracts in batches, or written by a language model over them."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from typing import Protocol

from bot.batching import Batching
from bot.crossing import Crossing, Lane
from core.records import Answer, AnswerKind, AnswerPart, Citation, Question
from retrieval.answer.answerer import Grounded
from retrieval.answer.generative import GenerativeAnswerer
from retrieval.answer.wording import best
from retrieval.model.deadline import Deadline

Tell = Callable[[AnswerPart, Citation], Coroutine[None, None, None]]
"""Shows a part of an answer that is still being made."""

_TELLING = 5.0
"""Seconds after which a part is not waited for any more: the whole answer has it."""
_LEFT_FOR_REST = 3.0
"""Seconds of an asker's patience that searching and storing may need."""


class Answers(Protocol):
    """What the assistant asks for answers."""

    async def answer(self, question: Question, about: str, tell: Tell) -> Answer:
        """The answer. Where its parts are not those that were told, these are void.

        `about` is the id that the answer is going to have.
        """

    def stop(self, about: str) -> None:
        """Nobody waits for that answer any more: what still works on it may end."""

    async def close(self) -> None:
        """End what is under way."""


class Extracting:
    """Answers in the documents' own words."""

    def __init__(self, batching: Batching[Answer]) -> None:
        self._batching = batching

    async def answer(self, question: Question, about: str, tell: Tell) -> Answer:
        """The answer; nothing of it is told before it is whole, because that is soon."""
        return await self._batching.answer(question)

    def stop(self, about: str) -> None:
        """It is whole before anybody could wish that."""

    async def close(self) -> None:
        """End the batches."""
        await self._batching.close()


class Writing:
    """Answers written by a language model, each sentence told once it is verified."""

    def __init__(
        self,
        batching: Batching[Grounded],
        writer: GenerativeAnswerer,
        crossing: Crossing,
        patience: float,
    ) -> None:
        """`patience`: seconds after which the assistant gives up; the model gives up before."""
        self._batching = batching
        self._writer = writer
        self._crossing = crossing
        self._most = max(1.0, patience - _LEFT_FOR_REST)
        self._under_way: dict[str, Deadline] = {}

    async def answer(self, question: Question, about: str, tell: Tell) -> Answer:
        """The answer; whatever the model does, within the patience."""
        deadline = self._under_way[about] = self._writer.deadline(self._most)
        try:
            return await self._write(question, about, tell, deadline)
        finally:
            del self._under_way[about]

    def stop(self, about: str) -> None:
        """Have the model write no further. Nothing happens where it is not being written here."""
        if deadline := self._under_way.get(about):
            deadline.call_off()

    async def _write(
        self, question: Question, about: str, tell: Tell, deadline: Deadline
    ) -> Answer:
        over = self._crossing.over
        found = await self._batching.answer(question)
        words = await over(Lane.MODEL, self._writer.wordings, question, found, deadline, about)
        # Searched for beside other people's questions.
        alone = await self._batching.answer(words.alone) if words.alone else None
        theirs = await self._batching.answer(words.theirs) if words.theirs else None
        grounded = best(found, alone, theirs)
        if grounded.answer.kind is AnswerKind.UNKNOWN:
            return grounded.answer
        say = _from_thread(tell, asyncio.get_running_loop())
        made = await over(
            Lane.MODEL, self._writer.write, question, grounded, say, deadline=deadline, about=about
        )
        return made.answer

    async def close(self) -> None:
        """End the batches. What a model still writes is not waited for."""
        await self._batching.close()


def _from_thread(
    tell: Tell, loop: asyncio.AbstractEventLoop
) -> Callable[[AnswerPart, Citation], None]:
    """`tell` for the thread that reads the model. It waits, so that parts stay in order."""

    def say(part: AnswerPart, citation: Citation) -> None:
        telling = asyncio.run_coroutine_threadsafe(tell(part, citation), loop)
        with contextlib.suppress(TimeoutError, CancelledError):
            telling.result(_TELLING)

    return say
