"""Did an intervention work? A theme before and after, against all other themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.toil import Interval

_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something that people did about a theme."""

    id: int
    theme: int
    what: str
    on: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of it, in questions a week."""

    intervention: Intervention
    name: str
    before: float
    after: float
    change: Interval | None
    """Of the theme's share, so that a quiet month is no success; None before there is an after."""
    verdict: str


def effect(
    intervention: Intervention,
    name: str,
    starts: Sequence[date],
    theme: Sequence[int],
    others: Sequence[int],
) -> Effect:
    """Compare whole weeks before and after; the week it was done in counts as neither.

    Counts are taken as Poisson and their rates drawn from Gamma(count + 1/2), Jeffreys' prior.
    """
    before = [n for n, start in enumerate(starts) if (intervention.on - start).days >= 7]
    after = [n for n, start in enumerate(starts) if start > intervention.on]
    if not before or not after:
        missing = "before" if not before else "after"
        verdict = f"No whole week {missing} it yet: too early to tell."
        return Effect(intervention, name, _mean(theme, before), _mean(theme, after), None, verdict)
    chance = np.random.default_rng(0)

    def rates(counts: Sequence[int], weeks: Sequence[int]) -> np.ndarray:
        return chance.gamma(sum(counts[n] for n in weeks) + 0.5, size=_DRAWS)

    drawn = rates(theme, after) / rates(others, after)
    drawn = drawn / (rates(theme, before) / rates(others, before)) - 1
    ratio = (_half(theme, after) / _half(others, after)) / (
        _half(theme, before) / _half(others, before)
    )
    low, high = np.percentile(drawn, [2.5, 97.5])
    change = Interval(ratio - 1, float(low), float(high))
    return Effect(
        intervention, name, _mean(theme, before), _mean(theme, after), change, _verdict(change)
    )


def _verdict(change: Interval) -> str:
    span = f"{change.low:+.0%} to {change.high:+.0%}"
    if change.high < 0:
        return f"It fell by {-change.value:.0%} against the other themes ({span})."
    if change.low > 0:
        return f"It grew by {change.value:.0%} against the other themes ({span})."
    return f"No change that can be told from chance ({span})."


def _half(counts: Sequence[int], weeks: Sequence[int]) -> float:
    return sum(counts[n] for n in weeks) + 0.5


def _mean(counts: Sequence[int], weeks: Sequence[int]) -> float:
    return sum(counts[n] for n in weeks) / len(weeks) if weeks else 0.0
