"""Question -> pages and passages: vectors beside words, fused, gathered to pages."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.db.passages import Passages, Place, Scopes
from core.ports import Embedder, VectorIndex, Vectors
from core.records import Page, Passage, Question
from core.settings import Search as SearchSettings
from retrieval.fuse import Scores, score
from retrieval.query import Query, understand
from retrieval.words import stem

_PAGE_SHARE = 0.5
"""How much of its page's score a passage takes along."""

_SHOWN_OF_A_PAGE = 5
"""Passages of a page that are read from the database."""
_TELLING = math.log(5)
"""Weight of a word that stands in a fifth of all passages."""
_WORDS_LOOKED_UP = 24
"""The rarest words of a long question that are searched for."""
_BEFORE = 0.5
"""Weight of the question before, in a follow-up that leans on it."""

Hits = list[tuple[int, float]]
"""(chunk id, score), best first."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one search found, and the signals by which an answer judges it."""

    query: Query
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    """The best passages over all pages, best first."""
    weights: Mapping[str, float]
    """Inverse document frequency of each stem of the question; 0 for stop words is left out."""
    similarities: Mapping[int, float]
    """Cosine of the question and each passage that the vector search brought."""
    searched: tuple[str, ...]
    """The sources that were searched."""


class Search:
    """Finds the pages that answer a question, among those that the asker may see."""

    def __init__(
        self, passages: Passages, index: VectorIndex, embedder: Embedder, settings: SearchSettings
    ) -> None:
        self._passages = passages
        self._index = index
        self._embedder = embedder
        self._settings = settings

    def find(self, question: Question, limit: int = 10) -> Result:
        """The best `limit` pages."""
        return self.find_many([question], limit)[0]

    def find_many(self, questions: Sequence[Question], limit: int = 10) -> list[Result]:
        """The same for several questions, which share one batch of embeddings."""
        settings = self._settings
        queries = [
            understand(question, clean_up=settings.clean_up, follow_ups=settings.follow_ups)
            for question in questions
        ]
        vectors = self._vectors(queries) if self._settings.vectors else None
        found: list[Result] = []
        for row, (question, query) in enumerate(zip(questions, queries, strict=True)):
            scopes = self._passages.scopes(question.audiences, question.sources)
            near: Hits = []
            if vectors is not None and scopes.collections:
                near = self._index.query(
                    scopes.collections, vectors[row : row + 1], self._settings.candidates
                )[0]
            found.append(self._result(query, scopes, near, limit))
        return found

    def _vectors(self, queries: Sequence[Query]) -> Vectors:
        """One row a query; a follow-up's leans towards what was asked before it."""
        texts = [query.text for query in queries]
        texts += [query.before.text for query in queries if query.before]
        rows = self._embedder.embed_queries(texts)
        vectors, earlier = rows[: len(queries)], iter(rows[len(queries) :])
        for row, query in enumerate(queries):
            if query.before:
                mixed = vectors[row] + _BEFORE * next(earlier)
                vectors[row] = mixed / np.linalg.norm(mixed)
        return vectors

    def _worded(self, query: Query, weights: Mapping[str, float], scopes: Scopes) -> Hits:
        if not self._settings.lexical or not scopes.collections:
            return []
        within = () if scopes.everything else scopes.collections
        limit = self._settings.candidates
        hits = self._passages.search_words(_telling(query.words, weights), within, limit)
        if query.before is None:
            return hits
        scores = dict(hits)
        earlier = _telling(query.before.words, self._weights(query.before))
        for key, value in self._passages.search_words(earlier, within, limit):
            scores[key] = scores.get(key, 0.0) + _BEFORE * value
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))

    def _result(self, query: Query, scopes: Scopes, near: Hits, limit: int) -> Result:
        weights = self._weights(query)
        worded = self._worded(query, weights, scopes)
        place_of = self._passages.places([key for key, _ in (*near, *worded)], scopes)
        scores = score(near, worded, place_of, self._settings.passages_a_page)
        pages = self._pages(scores, place_of, limit)
        return Result(
            query=query,
            pages=pages,
            passages=_best_passages(pages),
            weights=weights,
            similarities=dict(near),
            searched=scopes.sources,
        )

    def _pages(self, scores: Scores, place_of: Mapping[int, Place], limit: int) -> tuple[Page, ...]:
        """The best pages with their best passages, both best first."""
        best = sorted(scores.pages, key=lambda key: (-scores.pages[key], key))[:limit]
        keys: dict[int, list[int]] = {page: [] for page in best}
        for key in sorted(scores.chunks, key=lambda key: (-scores.chunks[key], key)):
            shown = keys.get(place_of[key].page)
            if shown is not None and len(shown) < _SHOWN_OF_A_PAGE:
                shown.append(key)
        stored = self._passages.load([key for shown in keys.values() for key in shown])
        found = (
            (page, [replace(stored[k], score=scores.chunks[k]) for k in keys[page] if k in stored])
            for page in best
        )
        return tuple(_page(scores.pages[page], passages) for page, passages in found if passages)

    def _weights(self, query: Query) -> dict[str, float]:
        wanted = list(dict.fromkeys(stem(word) for word in query.words))
        counts = self._passages.frequencies(wanted)
        total = max(self._passages.size(), *counts.values(), 1)
        return {
            word: math.log(1 + (total - seen + 0.5) / (seen + 0.5))
            for word in wanted
            for seen in (counts.get(word, 0),)
        }


def _telling(words: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    """The words that tell passages apart: one that stands in most of them adds next to nothing to
    a BM25 score and takes most of its time. A question of such words alone keeps them."""
    rare = sorted(words, key=lambda word: -weights[stem(word)])[:_WORDS_LOOKED_UP]
    return [word for word in rare if weights[stem(word)] >= _TELLING] or rare


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
    )


def _best_passages(pages: Sequence[Page]) -> tuple[Passage, ...]:
    """Passages of all pages in one order: what a passage says, and that its page is a good one."""
    scored = (
        replace(passage, score=passage.score + _PAGE_SHARE * page.score)
        for page in pages
        for passage in page.passages
    )
    return tuple(sorted(scored, key=lambda passage: (-passage.score, passage.chunk_id)))
