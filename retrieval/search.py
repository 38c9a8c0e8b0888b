"""Question -> pages and passages: vectors beside words, fused, gathered to pages."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.db.passages import Passages, Scopes
from core.ports import Embedder, VectorIndex
from core.records import Page, Passage, Question
from core.settings import Search as SearchSettings
from retrieval.fuse import fuse
from retrieval.query import Query, understand
from retrieval.words import stem

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
        queries = [understand(question) for question in questions]
        if self._settings.vectors:
            vectors = self._embedder.embed_queries([query.text for query in queries])
        found: list[Result] = []
        for row, (question, query) in enumerate(zip(questions, queries, strict=True)):
            scopes = self._passages.scopes(question.audiences, question.sources)
            near: Hits = []
            if self._settings.vectors and scopes.collections:
                near = self._index.query(
                    scopes.collections, vectors[row : row + 1], self._settings.candidates
                )[0]
            found.append(self._result(query, scopes, near, limit))
        return found

    def _result(self, query: Query, scopes: Scopes, near: Hits, limit: int) -> Result:
        weights = self._weights(query)
        worded: Hits = []
        if self._settings.lexical and scopes.collections:
            within = () if scopes.everything else scopes.collections
            worded = self._passages.search_words(query.words, within, self._settings.candidates)
        scores = fuse(near, worded)
        stored = self._passages.load(list(scores))
        ranked = sorted(
            (replace(stored[key], score=score) for key, score in scores.items() if key in stored),
            key=lambda passage: (-passage.score, passage.chunk_id),
        )
        return Result(
            query=query,
            pages=_pages(ranked, limit),
            passages=tuple(ranked),
            weights=weights,
            similarities=dict(near),
            searched=scopes.sources,
        )

    def _weights(self, query: Query) -> dict[str, float]:
        wanted = list(dict.fromkeys(stem(word) for word in query.words))
        counts = self._passages.frequencies(wanted)
        total = self._passages.count_chunks()
        return {
            word: math.log(1 + (total - seen + 0.5) / (seen + 0.5))
            for word in wanted
            for seen in (counts.get(word, 0),)
        }


def _pages(ranked: Sequence[Passage], limit: int) -> tuple[Page, ...]:
    """Passages gathered to the pages they stand on; a page is as good as its best passage."""
    gathered: dict[tuple[str, str], list[Passage]] = {}
    for passage in ranked:
        gathered.setdefault((passage.source, passage.path), []).append(passage)
    pages = [
        Page(
            source=source,
            path=path,
            url=found[0].url,
            title=found[0].title,
            heading=" > ".join(found[0].heading_path),
            score=_page_score(found),
            passages=tuple(found),
        )
        for (source, path), found in gathered.items()
    ]
    return tuple(sorted(pages, key=lambda page: (-page.score, page.source, page.path))[:limit])


def _page_score(found: Sequence[Passage]) -> float:
    return found[0].score + 0.1 * sum(passage.score for passage in found[1:3])
