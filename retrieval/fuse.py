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
_PAGE_WORDS = 0.03
"""Weight of a page's best words. By it a page of one chunk keeps the balance of _CHUNK_WORDS,
because its cosine counts one in five."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Score by id; a higher one is better. They order one query's results and mean no more."""

    chunks: Mapping[int, float]
    pages: Mapping[int, float]


def score(near: Hits, worded: Hits, page_of: Mapping[int, int], passages_a_page: int = 5) -> Scores:
    """Scores from a vector ranking (cosines) and a lexical one (BM25, above 0).

    `page_of` maps each chunk id to its page; chunks that are missing there are left out. A page is
    the mean of its best `passages_a_page`, filled up with the lowest cosine where it has fewer.
    """
    cosine = dict(near)
    lowest = min(cosine.values(), default=0.0)
    words = _relative(worded)
    chunks: dict[int, float] = {}
    gathered: dict[int, list[float]] = {}
    loudest: dict[int, float] = {}
    for key in {**cosine, **words}:
        if key not in page_of:
            continue
        page = page_of[key]
        said = words.get(key, 0.0)
        chunks[key] = cosine.get(key, lowest) + _CHUNK_WORDS * said
        gathered.setdefault(page, []).append(cosine.get(key, lowest))
        loudest[page] = max(loudest.get(page, 0.0), said)
    pages = {
        page: _mean_of_best(values, passages_a_page, lowest) + _PAGE_WORDS * loudest[page]
        for page, values in gathered.items()
    }
    return Scores(chunks, pages)


def _relative(worded: Hits) -> dict[int, float]:
    best = max((value for _, value in worded), default=0.0)
    return {key: value / best for key, value in worded} if best > 0 else {}


def _mean_of_best(values: list[float], count: int, fill: float) -> float:
    best = sorted(values, reverse=True)[:count]
    return (sum(best) + fill * (count - len(best))) / count
