"""Does the text contain what the question asks? A probability from evidence, not one threshold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.markup import plain
from core.records import AnswerKind, Passage
from retrieval.search import Result
from retrieval.words import stems

ANSWERED = 0.5
PARTIAL = 0.35
"""Confidence from which an answer is called answered or partial."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best passages answering the question. Each is between 0 and 1."""

    similarity: float
    """Cosine of the question and the nearest passage."""
    coverage: float
    """Share of the question's weight that the best passage mentions."""
    together: float
    """Share of it that the best three passages mention together."""

    @property
    def confidence(self) -> float:
        """Probability that the passages answer the question."""
        score = -4.0 + 5.0 * self.similarity + 2.0 * self.coverage + 1.0 * self.together
        return 1.0 / (1.0 + math.exp(-score))


def weigh(result: Result) -> Evidence:
    """The evidence in what a search found."""
    best = result.passages[:3]
    mentioned = [_mentioned(passage, result.weights) for passage in best]
    return Evidence(
        similarity=max(result.similarities.values(), default=0.0),
        coverage=max((_share(found, result.weights) for found in mentioned), default=0.0),
        together=_share(set().union(*mentioned), result.weights),
    )


def kind(confidence: float) -> AnswerKind:
    """What an answer of this confidence is called."""
    if confidence >= ANSWERED:
        return AnswerKind.ANSWERED
    return AnswerKind.PARTIAL if confidence >= PARTIAL else AnswerKind.UNKNOWN


def _mentioned(passage: Passage, weights: Mapping[str, float]) -> set[str]:
    said = stems(" ".join((passage.title, *passage.heading_path, plain(passage.text))))
    return set(said) & weights.keys()


def _share(found: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[stem] for stem in found) / total if total else 0.0
