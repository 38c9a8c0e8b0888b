"""Takes work from a store that replicas share, and does several pieces at a time."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from bot.crossing import Crossing, Lane
from core.db.leases import LEASE, RENEWAL_SECONDS
from core.errors import DialtoneError

Item = TypeVar("Item")

_LOOK_SECONDS = 1.0
_AWAY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class Store(Protocol[Item]):
    """Where the work is."""

    def claim(self, worker: str, most: int) -> list[Item]:
        """Take up to `most` pieces."""

    def renew(self, worker: str) -> None:
        """Keep what was taken."""


class Worker(Generic[Item]):
    """Does what it claims. What it was at when it died, another one takes up."""

    def __init__(
        self,
        name: str,
        store: Store[Item],
        work: Callable[[Item], Awaitable[None]],
        crossing: Crossing,
        most: int = 16,
    ) -> None:
        """`name` is this process's own; `work` settles the item, or raises to have it lapse."""
        self._name = name
        self._store = store
        self._work = work
        self._crossing = crossing
        self._most = most
        self._news = asyncio.Event()
        self._at: set[asyncio.Task[None]] = set()
        self._running: list[asyncio.Task[None]] = []
        self._renewed = time.monotonic()

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    @property
    def holds(self) -> bool:
        """Whether what it took is surely still its own: a process may have been asleep."""
        return time.monotonic() - self._renewed < LEASE.total_seconds() - 2

    async def start(self) -> None:
        """Begin."""
        self._running = [
            asyncio.create_task(self._claim()),
            asyncio.create_task(self._renew()),
        ]

    async def close(self, grace: float = 5.0) -> None:
        """Take nothing more, and finish what is begun, within the grace."""
        for task in self._running[:1]:
            task.cancel()
        if self._at:
            await asyncio.wait(self._at, timeout=grace)
        for task in (*self._at, *self._running):
            task.cancel()
        await asyncio.gather(*self._at, *self._running, return_exceptions=True)

    async def _claim(self) -> None:
        while True:
            self._news.clear()
            free = self._most - len(self._at)
            wait = _LOOK_SECONDS
            try:
                if free:
                    if not self._at:
                        self._renewed = time.monotonic()
                    await self._begin(free)
            except DialtoneError as error:
                _log.warning("Work cannot be taken now: %s", error)
                wait = _AWAY_SECONDS
            # Not by wait_for: on Python 3.11 that swallows a cancellation when news come with it.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._news.wait()

    async def _begin(self, free: int) -> None:
        for item in await self._crossing.over(Lane.WRITE, self._store.claim, self._name, free):
            task = asyncio.create_task(self._do(item))
            self._at.add(task)
            task.add_done_callback(self._done)

    async def _do(self, item: Item) -> None:
        try:
            await self._work(item)
        except DialtoneError as error:
            _log.warning("A piece of work is left for later: %s", error)
        except Exception:  # noqa: BLE001  one broken piece does not stop the others
            _log.exception("A piece of work is left for later.")

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._at.discard(task)
        self.wake()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            if not self._at:
                continue
            began = time.monotonic()
            try:
                await self._crossing.over(Lane.WRITE, self._store.renew, self._name)
                self._renewed = began
            except DialtoneError as error:
                _log.warning("What was taken cannot be kept for now: %s", error)
