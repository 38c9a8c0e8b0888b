"""Scores of chunks -> scores of pages.

A chunk's score is the cosine of question and chunk, plus a small share of its BM25 score, which is
first divided by the best one of the query so that it means the same for every question. A page is
scored by the mean of its best few chunks: one chunk that happens to be near counts for little, a
page that keeps speaking of the subject counts for much. benchmarks/retrieval says what each part
is worth; reciprocal rank fusion lost to this on every set that was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Hits = Sequence[tuple[int, float]]
"""(id, score), best first."""

_CHUNK_WORDS = 0.15
"""Weight of the words when chunks are compared with each other."""
_PAGE_CHUNK_WORDS = 0.05
"""Weight of a chunk's words inside its page's mean."""
_PAGE_WORDS = 0.10
"""Weight of the words of a page as a whole."""
_BEST_OF_PAGE = 5
"""How many chunks speak for their page; a page with fewer is filled up with the lowest score."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Score by id; a higher one is better. They order one query's results and mean no more."""

    chunks: Mapping[int, float]
    pages: Mapping[int, float]


def score(near: Hits, worded: Hits, page_of: Mapping[int, int]) -> Scores:
    """Scores from a vector ranking (cosines) and a lexical one (BM25, above 0).

    `page_of` maps each chunk id to its page; chunks that are missing there are left out.
    """
    cosine = dict(near)
    lowest = min(cosine.values(), default=0.0)
    words = _relative(worded)
    known = [key for key in {**cosine, **words} if key in page_of]
    chunks = {key: cosine.get(key, lowest) + _CHUNK_WORDS * words.get(key, 0.0) for key in known}
    gathered: dict[int, list[float]] = {}
    spoken: dict[int, float] = {}
    for key in known:
        page = page_of[key]
        inside = cosine.get(key, lowest) + _PAGE_CHUNK_WORDS * words.get(key, 0.0)
        gathered.setdefault(page, []).append(inside)
        spoken[page] = spoken.get(page, 0.0) + words.get(key, 0.0)
    loudest = max(spoken.values(), default=0.0) or 1.0
    pages = {
        page: _mean_of_best(values, lowest) + _PAGE_WORDS * spoken[page] / loudest
        for page, values in gathered.items()
    }
    return Scores(chunks, pages)


def _relative(worded: Hits) -> dict[int, float]:
    best = max((value for _, value in worded), default=0.0)
    return {key: value / best for key, value in worded} if best > 0 else {}


def _mean_of_best(values: list[float], fill: float) -> float:
    best = sorted(values, reverse=True)[:_BEST_OF_PAGE]
    return (sum(best) + fill * (_BEST_OF_PAGE - len(best))) / _BEST_OF_PAGE
