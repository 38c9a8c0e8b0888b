"""A model's stream, read in a thread of its own, so that whoever listens can stop waiting."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from core.usage import Written
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway

_LOOK_SECONDS = 0.25
"""How soon it is noticed that a deadline was called off."""


class _End:
    """Nothing follows."""


class Pump:
    """Reads on until it is told to stop; a thread that hangs ends with its connection's timeout."""

    def __init__(self, stream: Callable[[], Iterator[Any]], ended: Callable[[], None]) -> None:
        """`ended` is called when nothing is read any more, whatever the reason."""
        self._stream = stream
        self._ended = ended
        self._pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._stop = threading.Event()
        threading.Thread(target=self._read, name="dialtone-model", daemon=True).start()

    def pieces(self, deadline: Deadline) -> Iterator[Any]:
        """What comes. Raises what the stream raises, ModelAway at the deadline."""
        while True:
            if deadline.called_off:
                raise ModelAway(Written.STOPPED, "Nobody waits for this answer any more.")
            try:
                piece = self._pieces.get(timeout=min(max(deadline.left, 0.001), _LOOK_SECONDS))
            except queue.Empty:
                if deadline.left:
                    continue
                raise ModelAway(Written.SLOW, "The model took too long.") from None
            if isinstance(piece, _End):
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def stop(self) -> None:
        """Read no further."""
        self._stop.set()

    def _read(self) -> None:
        end: Any = _End()
        try:
            pieces = self._stream()
            for piece in pieces:
                self._pieces.put(piece)
                if self._stop.is_set():
                    with contextlib.suppress(Exception):
                        pieces.close()  # type: ignore[attr-defined]
                    break
        except BaseException as error:  # noqa: BLE001  belongs to whoever listens
            end = error
        finally:
            self._ended()
            self._pieces.put(end)
