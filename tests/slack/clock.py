"""Slack's time, which tests may run faster than their own."""

from __future__ import annotations

import asyncio
import time

FIXED_START = 1_760_000_000
"""Where message timestamps begin when they must be the same on every run."""

DEADLINE_FLOOR = 0.5
"""Real seconds that no deadline set for a program goes below, however fast Slack's time runs.

A scale that turns five minutes into 50 ms would turn the 3 s to acknowledge into half a
millisecond, which no healthy bot can meet.
"""


class Clock:
    """Converts Slack's seconds to real ones and stamps messages.

    `scale` is how many real seconds one of Slack's seconds lasts: 1.0 is real time, and 1/6000
    makes a wait of five minutes last 50 ms. With a `start`, stamps count up from it one second
    at a time and are the same on every run; without one they follow the wall clock.
    """

    def __init__(
        self, scale: float = 1.0, start: int | None = FIXED_START, floor: float = DEADLINE_FLOOR
    ) -> None:
        self._passed = 0.0
        self._began = time.monotonic()
        self._scale = 1.0
        self.scale = scale
        self.floor = floor
        self.grace = 0.0
        """Real seconds beyond every deadline: for what is no test of time, on a busy machine."""
        self._start = start
        self._stamps = 0
        self._last = 0
        self._ahead = 0

    @property
    def scale(self) -> float:
        """Real seconds that one of Slack's lasts."""
        return self._scale

    @scale.setter
    def scale(self, scale: float) -> None:
        if scale <= 0:
            raise ValueError(f"the time scale must be above 0, not {scale}")
        self._passed, self._began = self.elapsed(), time.monotonic()
        self._scale = scale

    def real(self, seconds: float) -> float:
        """Real seconds that a wait of `seconds` of Slack's lasts."""
        return seconds * self.scale

    def deadline(self, seconds: float) -> float:
        """Real seconds a program is given for something Slack allows it `seconds` for."""
        return max(seconds * self.scale, min(seconds, self.floor)) + self.grace

    def elapsed(self) -> float:
        """Slack's seconds since the clock was made."""
        return self._passed + (time.monotonic() - self._began) / self._scale

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of Slack's time."""
        await asyncio.sleep(self.real(seconds))

    def advance(self, seconds: int) -> None:
        """Put every later stamp `seconds` further on, to write a history over days."""
        if seconds < 0:
            raise ValueError("Slack's time only goes forward")
        self._ahead += seconds

    def not_before(self, ts: str) -> None:
        """Make every later stamp later than `ts`, which came from elsewhere."""
        if self._start is not None:
            self._ahead = max(self._ahead, int(float(ts)) - self._start - self._stamps)

    def stamp(self) -> str:
        """A `ts` that no other message has, later than every one before it."""
        self._stamps += 1
        if self._start is not None:
            seconds = self._start + self._ahead + self._stamps
            return f"{seconds}.{self._stamps * 100 % 1_000_000:06d}"
        micros = (time.time_ns() // 1000) + self._ahead * 1_000_000
        self._last = max(micros, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def today(self) -> int:
        """Slack's date as a Unix time, without spending a stamp."""
        if self._start is None:
            return int(time.time()) + self._ahead
        return self._start + self._ahead + self._stamps
