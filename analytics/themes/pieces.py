"""Groups of questions -> groups that are about one thing each: parted, and joined again.

Questions worded alike lie closer together than questions that want the same, and so neighbours
find wordings first. What is one thing is therefore judged between pieces, by all their questions:
by their vectors, by the words that they share, and by those in which they were answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.themes.communities import Groups
from analytics.themes.grouping import part
from analytics.themes.neighbours import centred, unit
from analytics.themes.wording import word_sums
from core.ports import Vectors

_ONE = 0.28
"""Mean cosine of pairs of questions, without what all share, in a piece that is about one thing."""
_JOINED, _NEAR = 0.32, 0.23
"""Mean likeness of pairs of questions, the cosine of their vectors and that of their words: in what
is about one thing, and between two pieces of it, so that a large one does not take in what is not
like it."""
_DONE = 0.3
"""What the same words in answers count for at most: the same is done about different things."""
_ROUNDS = 3
"""How often what all things share is seen anew, each time knowing better what is one thing."""
_MOST = 0.05
"""Share of all questions that one thing may have of what all share."""

_STRICT = (0.5, 0.75, 1.1, 1.25)
"""Where else the line might be drawn: times what is needed to be joined. Wordings of one request
are more often two themes than two requests are one, so it may be lower by half."""

Numbers = NDArray[np.float64]


def single(
    groups: Sequence[Groups], vectors: Vectors, texts: Sequence[str], replies: Sequence[str] = ()
) -> tuple[list[Groups], list[list[Groups]]]:
    """The same rows in groups that are about one thing each, and what else they might be.

    `texts`: words that speak for it. `replies`: what people answered, where that is known: the
    same was done. The other ways to group them come from taking less or more for one thing.
    """
    space = centred(vectors)
    pieces = [piece for rows in groups for piece in parted(rows, space)]
    words = [word_sums(pieces, said) for said in (texts, replies) if said]
    found, counted = pieces, np.zeros(0)
    for _ in range(_ROUNDS):
        counts_as = _counts_as(found, len(vectors))
        if np.array_equal(counts_as, counted):
            break
        counted = counts_as
        likeness = _Likeness.of(pieces, _without_shared(vectors, counts_as), words)
        found = _joined(pieces, likeness, 1.0)
    return found, [_joined(pieces, likeness, strict) for strict in _STRICT]


def _counts_as(groups: Sequence[Groups], size: int) -> Numbers:
    """What each row is worth in what all share, so that no group is more than a few there.

    The mean of all questions leans to what is asked most. Without it two wordings of that are less
    alike than they are, and other requests are more so.
    """
    most = _MOST * sum(map(len, groups))
    worth = np.zeros(size)
    for rows in groups:
        worth[rows] = min(1.0, most / len(rows))
    return worth


def _without_shared(vectors: Vectors, counts_as: Numbers) -> Vectors:
    shared = np.average(vectors, axis=0, weights=counts_as)
    return unit(vectors - np.asarray(shared, np.float32))


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


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike pieces are, summed over all pairs of their questions."""

    sums: Numbers
    """By the vectors, and by each kind of words: shape (1 + kinds, pieces, pieces)."""
    own: Numbers
    """What of it the questions of each piece are like themselves: shape (1 + kinds, pieces)."""
    sizes: Numbers

    @classmethod
    def of(
        cls, pieces: Sequence[Groups], space: Vectors, words: Sequence[tuple[Numbers, Numbers]]
    ) -> "_Likeness":
        """`words`: of what was asked and, where known, of what was answered (`word_sums`)."""
        sizes = np.array([len(rows) for rows in pieces], np.float64)
        meant = np.stack([space[rows].sum(axis=0, dtype=np.float64) for rows in pieces])
        sums = [each @ each.T for each in (meant, *(said for said, _ in words))]
        return cls(np.stack(sums), np.stack([sizes, *(having for _, having in words)]), sizes)


def _joined(pieces: Sequence[Groups], likeness: _Likeness, strict: float) -> list[Groups]:
    """Pieces that are about one thing together as one: the two that are most alike first."""
    pairs = _Pairs(likeness, strict)
    groups = [[rows] for rows in pieces]
    while found := pairs.closest():
        one, other = found
        pairs.merge(one, other)
        groups[one] += groups[other]
        groups[other] = []
    return [np.sort(np.concatenate(rows)) for rows in groups if rows]


class _Pairs:
    """How alike pieces are, as they are merged (average linkage)."""

    def __init__(self, likeness: _Likeness, strict: float) -> None:
        self._one, self._near = strict * _JOINED, strict * _NEAR
        self._sizes = likeness.sizes.copy()
        self._inside = (np.diagonal(likeness.sums, axis1=1, axis2=2) - likeness.own).T.copy()
        """Between the questions of each piece: shape (pieces, 1 + kinds)."""
        # The kinds side by side, as those of two pieces are wanted together.
        self._between = np.stack(list(likeness.sums), axis=-1)
        self._here = np.ones(len(self._sizes), bool)
        self._alike = np.stack([self._row(at) for at in range(len(self._sizes))])
        self._nearest = self._alike.argmax(axis=1)
        self._best = self._alike.max(axis=1)

    def closest(self) -> tuple[int, int] | None:
        """The two that are most alike and about one thing together, the first one first."""
        one = int(self._best.argmax())
        other = int(self._nearest[one])
        return (min(one, other), max(one, other)) if self._best[one] >= self._near else None

    def merge(self, one: int, other: int) -> None:
        """Let the first stand for both, and the second for nothing."""
        self._inside[one] += self._inside[other] + 2 * self._between[one, other]
        both = self._between[one] + self._between[other]
        self._between[one], self._between[:, one] = both, both
        self._sizes[one] += self._sizes[other]
        self._here[other] = False
        self._best[other] = -1.0
        self._alike[one] = self._alike[:, one] = row = self._row(one)
        lost = (self._nearest == one) | (self._nearest == other)
        lost[one] = True
        # Where nothing was near, nothing but the merged piece can be.
        stale = np.flatnonzero(lost & (self._best >= 0))
        left = np.where(self._here, self._alike[stale], -1.0)
        self._nearest[stale], self._best[stale] = left.argmax(axis=1), left.max(axis=1)
        closer = row > self._best
        self._nearest[closer], self._best[closer] = one, row[closer]

    def _row(self, at: int) -> Numbers:
        """How alike one piece is to each; -1 where the two are not about one thing."""
        sizes, between, own = self._sizes, self._between[at], self._inside
        together = sizes[at] + sizes
        inside = _together(own[at] + own + 2 * between, together * (together - 1))
        is_one = self._here & (inside >= self._one)
        is_one[at] = False
        return np.where(is_one, _together(between, sizes[at] * sizes), -1.0)


def _together(sums: Numbers, pairs: Numbers) -> Numbers:
    """How alike so many pairs are on average: by vectors, words of questions and of answers.

    `sums`: shape (pieces, 1 + kinds). Words of questions count at most as much as the vectors: the
    same word is said of different things.
    """
    meant, *said = sums.T / np.maximum(pairs, 1.0)
    alike = meant + np.minimum(said[0], np.maximum(meant, 0.0))
    return np.asarray(alike + np.minimum(said[1], _DONE) if len(said) > 1 else alike)
