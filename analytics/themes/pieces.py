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

_ONE = 0.2
"""Mean cosine of pairs of questions, without what all questions share, from which they are about
one thing."""

Numbers = NDArray[np.float64]


def single(groups: Sequence[Groups], space: Vectors) -> list[Groups]:
    """The same rows in groups that are about one thing each.

    space: vectors without what all questions share, which makes none of them alike.
    """
    return joined([piece for rows in groups for piece in parted(rows, space)], space)


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


def joined(pieces: Sequence[Groups], space: Vectors) -> list[Groups]:
    """Pieces about the same thing as one: the two that are most alike first (average linkage)."""
    sizes = np.array([len(rows) for rows in pieces], np.float64)
    middles = np.stack([space[rows].mean(axis=0) for rows in pieces])
    alike = np.asarray(middles @ middles.T, np.float64)
    np.fill_diagonal(alike, -1.0)
    groups = [[rows] for rows in pieces]
    nearest = alike.argmax(axis=1)
    while True:
        closest = alike[np.arange(len(nearest)), nearest]
        one = int(closest.argmax())
        other = int(nearest[one])
        if closest[one] < _ONE:
            break
        one, other = min(one, other), max(one, other)
        groups[one] += groups[other]
        groups[other] = []
        _merge(alike, nearest, sizes, one, other)
    return [np.sort(np.concatenate(rows)) for rows in groups if rows]


def _merge(alike: Numbers, nearest: Groups, sizes: Numbers, one: int, other: int) -> None:
    """Let `one` stand for both in the mean cosines of pairs, and `other` for nothing."""
    both = (sizes[one] * alike[one] + sizes[other] * alike[other]) / (sizes[one] + sizes[other])
    both[alike[one] == -1.0] = -1.0
    both[other] = -1.0
    sizes[one] += sizes[other]
    alike[one] = alike[:, one] = both
    alike[other] = alike[:, other] = -1.0
    for row in np.flatnonzero((nearest == one) | (nearest == other)):
        nearest[row] = alike[row].argmax()
    nearest[one] = alike[one].argmax()
    closer = both > alike[np.arange(len(nearest)), nearest]
    nearest[closer] = one
