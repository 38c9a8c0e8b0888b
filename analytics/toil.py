"""Which themes cost most human time, how sure that is, and what would go with them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_DRAWS = 1000
_TAIL = 2.5


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95% bootstrap interval."""

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
) -> Ranking:
    """Rank themes from the minutes and theme of each question, and each theme's repeated share."""
    count = len(repeated)
    if not count or not sum(minutes):
        return Ranking((), ())
    spent = np.array(minutes, np.float64)
    where = np.array([count if at is None else at for at in theme_of])
    observed = np.bincount(where, spent, count + 1)
    drawn = _resampled(spent, where, count + 1)
    worth = np.array(repeated)
    order = np.lexsort((np.arange(count), -(observed[:count] * worth)))
    order = order[observed[order] > 0]
    total, totals = observed.sum(), np.maximum(drawn.sum(axis=1), 1e-9)
    toils = tuple(
        Toil(
            int(at),
            float(observed[at]) / 60 / max(weeks, 1e-9),
            _interval(observed[at] / total, drawn[:, at] / totals),
            float(worth[at]),
            _interval(observed[at] / total * worth[at], drawn[:, at] / totals * worth[at]),
        )
        for at in order
    )
    running, runnings = np.cumsum(observed[order]), np.cumsum(drawn[:, order], axis=1)
    curve = tuple(_interval(running[n] / total, runnings[:, n] / totals) for n in range(len(order)))
    return Ranking(toils, curve)


def _resampled(spent: Numbers, where: NDArray[np.int64], themes: int) -> Numbers:
    """Minutes by theme in samples of as many questions, drawn with replacement."""
    chance = np.random.default_rng(0)
    drawn = np.empty((_DRAWS, themes))
    for row in range(_DRAWS):
        picked = chance.integers(0, len(spent), len(spent))
        drawn[row] = np.bincount(where[picked], spent[picked], themes)
    return drawn


def _interval(value: float, draws: Numbers) -> Interval:
    low, high = np.percentile(draws, [_TAIL, 100 - _TAIL])
    return Interval(float(value), float(low), float(high))
