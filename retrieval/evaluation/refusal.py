"""Does it answer what can be answered, refuse what cannot, and mean its confidence?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.records import AnswerKind

_BINS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's outcome beside the truth."""

    answerable: bool
    kind: AnswerKind
    confidence: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence: what was claimed and what was true."""

    count: int
    claimed: float
    answerable: float


@dataclass(frozen=True, slots=True)
class RefusalReport:
    """Counts and rates. A rate without cases is None."""

    answerable: int
    unanswerable: int
    answered_precision: float | None
    answered_recall: float | None
    refused_precision: float | None
    refused_recall: float | None
    auc: float | None
    """Chance that an answerable question gets more confidence than an unanswerable one."""
    refused_at_90: float | None
    """Share of the unanswerable refused by the threshold that answers 90% of the answerable."""
    threshold_at_90: float | None
    """The confidence that does so: what `answer.partial_from` would be for these questions."""
    brier: float
    """Mean squared distance of confidence and truth (Brier, 1950)."""
    calibration_error: float
    """Expected calibration error over equally filled bins."""
    bins: tuple[Bin, ...]


def report(judged: Sequence[Judged]) -> RefusalReport:
    """Everything about one set of outcomes, which must not be empty."""
    truth = np.array([j.answerable for j in judged])
    answered = np.array([j.kind is not AnswerKind.UNKNOWN for j in judged])
    confidence = np.array([j.confidence for j in judged])
    yes, no = confidence[truth], confidence[~truth]
    bins = _bins(confidence, truth)
    return RefusalReport(
        answerable=int(truth.sum()),
        unanswerable=int((~truth).sum()),
        answered_precision=_share(truth[answered]),
        answered_recall=_share(answered[truth]),
        refused_precision=_share(~truth[~answered]),
        refused_recall=_share(~answered[~truth]),
        auc=_auc(yes, no),
        refused_at_90=_share(no < np.quantile(yes, 0.10)) if len(yes) and len(no) else None,
        threshold_at_90=float(np.quantile(yes, 0.10)) if len(yes) else None,
        brier=float(np.mean((confidence - truth) ** 2)),
        calibration_error=sum(b.count * abs(b.claimed - b.answerable) for b in bins) / len(judged),
        bins=bins,
    )


def _share(flags: np.ndarray) -> float | None:
    return float(flags.mean()) if len(flags) else None


def _auc(yes: np.ndarray, no: np.ndarray) -> float | None:
    if not len(yes) or not len(no):
        return None
    above = (yes[:, None] > no[None, :]).mean()
    return float(above + 0.5 * (yes[:, None] == no[None, :]).mean())


def _bins(confidence: np.ndarray, truth: np.ndarray) -> tuple[Bin, ...]:
    order = np.argsort(confidence, kind="stable")
    return tuple(
        Bin(len(part), float(confidence[part].mean()), float(truth[part].mean()))
        for part in np.array_split(order, min(_BINS, len(order)))
    )
