"""Groups of questions -> groups that are about one thing each: parted, and joined again.

Questions worded alike lie closer together than questions that want the same, and so neighbours
find wordings first. What is one thing is therefore judged between pieces, by all their questions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.themes.communities import Groups
from analytics.themes.grouping import part
from core.ports import Vectors

_ONE, _NEAR = 0.28, 0.2
"""Mean cosine of pairs of questions, without what all questions share: in a group that is about one
thing, and between two pieces of it, so that a large piece does not take in what is not like it."""

_STRICT = (0.8, 0.9, 1.1, 1.2)
"""Where else the line might be drawn: times what is needed to be joined."""

Numbers = NDArray[np.float64]


def single(groups: Sequence[Groups], space: Vectors) -> tuple[list[Groups], list[list[Groups]]]:
    """The same rows in groups that are about one thing each, and what else they might be.

    space: vectors without what all questions share, which makes none of them alike. The other ways
    to group them come from taking less or more for one thing.
    """
    pieces = [piece for rows in groups for piece in parted(rows, space)]
    found, *others = (joined(pieces, space, strict) for strict in (1.0, *_STRICT))
    return found, others


def parted(rows: Groups, space: Vectors) -> list[Groups]:
    """The parts of a group; of those that are not about one thing, their parts in turn."""
    groups = part(np.asarray(space[rows], np.float32))
    count = int(groups.max()) + 1
    if count == 1:
        return [rows]
    parts = [rows[groups == at] for at in range(count)]
    return [
        piece for one in parts for piece in ([one] if _is_one(space[one]) else parted(one, space))
    ]


def _is_one(vectors: Vectors) -> bool:
    count = len(vectors)
    together = float(np.square(vectors.mean(axis=0)).sum())
    # Of all pairs; those of a row with itself say nothing.
    return count < 2 or (count * together - 1) / (count - 1) >= _ONE


def joined(pieces: Sequence[Groups], space: Vectors, strict: float = 1.0) -> list[Groups]:
    """Pieces that are about one thing together as one: the two that are most alike first."""
    pairs = _Pairs(pieces, space, strict)
    groups = [[rows] for rows in pieces]
    while found := pairs.closest():
        one, other = found
        pairs.merge(one, other)
        groups[one] += groups[other]
        groups[other] = []
    return [np.sort(np.concatenate(rows)) for rows in groups if rows]


class _Pairs:
    """Mean cosines between pieces, as they are merged (average linkage)."""

    def __init__(self, pieces: Sequence[Groups], space: Vectors, strict: float) -> None:
        self._one, self._near = strict * _ONE, strict * _NEAR
        sums = np.stack([space[rows].sum(axis=0, dtype=np.float64) for rows in pieces])
        self._sizes = np.array([len(rows) for rows in pieces], np.float64)
        self._sums = sums @ sums.T
        """Sums of the cosines of all pairs of rows, those of a row with itself among them."""
        self._here = np.ones(len(pieces), bool)
        self._alike = np.stack([self._row(at) for at in range(len(pieces))])
        self._nearest = self._alike.argmax(axis=1)

    def closest(self) -> tuple[int, int] | None:
        """The two that are most alike and about one thing together, the first one first."""
        best = self._alike[np.arange(len(self._nearest)), self._nearest]
        one = int(best.argmax())
        other = int(self._nearest[one])
        return (min(one, other), max(one, other)) if best[one] >= self._near else None

    def merge(self, one: int, other: int) -> None:
        """Let the first stand for both, and the second for nothing."""
        self._sums[one] += self._sums[other]
        self._sums[:, one] += self._sums[:, other]
        self._sizes[one] += self._sizes[other]
        self._here[other] = False
        self._alike[other] = self._alike[:, other] = -1.0
        self._alike[one] = self._alike[:, one] = self._row(one)
        stale = (self._nearest == one) | (self._nearest == other)
        stale[one] = True
        self._nearest[stale] = self._alike[stale].argmax(axis=1)
        best = self._alike[np.arange(len(self._nearest)), self._nearest]
        self._nearest[self._alike[one] > best] = one

    def _row(self, at: int) -> Numbers:
        """How alike one piece is to each; -1 where the two are not about one thing."""
        sizes, own = self._sizes, np.diag(self._sums)
        together = sizes[at] + sizes
        inside = own[at] + own + 2 * self._sums[at] - together
        is_one = self._here & (inside >= self._one * together * (together - 1))
        is_one[at] = False
        return np.where(is_one, self._sums[at] / (sizes[at] * sizes), -1.0)
