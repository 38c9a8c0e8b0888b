"""The rounds: sends escalations on their way, delivers, asks who acknowledged, lets timers fire."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence

from bot.bell import Bell
from bot.crossing import Crossing, Lane
from core.errors import DialtoneError

Go = Callable[[], Sequence[str]]
"""One round: does everything that is due; the conversations in which it said something."""

_SECONDS = 1.0
_PATIENCE = 10.0
"""How long, in seconds, the first round waits for what it should come after."""
_log = logging.getLogger(__name__)


class Rounds:
    """Goes its rounds until it is closed, and at once when it is woken."""

    def __init__(
        self,
        go: Go,
        crossing: Crossing,
        bell: Bell,
        *,
        lane: Lane = Lane.DESK,
        seconds: float = _SECONDS,
    ) -> None:
        """`seconds`: between two rounds."""
        self._go = go
        self._crossing = crossing
        self._bell = bell
        self._lane = lane
        self._seconds = seconds
        self._news = asyncio.Event()
        self._gone = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    async def start(self, after: "Rounds | None" = None) -> None:
        """Begin; but not before others have gone their first round, unless that takes long."""
        self._running = asyncio.create_task(self._run(after))

    async def close(self) -> None:
        """End; what is under way is taken up by the next start."""
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _run(self, after: "Rounds | None") -> None:
        if after:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await after._gone.wait()
        while True:
            self._news.clear()
            try:
                for conversation in await self._crossing.over(self._lane, self._go):
                    self._bell.ring(conversation)
            except DialtoneError as error:
                _log.warning("A round of the %s cannot be gone yet: %s", self._lane, error)
            except Exception:  # noqa: BLE001  one that breaks must not keep the others
                _log.exception("A round of the %s broke.", self._lane)
            self._gone.set()
            # Not by wait_for: on Python 3.11 that swallows a cancellation when news come with it.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._news.wait()
