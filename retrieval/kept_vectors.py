"""Vectors of what was asked lately, for follow-ups that lean on it and for who asks the same."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.ports import Vectors

_KEPT = 4_096
"""Questions: 6 MB of vectors with 384 dimensions."""


class KeptVectors:
    """The vectors of the last questions by their text; the longest unused goes first."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._rows: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def keep(self, texts: Iterable[str], rows: Vectors) -> None:
        """One row a text."""
        with self._lock:
            for text, row in zip(texts, rows, strict=True):
                self._rows[text] = row.copy()
                self._rows.move_to_end(text)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def among(self, texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Those that are known, by text."""
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
            for text in known:
                self._rows.move_to_end(text)
        return known
