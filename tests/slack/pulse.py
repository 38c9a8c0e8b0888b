"""The one signal that something changed, on which every wait wakes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

GLANCE = 0.02
"""Real seconds after which a wait looks again unasked: its condition may be a bot's own state."""


class Pulse:
    """Counts changes and wakes whoever waits for a condition."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        """Say that something changed."""
        self.version += 1
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, set()
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until `condition` holds; False after `timeout` real seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not condition():
            left = end - loop.time()
            if left <= 0:
                return False
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            await asyncio.wait([waiter], timeout=min(left, GLANCE))
            self._waiting.discard(waiter)
        return True
