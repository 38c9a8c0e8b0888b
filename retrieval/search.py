"""Question -> pages and passages: vectors beside words, fused, gathered to pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.db.passages import Passages, Scopes
from core.past_settings import PastSettings
from core.ports import Embedder, VectorIndex, Vectors
from core.records import DocumentKind, Page, Passage, Question
from core.settings import Search as SearchSettings
from retrieval.fuse import score
from retrieval.kept_vectors import KeptVectors
from retrieval.past import NOTHING, Memory, Remembered
from retrieval.query import Query, understand
from retrieval.ranking import Ranking, best_passages, pages_of, rank
from retrieval.rarity import rarity, telling
from retrieval.words import stem

_BEFORE = 0.5
"""Weight of the question before, in a follow-up that leans on it."""

Hits = list[tuple[int, float]]
"""(chunk id, score), best first where nothing else is said."""
_Asker = tuple[frozenset[str], frozenset[str]]
"""Audiences and sources: what decides what may be searched."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one search found, and the signals by which an answer judges it."""

    query: Query
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    """The best passages over all pages, best first."""
    weights: Mapping[str, float]
    """Inverse document frequency, in pages, of each stem of the question but stop words."""
    similarities: Mapping[int, float]
    """Cosine of the question and each passage that the vector search brought."""
    searched: tuple[str, ...]
    """The sources that were searched."""
    support: float = 0.0
    """What the best page scores on its own words, whatever past threads say of it."""
    past: Remembered = NOTHING


@dataclass(frozen=True, slots=True)
class _Batch:
    """Questions that search the same part of the index, so that they share every read of it."""

    scopes: Scopes
    queries: Sequence[Query]
    vectors: Vectors | None
    """One row a query; None where vectors are switched off."""
    weights: Mapping[Query, Mapping[str, float]]
    """By query, earlier ones included: see `Result.weights`."""
    size: int
    """How many passages the index holds, at least."""
    excluded: Sequence[frozenset[int]]
    """By query, the documents of threads that are left out."""


