"""Questions that arrive while others are being answered go into the next batch together."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.crossing import Crossing, Lane
from core.errors import Transient
from core.records import Question

Made = TypeVar("Made")
"""What a question is turned into: an answer, with or without what it rests on."""

_MOST = 32
"""Questions in one batch: beyond, the first one waits longer than the last one gains."""
_WAITING = 512
"""Questions that may wait; beyond, people are told at once instead of much later."""


class TooMany(Transient):
    """More questions wait than can be answered soon."""


@dataclass(slots=True)
class _Asked(Generic[Made]):
    question: Question
    answer: asyncio.Future[Made]


class Batching(Generic[Made]):
    """Workers that each answer whatever has arrived in one batch of embeddings.

    None waits for a batch to fill: alone, a question is answered at once. With several workers,
    one batch is being stored and shown while another is answered.
    """

    def __init__(
        self,
        answer_many: Callable[[Sequence[Question]], list[Made]],
        crossing: Crossing,
        seen: Callable[[int], None] = lambda size: None,
        workers: int = 1,
    ) -> None:
        """`seen` is told the size of each batch."""
        self._answer_many = answer_many
        self._crossing = crossing
        self._seen = seen
        self._queue: asyncio.Queue[_Asked[Made]] = asyncio.Queue(_WAITING)
        self._workers: list[asyncio.Task[None] | None] = [None] * workers

    async def answer(self, question: Question) -> Made:
        """The answer. Raises what the answerer raises, TooMany where too many wait."""
        self._workers = [
            asyncio.create_task(self._work()) if worker is None or worker.done() else worker
            for worker in self._workers
        ]
        asked: _Asked[Made] = _Asked(question, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(asked)
        except asyncio.QueueFull:
            raise TooMany("Too many questions are waiting.") from None
        return await asked.answer

    async def close(self) -> None:
        """End the workers; questions that still wait are not answered."""
        for worker in filter(None, self._workers):
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    async def _work(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < _MOST and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            # Whoever gave up waiting costs nothing.
            batch = [asked for asked in batch if not asked.answer.done()]
            if batch:
                self._seen(len(batch))
                await self._answer(batch)

    async def _answer(self, batch: Sequence[_Asked[Made]]) -> None:
        questions = [asked.question for asked in batch]
        try:
            answers = await self._crossing.over(Lane.ANSWER, self._answer_many, questions)
        except Exception as error:  # noqa: BLE001  whatever it is belongs to those who asked
            if len(batch) == 1:
                _fail(batch[0], error)
                return
            # One question that cannot be answered does not take the others with it.
            for asked in batch:
                await self._answer([asked])
            return
        for asked, answer in zip(batch, answers, strict=True):
            if not asked.answer.done():
                asked.answer.set_result(answer)


def _fail(asked: _Asked[Made], error: Exception) -> None:
    if not asked.answer.done():
        asked.answer.set_exception(error)
