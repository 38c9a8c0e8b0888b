"""Until when something may take."""

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Deadline:
    """A moment on the clock that nobody sets back, but that may be called off: then it is now."""

    at: float
    called_off: bool = False
    """Whether nobody waits any more."""

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """That many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds until then, never below 0."""
        return 0.0 if self.called_off else max(0.0, self.at - time.monotonic())

    def call_off(self) -> None:
        """Nobody waits any more. From any thread; whoever waits until then sees it soon."""
        self.called_off = True