class Search:
    """Finds the pages that answer a question, among those that the asker may see."""

    def __init__(
        self,
        passages: Passages,
        index: VectorIndex,
        embedder: Embedder,
        settings: SearchSettings,
        *,
        memory: Memory | None = None,
        past: PastSettings | None = None,
    ) -> None:
        self._passages = passages
        self._index = index
        self._embedder = embedder
        self._settings = settings
        self._kept = KeptVectors()
        self._past = past or PastSettings()
        self._memory = memory if self._past.threads else None

    def find(self, question: Question, limit: int = 10) -> Result:
        """The best `limit` pages."""
        return self.find_many([question], limit)[0]

    def find_many(self, questions: Sequence[Question], limit: int = 10) -> list[Result]:
        """The same for several questions, which share their embeddings and reads of the index."""
        settings = self._settings
        queries = [
            understand(question, clean_up=settings.clean_up, follow_ups=settings.follow_ups)
            for question in questions
        ]
        # Not beside what follows: the model gives the interpreter up at each step and would wait
        # for it each time.
        vectors = self._vectors(queries) if settings.vectors and queries else None
        with self._passages.database.reading():
            return self._find(questions, queries, vectors, limit)

    def _find(
        self,
        questions: Sequence[Question],
        queries: Sequence[Query],
        vectors: Vectors | None,
        limit: int,
    ) -> list[Result]:
        size = self._passages.size()
        earlier = [query.before for query in queries if query.before]
        weights = self._weights([*queries, *earlier], size)
        found: dict[int, Result] = {}
        for (audiences, sources), rows in _alike(questions).items():
            batch = _Batch(
                scopes=self._passages.scopes(audiences, sources),
                excluded=[self._excluded(questions[row]) for row in rows],
                queries=[queries[row] for row in rows],
                vectors=None if vectors is None else vectors[rows],
                weights=weights,
                size=size,
            )
            found.update(zip(rows, self._results(batch, limit), strict=True))
        return [found[row] for row in range(len(questions))]

    def _vectors(self, queries: Sequence[Query]) -> Vectors:
        """One row a query; a follow-up's leans towards what was asked before it.

        What was asked word for word lately is not embedded again: a suggested question that many
        press, and the one before a follow-up.
        """
        texts = [query.text for query in queries]
        earlier = [query.before.text for query in queries if query.before]
        known = self._kept.among([*texts, *earlier])
        unknown = [text for text in dict.fromkeys([*texts, *earlier]) if text not in known]
        if unknown:
            rows = self._embedder.embed_queries(unknown)
            self._kept.keep(unknown, rows)
            known |= zip(unknown, rows, strict=True)
        vectors = np.stack([known[text] for text in texts])
        for row, query in enumerate(queries):
            if query.before:
                mixed = vectors[row] + _BEFORE * known[query.before.text]
                vectors[row] = mixed / np.linalg.norm(mixed)
        return vectors

    def _weights(
        self, queries: Sequence[Query], size: int, kind: DocumentKind = DocumentKind.PAGE
    ) -> dict[Query, dict[str, float]]:
        """The inverse document frequency, in texts of a kind, of each stem of each query."""
        stems_of = {query: list(dict.fromkeys(map(stem, query.words))) for query in queries}
        every = sorted({word for stems in stems_of.values() for word in stems})
        counts = self._passages.frequencies(every, kind)
        return {query: rarity(words, counts, size) for query, words in stems_of.items()}

    def _excluded(self, question: Question) -> frozenset[int]:
        return self._memory.excluded(question.exclude_threads) if self._memory else frozenset()

    def _results(self, batch: _Batch, limit: int) -> list[Result]:
        wordeds = self._worded(batch)
        nears = self._near(batch)
        found = {key for hits in (*wordeds, *nears) for key, _ in hits}
        place_of = self._passages.places(found, batch.scopes)
        remembered, raises = self._recall(batch)
        depth = self._settings.passages_a_page
        ranked = [
            rank(score(near, worded, place_of, depth), raised, place_of, limit)
            for near, worded, raised in zip(nears, wordeds, raises, strict=True)
        ]
        shown = {key for ranking in ranked for keys in ranking.shown.values() for key in keys}
        stored = self._passages.load(shown)
        return [
            _result(batch, query, ranking, pages_of(ranking, stored), near, past)
            for query, ranking, near, past in zip(
                batch.queries, ranked, nears, remembered, strict=True
            )
        ]

    def _recall(self, batch: _Batch) -> tuple[list[Remembered], list[dict[int, float]]]:
        """What past threads say to each query, and how far they raise which pages."""
        count = len(batch.queries)
        if self._memory is None or not batch.scopes.threads:
            return [NOTHING] * count, [{}] * count
        words: list[list[str]] = [[] for _ in batch.queries]
        if self._settings.lexical:
            weights = self._weights(batch.queries, batch.size, DocumentKind.THREAD)
            words = [telling(q.words, weights[q], batch.size) for q in batch.queries]
        vectors = batch.vectors
        remembered = self._memory.recall(batch.scopes.past, words, vectors, batch.excluded)
        weight = self._memory.weight() if self._past.weight is None else self._past.weight
        if vectors is None or not weight:
            return remembered, [{}] * count
        shares = self._memory.shares(batch.scopes.past, vectors, batch.excluded)
        return remembered, [{page: weight * s for page, s in row.items()} for row in shares]

    def _near(self, batch: _Batch) -> list[Hits]:
        scopes = batch.scopes
        if batch.vectors is None or not scopes.collections:
            return [[] for _ in batch.queries]
        return self._index.query(scopes.collections, batch.vectors, self._settings.candidates)

    def _worded(self, batch: _Batch) -> list[Hits]:
        """The lexical hits of each query; together with those of the one before, in no order."""
        scopes = batch.scopes
        if not self._settings.lexical or not scopes.collections:
            return [[] for _ in batch.queries]
        every = [*batch.queries, *(query.before for query in batch.queries if query.before)]
        hits = self._passages.search_many(
            [telling(query.words, batch.weights[query], batch.size) for query in every],
            () if scopes.everything else scopes.collections,
            self._settings.candidates,
        )
        earlier = iter(hits[len(batch.queries) :])
        return [
            _with_earlier(own, next(earlier)) if query.before else own
            for query, own in zip(batch.queries, hits, strict=False)
        ]


def _alike(questions: Sequence[Question]) -> dict[_Asker, list[int]]:
    """Positions of the questions that search the same part of the index."""
    rows: dict[_Asker, list[int]] = {}
    for row, question in enumerate(questions):
        rows.setdefault((question.audiences, question.sources), []).append(row)
    return rows


def _with_earlier(hits: Hits, earlier: Hits) -> Hits:
    scores = dict(hits)
    for key, value in earlier:
        scores[key] = scores.get(key, 0.0) + _BEFORE * value
    return list(scores.items())


def _result(
    batch: _Batch,
    query: Query,
    ranking: Ranking,
    pages: tuple[Page, ...],
    near: Hits,
    past: Remembered,
) -> Result:
    return Result(
        query=query,
        pages=pages,
        passages=best_passages(pages),
        weights=batch.weights[query],
        similarities=dict(near),
        searched=batch.scopes.sources,
        support=max((ranking.scores.pages[page] for page in ranking.shown), default=0.0),
        past=past,
    )
