"""The one place where async code calls the synchronous trades."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Lane(StrEnum):
    """Who waits for whom: work of one lane never holds up another's."""

    READ = "read"
    WRITE = "write"
    ANSWER = "answer"
    CHECK = "check"
    DESK = "desk"
    MODEL = "model"
    UPKEEP = "upkeep"


class Crossing:
    """A few threads for each lane."""

    def __init__(self, writers: int = 1, answerers: int = 1, models: int = 1) -> None:
        """`writers`: SQLite has one at a time, and a queue here is shorter than its locks.

        `answerers`: batches of questions that are answered at a time. `models`: calls of a
        language model at a time.
        """
        sizes = {Lane.READ: 4, Lane.WRITE: writers, Lane.CHECK: 2, Lane.DESK: 1, Lane.UPKEEP: 1}
        sizes[Lane.ANSWER] = answerers
        sizes[Lane.MODEL] = models
        self._lanes = {
            lane: ThreadPoolExecutor(size, thread_name_prefix=f"dialtone-{lane.value}")
            for lane, size in sizes.items()
        }

    async def over(
        self,
        lane: Lane,
        function: Callable[Given, Result],
        *arguments: Given.args,
        **options: Given.kwargs,
    ) -> Result:
        """What the function returns or raises, called in a thread of that lane."""
        loop = asyncio.get_running_loop()
        call = lambda: function(*arguments, **options)  # noqa: E731
        return await loop.run_in_executor(self._lanes[lane], call)

    def close(self) -> None:
        """Take no more work. What a thread is stuck in does not keep the process."""
        for executor in self._lanes.values():
            executor.shutdown(wait=False, cancel_futures=True)
