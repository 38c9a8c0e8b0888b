"""Question -> past threads: which answer it, which asked the same, and the pages they lead to.

Threads are ranked apart from pages, so that neither pushes the other down. How like a thread is to
a question is told by the thread's own question alone, which its first passage is (see
core.thread.Thread); whether it helps is told by any of its passages.

A page is raised by the share of the similar past threads in which helpers linked it, a kernel
average (Nadaraya and Watson, 1964) over all threads with links that stays near nothing where no
past question is like this one; and by a little for each time that anybody was sent there, since
what was asked often is asked again. benchmarks/history.py says what it is worth.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.db.passages import Passages, Place, Scopes
from core.db.past import Past, PastThread
from core.ports import VectorIndex, Vectors
from core.records import DocumentKind, Page, Passage
from retrieval.fuse import score

_NEAR = 60
"""Passages of threads that the vector search brings."""
_WORDED = 30
"""And the search by words."""
_SHOWN = 5
"""Threads that are shown."""
_UNLIKE = 0.2
"""Cosine up to which a past question says nothing about this one."""
_DOUBT = 0.1
"""How much likeness it takes in all for a share to be believed half."""

DEFAULT_WEIGHT = 0.15
"""How far a page is raised that every similar thread led to, where nobody measured more."""

_OFTEN = 0.1
"""What each e-fold of threads that led to a page adds, whatever was asked in them."""

Hits = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A past thread whose question is like the one that is asked now."""

    document: int
    likeness: float
    """Cosine of the two questions."""
    channel: str
    asked_at: datetime
    solved: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """A thread worth reading; its page's `passages` begin with what solved it."""

    page: Page
    likeness: float
    """Cosine of its question and the one that is asked; 0 where only words brought it."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the past says to one question."""

    threads: tuple[Recalled, ...] = ()
    """Best first."""
    asked: tuple[Asked, ...] = ()
    """Every thread that the vector search found, those with the likest question first."""


NOTHING = Remembered()


@dataclass(frozen=True, slots=True)
class _Linked:
    """The past questions whose threads led to pages."""

    stamp: str
    vectors: NDArray[np.float32]
    """One row a question."""
    documents: tuple[int, ...]
    collections: tuple[str, ...]
    pages: tuple[tuple[int, ...], ...]


