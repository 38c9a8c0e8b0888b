"""Scores of chunks and pages -> the pages and passages of one question, both best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.db.passages import Place
from core.records import Page, Passage
from retrieval.fuse import Scores

_PAGE_SHARE = 0.5
"""How much of its page's score a passage takes along."""
_SHOWN_OF_A_PAGE = 5
"""Passages of a page that are read from the database."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one query shows: chunk ids by page id, both best first."""

    scores: Scores
    pages: Mapping[int, float]
    """Scores of the pages with what past threads add."""
    shown: Mapping[int, Sequence[int]]


def rank(
    scores: Scores, raised: Mapping[int, float], place_of: Mapping[int, Place], limit: int
) -> Ranking:
    """The best pages with their best chunks, both best first."""
    pages = {key: value + raised.get(key, 0.0) for key, value in scores.pages.items()}
    best = sorted(pages, key=lambda key: (-pages[key], key))[:limit]
    shown: dict[int, list[int]] = {page: [] for page in best}
    theirs = [key for key in scores.chunks if place_of[key].page in shown]
    for key in sorted(theirs, key=lambda key: (-scores.chunks[key], key)):
        keys = shown[place_of[key].page]
        if len(keys) < _SHOWN_OF_A_PAGE:
            keys.append(key)
    return Ranking(scores, pages, shown)


def pages_of(ranking: Ranking, stored: Mapping[int, Passage]) -> tuple[Page, ...]:
    """The ranked pages; one of which everything was deleted meanwhile is left out.

    A passage is scored by what it says, and by how good a page it is of.
    """
    found = ((page, _scored(ranking, page, stored)) for page in ranking.shown)
    return tuple(_page(ranking.pages[page], passages) for page, passages in found if passages)


def _scored(ranking: Ranking, page: int, stored: Mapping[int, Passage]) -> list[Passage]:
    chunks, share = ranking.scores.chunks, _PAGE_SHARE * ranking.pages[page]
    return [stored[key].scored(chunks[key] + share) for key in ranking.shown[page] if key in stored]


def _page(score: float, passages: Sequence[Passage]) -> Page:
    top = passages[0]
    return Page(
        source=top.source,
        path=top.path,
        url=top.url,
        title=top.title,
        heading=" > ".join(top.heading_path),
        score=score,
        passages=tuple(passages),
        kind=top.kind,
    )


def best_passages(pages: Sequence[Page]) -> tuple[Passage, ...]:
    """The passages of all pages in one order, best first."""
    every = (passage for page in pages for passage in page.passages)
    return tuple(sorted(every, key=lambda passage: (-passage.score, passage.chunk_id)))
