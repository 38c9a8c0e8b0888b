"""A model that fails again and again is left alone for a while, so that nobody waits for it."""

import threading
import time

_FAILURES = 3
"""In a row, after which it is left alone."""
_REST = 30.0
"""Seconds. Then one call tries; where it fails too, it is left alone again."""


class Breaker:
    """Counts failures of one model. For use from several threads."""

    def __init__(self, failures: int = _FAILURES, rest: float = _REST) -> None:
        self._failures = failures
        self._rest = rest
        self._row = 0
        self._until = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the model is to be left alone now."""
        with self._lock:
            if self._row < self._failures or time.monotonic() >= self._until:
                # The next call tries; those beside it do not.
                self._until = time.monotonic() + self._rest
                return False
            return True

    def worked(self) -> None:
        """It answered."""
        with self._lock:
            self._row = 0

    def failed(self) -> None:
        """It did not."""
        with self._lock:
            self._row += 1
            self._until = time.monotonic() + self._rest
