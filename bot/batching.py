"""Questions that arrive while others are being answered go into the next batch together."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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

    None waits for a batch to fill: alone, a question is answered at once. A worker's thread takes
    the next batch itself: by the time that the event loop came round to it, the processor that
    answers would have stood still.
    """

    def __init__(
        self,
        answer_many: Callable[[Sequence[Question]], list[Made]],
        crossing: Crossing,
        seen: Callable[[int], None] = lambda size: None,
        workers: int = 1,
    ) -> None:
        """`seen` is told the size of each batch, in the thread that answers it."""
        self._answer_many = answer_many
        self._crossing = crossing
        self._seen = seen
        self._waiting: deque[_Asked[Made]] = deque()
        self._arrived = asyncio.Event()
        self._closed = False
        self._workers: list[asyncio.Task[None] | None] = [None] * workers

    async def answer(self, question: Question) -> Made:
        """The answer. Raises what the answerer raises, TooMany where too many wait."""
        if len(self._waiting) >= _WAITING:
            raise TooMany("Too many questions are waiting.")
        self._workers = [
            asyncio.create_task(self._work()) if worker is None or worker.done() else worker
            for worker in self._workers
        ]
        asked: _Asked[Made] = _Asked(question, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        self._arrived.set()
        return await asked.answer

    async def close(self) -> None:
        """End the workers; questions that still wait are not answered."""
        self._closed = True
        for worker in filter(None, self._workers):
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            await self._crossing.over(Lane.ANSWER, self._answer_all, loop)

    def _answer_all(self, loop: asyncio.AbstractEventLoop) -> None:
        """Answer until nobody waits."""
        while not self._closed and (batch := self._next()):
            self._seen(len(batch))
            for part, made in self._made(batch):
                # Where the loop is closed, nobody waits for an answer any more.
                with contextlib.suppress(RuntimeError):
                    loop.call_soon_threadsafe(_tell, part, made)

    def _next(self) -> list[_Asked[Made]]:
        """Those that wait and did not give up, the first ones first."""
        batch: list[_Asked[Made]] = []
        while len(batch) < _MOST:
            try:
                asked = self._waiting.popleft()
            except IndexError:  # another worker may have been quicker
                break
            if not asked.answer.done():
                batch.append(asked)
        return batch

    def _made(
        self, batch: Sequence[_Asked[Made]]
    ) -> Iterator[tuple[Sequence[_Asked[Made]], Sequence[Made] | Exception]]:
        try:
            yield batch, self._answer_many([asked.question for asked in batch])
        except Exception as error:  # noqa: BLE001  whatever it is belongs to those who asked
            if len(batch) == 1:
                yield batch, error
            else:
                # One question that cannot be answered does not take the others with it.
                for asked in batch:
                    yield from self._made([asked])


def _tell(batch: Sequence[_Asked[Made]], made: Sequence[Made] | Exception) -> None:
    for place, asked in enumerate(batch):
        if not asked.answer.done():
            if isinstance(made, Exception):
                asked.answer.set_exception(made)
            else:
                asked.answer.set_result(made[place])
