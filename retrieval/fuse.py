"""Scores of chunks -> scores of pages.

A chunk's score is the cosine of question and chunk, plus a small share of its BM25 score, which is
first divided by the best one of the query so that it means the same for every question. A page is
scored by the mean of its best few chunks: one chunk that happens to be near counts for little, a
page that keeps speaking of the subject counts for much. benchmarks/retrieval says what each part
is worth; reciprocal rank fusion lost to this on every set that was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.db.passages import Place

Hits = Sequence[tuple[int, float]]
"""(id, score)."""

_CHUNK_WORDS = 0.15
"""Weight of the words when chunks are compared with each other."""
_PAGE_WORDS = 0.10
"""Weight of a page's best words."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Score by id; a higher one is better. They order one query's results and mean no more."""

    chunks: Mapping[int, float]
    pages: Mapping[int, float]


def score(
    near: Hits, worded: Hits, place_of: Mapping[int, Place], passages_a_page: int = 3
) -> Scores:
    """Scores from cosines, the nearest first, and from BM25 scores above 0 in any order.

    `place_of` says where each chunk stands; chunks that are missing there are left out. A page is
    the mean of its best `passages_a_page`, or of all it has where it has fewer. One that was not
    found counts as the farthest that was.
    """
    cosine = dict(near)
    farthest = min(cosine.values(), default=0.0)
    words = _relative(worded)
    chunks: dict[int, float] = {}
    best: dict[int, list[float]] = {}
    counted: dict[int, int] = {}
    loudest: dict[int, float] = {}
    # Nearest first, and what was not found among the near last: the first of a page are its best.
    for key in {**cosine, **words}:
        place = place_of.get(key)
        if place is None:
            continue
        page, near_by, said = place.page, cosine.get(key, farthest), words.get(key, 0.0)
        chunks[key] = near_by + _CHUNK_WORDS * said
        if page not in best:
            best[page], loudest[page] = [], 0.0
            counted[page] = min(passages_a_page, place.chunks)
        if len(best[page]) < counted[page]:
            best[page].append(near_by)
        if said > loudest[page]:
            loudest[page] = said
    pages = {
        page: (sum(values) + farthest * (counted[page] - len(values))) / counted[page]
        + _PAGE_WORDS * loudest[page]
        for page, values in best.items()
    }
    return Scores(chunks, pages)


def _relative(worded: Hits) -> dict[int, float]:
    best = max((value for _, value in worded), default=0.0)
    return {key: value / best for key, value in worded} if best > 0 else {}
