"""How far a mean over questions can be trusted: bootstrap intervals and a paired test.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 15. The seed is
fixed: the same scores give the same interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_RESAMPLES = 2_000
_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the interval that holds it 95 times of 100."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the second of two is, question by question."""

    mean: float
    low: float
    high: float
    p: float
    """Two-sided: how often signs flipped at random give a difference as large."""


def estimate(scores: Sequence[float]) -> Estimate:
    """The mean of scores with its percentile bootstrap interval."""
    means = _resampled_means(np.asarray(scores, float))
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(np.mean(scores)), float(low), float(high))


def compare(first: Sequence[float], second: Sequence[float]) -> Difference:
    """The second minus the first, of two score lists over the same questions in the same order."""
    gains = np.asarray(second, float) - np.asarray(first, float)
    low, high = np.percentile(_resampled_means(gains), [2.5, 97.5])
    return Difference(float(gains.mean()), float(low), float(high), _sign_flip_p(gains))


def _resampled_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    random = np.random.default_rng(_SEED)
    picks = random.integers(0, len(values), size=(_RESAMPLES, len(values)))
    means: NDArray[np.float64] = values[picks].mean(axis=1)
    return means


def _sign_flip_p(gains: NDArray[np.float64]) -> float:
    random = np.random.default_rng(_SEED)
    signs = random.choice([-1.0, 1.0], size=(_RESAMPLES, len(gains)))
    as_large = np.abs((signs * gains).mean(axis=1)) >= abs(gains.mean()) - 1e-12
    return float((as_large.sum() + 1) / (_RESAMPLES + 1))
