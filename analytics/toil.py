"""Which themes cost most human time, how sure that is, and what would go with them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_DRAWS = 1000
_TAIL = 2.5


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Toil:
    """What one theme costs of all human time."""

    theme: int
    hours_a_week: float
    share: Interval
    """Of all human minutes."""
    repeated: float
    """Share of its questions that are like another: what one remedy reaches."""
    saves: Interval
    """Share of all human minutes that a remedy would spare: share times repeated."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Themes by what a remedy would save, the most first, and the curve over them."""

    toils: tuple[Toil, ...]
    cumulative: tuple[Interval, ...]
    """Share of all human minutes in the first n themes, n from 1."""


def rank(
    minutes: Sequence[float],
    theme_of: Sequence[int | None],
    repeated: Sequence[float],
    weeks: float,
    otherwise: Sequence[Places] = (),
) -> Ranking:
    """Rank themes from the minutes and theme of each question, and each theme's repeated share.

    `otherwise`: other ways to group the questions. Intervals cover chance and, where these are
    given, that a theme may be more or less than what was found.
    """
    count = len(repeated)
    if not count or not sum(minutes):
        return Ranking((), ())
    spent = np.array(minutes, np.float64)
    where = np.array([count if at is None else at for at in theme_of])
    observed = np.bincount(where, spent, count + 1)
    worth = np.array(repeated)
    order = np.lexsort((np.arange(count), -(observed[:count] * worth)))
    order = order[observed[order] > 0]
    ways = [_Way.of(where, group_of, order) for group_of in (where, *otherwise)]
    drawn, runnings = _resampled(spent, ways)
    total = observed.sum()
    toils = tuple(
        Toil(
            int(at),
            float(observed[at]) / 60 / max(weeks, 1e-9),
            _interval(observed[at] / total, drawn[:, place]),
            float(worth[at]),
            _interval(observed[at] / total * worth[at], drawn[:, place] * worth[at]),
        )
        for place, at in enumerate(order)
    )
    running = np.cumsum(observed[order])
    curve = tuple(_interval(running[n] / total, runnings[:, n]) for n in range(len(order)))
    return Ranking(toils, curve)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to group the questions."""

    group_of: Places
    """The group of each question."""
    group: Places
    """The group that is each theme in this way, in the order of the ranking."""
    fresh: NDArray[np.bool_]
    """Whether no theme before it is the same group."""

    @classmethod
    def of(cls, where: Places, group_of: Places, order: Places) -> "_Way":
        group = np.array([np.bincount(group_of[where == at]).argmax() for at in order])
        fresh = np.zeros(len(group), bool)
        fresh[np.unique(group, return_index=True)[1]] = True
        return cls(group_of, group, fresh)


def _resampled(spent: Numbers, ways: Sequence[_Way]) -> tuple[Numbers, Numbers]:
    """Shares of the themes in samples of as many questions, drawn with replacement.

    And of the first n themes together. Each draw is of one of the ways, all of them as often.
    """
    chance = np.random.default_rng(0)
    shares = np.empty((_DRAWS, len(ways[0].group)))
    together = np.empty_like(shares)
    for row in range(_DRAWS):
        way = ways[row % len(ways)]
        picked = chance.integers(0, len(spent), len(spent))
        drawn = np.bincount(way.group_of[picked], spent[picked], int(way.group_of.max()) + 1)
        shares[row] = drawn[way.group] / max(float(drawn.sum()), 1e-9)
        together[row] = np.cumsum(shares[row] * way.fresh)
    return shares, together


def _interval(value: float, draws: Numbers) -> Interval:
    low, high = np.percentile(draws, [_TAIL, 100 - _TAIL])
    return Interval(float(value), float(low), float(high))