class Memory:
    """Finds past threads and what they lead to."""

    def __init__(self, passages: Passages, index: VectorIndex, past: Past) -> None:
        self._passages = passages
        self._index = index
        self._past = past
        self._linked: _Linked | None = None

    def weight(self) -> float:
        """How far pages are raised: as measured on this history, else the default."""
        learned = self._past.learned_weight()
        return DEFAULT_WEIGHT if learned is None else learned

    def excluded(self, messages: Collection[tuple[str, str]]) -> frozenset[int]:
        """The documents of the threads that hold these messages: (channel, message id)."""
        return self._past.holding(messages) if messages else frozenset()

    def recall(
        self,
        scopes: Scopes,
        words: Sequence[Sequence[str]],
        vectors: Vectors | None,
        excluded: Sequence[frozenset[int]],
    ) -> list[Remembered]:
        """What the past says to each question, given its words and its row of `vectors`."""
        if not scopes.collections:
            return [NOTHING for _ in words]
        nears: Sequence[Hits] = [[] for _ in words]
        if vectors is not None:
            nears = self._index.query(scopes.collections, vectors, _NEAR)
        wordeds = self._passages.search_many(
            words, scopes.collections, _WORDED, DocumentKind.THREAD
        )
        keys = {key for hits in (*nears, *wordeds) for key, _ in hits}
        place_of = self._passages.places(keys, scopes)
        threads = self._past.threads({place.page for place in place_of.values()})
        asking = self._passages.firsts(keys)
        found: list[tuple[Hits, tuple[Asked, ...]]] = []
        for near, worded, out in zip(nears, wordeds, excluded, strict=True):
            kept = {k: p for k, p in place_of.items() if p.page in threads and p.page not in out}
            pages = score(near, worded, kept, passages_a_page=1).pages
            best = sorted(pages.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
            found.append((best, _asked(near, asking, kept, threads)))
        return self._with_threads(found, threads)

    def shares(
        self, scopes: Scopes, vectors: Vectors, excluded: Sequence[frozenset[int]]
    ) -> list[dict[int, float]]:
        """For each row of `vectors`, how strongly the past speaks for each page: about 0 to 1."""
        linked = self._read_linked()
        if not linked.documents or not scopes.collections:
            return [{} for _ in vectors]
        visible = np.isin(linked.collections, scopes.collections)
        likeness = np.clip(np.asarray(vectors) @ linked.vectors.T - _UNLIKE, 0.0, None)
        return [
            _shares(row, visible, linked, out) for row, out in zip(likeness, excluded, strict=True)
        ]

    def _read_linked(self) -> _Linked:
        """Kept until the links are found anew: there are few, next to all threads."""
        stamp = self._past.stamp()
        if self._linked is None or self._linked.stamp != stamp:
            self._linked = self._load_linked(stamp)
        return self._linked

    def _load_linked(self, stamp: str) -> _Linked:
        questions = self._past.linked()
        vector_of: dict[int, NDArray[np.float32]] = {}
        for name in sorted({question.collection for question in questions}):
            ids = [question.chunk for question in questions if question.collection == name]
            vector_of.update(self._index.fetch(name, ids))
        there = [question for question in questions if question.chunk in vector_of]
        rows = [vector_of[question.chunk] for question in there]
        return _Linked(
            stamp=stamp,
            vectors=np.stack(rows) if rows else np.zeros((0, 1), np.float32),
            documents=tuple(question.document for question in there),
            collections=tuple(question.collection for question in there),
            pages=tuple(question.pages for question in there),
        )

    def _with_threads(
        self,
        found: Sequence[tuple[Hits, tuple[Asked, ...]]],
        threads: Mapping[int, PastThread],
    ) -> list[Remembered]:
        whole = self._passages.whole({page for best, _ in found for page, _ in best})
        return [Remembered(_recalled(best, asked, whole, threads), asked) for best, asked in found]


def _recalled(
    best: Hits,
    asked: Sequence[Asked],
    whole: Mapping[int, Sequence[Passage]],
    threads: Mapping[int, PastThread],
) -> tuple[Recalled, ...]:
    likeness = {each.document: each.likeness for each in asked}
    return tuple(
        Recalled(_page(threads[page], whole[page], points), likeness.get(page, 0.0))
        for page, points in best
        if page in whole
    )


def _asked(
    near: Hits,
    asking: Collection[int],
    place_of: Mapping[int, Place],
    threads: Mapping[int, PastThread],
) -> tuple[Asked, ...]:
    likeness: dict[int, float] = {}
    for key, cosine in near:
        if key in asking and key in place_of:
            likeness.setdefault(place_of[key].page, cosine)
    return tuple(
        Asked(
            document=page,
            likeness=cosine,
            channel=threads[page].channel,
            asked_at=threads[page].asked_at,
            solved=threads[page].solved,
        )
        for page, cosine in likeness.items()
    )


def _shares(
    likeness: NDArray[np.float32],
    visible: NDArray[np.bool_],
    linked: _Linked,
    excluded: frozenset[int],
) -> dict[int, float]:
    votes: dict[int, float] = {}
    times: Counter[int] = Counter()
    total = _DOUBT
    for row in np.flatnonzero(visible):
        if linked.documents[row] in excluded:
            continue
        like = float(likeness[row])
        total += like
        for page in linked.pages[row]:
            votes[page] = votes.get(page, 0.0) + like
            times[page] += 1
    return {page: votes[page] / total + _OFTEN * math.log1p(times[page]) for page in votes}


def _page(thread: PastThread, passages: Sequence[Passage], points: float) -> Page:
    said = [
        replace(passage, channel=thread.channel, solved=thread.solved, score=points)
        for passage in passages
    ]
    answers = [passage for passage in said if passage.heading_path]
    questions = [passage for passage in said if not passage.heading_path]
    top = said[0]
    return Page(
        source=top.source,
        path=top.path,
        url=top.url.split("#")[0],
        title=top.title,
        heading="",
        score=points,
        passages=(*answers, *questions),
        kind=top.kind,
        channel=thread.channel,
        solved=thread.solved,
        updated_at=top.updated_at,
    )
