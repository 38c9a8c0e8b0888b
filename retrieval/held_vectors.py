"""The vectors of small collections, held in memory by a process that serves.

Up to ten thousand vectors it is quicker to compare a question with each of them than to follow
Chroma's graph: with 200 asked for, a tenth of the time at 400 vectors and a third at 10,000, and
none is missed. Chroma keeps them; these are copies.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.best import best
from core.ports import Vectors

_MOST = 10_000
"""Vectors of a collection that is small."""
_MOST_OF_ALL = 40_000
"""Vectors of all that are held together: 60 MB with 384 dimensions."""

_PLACES = 6
"""Of a cosine: what float32 tells, whoever adds it up."""

Stored = tuple[NDArray[np.int64], Vectors]
"""Chunk ids, and a row for each."""


def rounded(cosines: NDArray[np.floating]) -> NDArray[np.float64]:
    """The same cosines, whether Chroma found them or we."""
    return cosines.astype(np.float64).round(_PLACES)


@dataclass(frozen=True, slots=True)
class _Held:
    ids: NDArray[np.int64]
    rows: Vectors

    def without(self, ids: Sequence[int]) -> "_Held":
        kept = ~np.isin(self.ids, np.asarray(ids, np.int64))
        return _Held(self.ids[kept], self.rows[kept])

    def with_others(self, ids: Sequence[int], rows: Vectors) -> "_Held":
        rest = self.without(ids)
        every = np.concatenate((rest.ids, np.asarray(ids, np.int64)))
        return _Held(every, np.concatenate((rest.rows, rows)))


class HeldVectors:
    """By collection. What is held is what is stored, whichever thread writes."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._held: dict[str, _Held] = {}

    def hold(self, collection: str, count: Callable[[], int], read: Callable[[], Stored]) -> None:
        """Hold what `read` returns, where the collection is small and there is room for it."""
        with self._lock:
            if collection not in self._held and self._has_room(count()):
                self._held[collection] = _Held(*read())

    @contextmanager
    def changing(self, collection: str) -> Iterator[None]:
        """While the collection is written to; after that, say how with `put` or `remove`. Nothing
        is held of one of which it is not known what was written."""
        with self._lock:
            try:
                yield
            except BaseException:
                self.forget(collection)
                raise

    def put(self, collection: str, ids: Sequence[int], rows: Vectors) -> None:
        """These are stored now, where ids are distinct."""
        if held := self._held.get(collection):
            self._put(collection, held.with_others(ids, rows))

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        """These are stored no more."""
        if held := self._held.get(collection):
            self._put(collection, held.without(ids))

    def forget(self, *collections: str) -> None:
        """Hold nothing of these, or of any where none is named."""
        with self._lock:
            for collection in collections or list(self._held):
                self._held.pop(collection, None)

    def nearest(
        self, collection: str, vectors: Vectors, limit: int
    ) -> list[list[tuple[int, float]]] | None:
        """For each row of `vectors`: (chunk id, cosine), best first. None where nothing is held
        that it can be compared with."""
        held = self._held.get(collection)
        if held is None or held.rows.shape[1] != vectors.shape[1]:
            return None
        return [best(held.ids, rounded(row), limit) for row in vectors @ held.rows.T]

    def _put(self, collection: str, held: _Held) -> None:
        self.forget(collection)
        if self._has_room(len(held.ids)):
            self._held[collection] = held

    def _has_room(self, count: int) -> bool:
        held = sum(len(each.ids) for each in self._held.values())
        return 0 < count <= _MOST and held + count <= _MOST_OF_ALL
