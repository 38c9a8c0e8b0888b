"""Is the answer in what was found? A probability from the evidence that a page gives as a whole.

What decides is support: how near the best page's best passages are to the question, and how much
of the question's words its best passage has. Where a subject is covered, a page keeps speaking
of it; a single near passage is often an accident. On real questions that the docs do not answer
this refused more, at the same share of answered ones, than the nearest cosine, the margin to the
next page, the agreement of words and vectors, a cross-encoder, or the share of the question's rare
words that the passages contain; adding any of those made it worse on another corpus. Nor did how a
question is put (whether something exists, a report of trouble), or weights for two dozen such
signals that were fitted on some corpora and tried on others: where the pages that answer are taken
out of an index, those that are left look much the same to all of them. And two vetoes: passages
that contain no word of the question are no evidence, nor are those of which nothing can be quoted.
"""

import math
from dataclasses import dataclass

from core.records import AnswerKind
from core.settings import AnswerSettings
from retrieval.search import Result
from retrieval.words import said, stems

_LOOKED_AT = 5
"""Passages in which the question's words are looked for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer being in the found passages."""

    support: float
    """Score of the best page: see retrieval/fuse.py."""
    mentions: int
    """How many of the question's content words the best passages contain."""
    asked: int
    """How many content words the question has."""

    def confidence(self, settings: AnswerSettings) -> float:
        """Probability that the passages answer the question."""
        if self.asked and not self.mentions:
            return 0.0
        distance = settings.steepness * (self.support - settings.midpoint)
        return 1.0 / (1.0 + math.exp(-distance))


def weigh(result: Result) -> Evidence:
    """The evidence in what a search found."""
    found: set[str] = set()
    for passage in result.passages[:_LOOKED_AT]:
        found.update(stems(" ".join((passage.title, *passage.heading_path))), said(passage.text))
    return Evidence(
        support=result.support,
        mentions=len(found & result.weights.keys()),
        asked=len(result.weights),
    )


def kind(confidence: float, settings: AnswerSettings) -> AnswerKind:
    """What an answer of this confidence is called."""
    if confidence >= settings.answered_from:
        return AnswerKind.ANSWERED
    return AnswerKind.PARTIAL if confidence >= settings.partial_from else AnswerKind.UNKNOWN
