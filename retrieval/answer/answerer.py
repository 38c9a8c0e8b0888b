"""Question -> Answer, in the documents' own words or an honest "I don't know"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.past_settings import PastSettings
from core.records import Answer, AnswerKind, DocumentKind, Page, Question
from core.settings import AnswerSettings
from retrieval.answer.evidence import kind, weigh
from retrieval.answer.extractive import Extract, extract
from retrieval.answer.remembered import (
    FromThread,
    asked_before,
    contradictions,
    from_thread,
    says_the_same,
)
from retrieval.search import Result, Search

_SEE_ALSO = 3
_COMPARED = 6
"""Passages of pages that a thread is compared with."""
_NOTHING = Extract((), ())


class ExtractiveAnswerer:
    """Answers without a language model: from pages, and from past threads where pages fall short.

    What the pages say wins: a thread leads only where they do not quite answer and somebody asked
    the same before.
    """

    def __init__(
        self, search: Search, settings: AnswerSettings, past: PastSettings | None = None
    ) -> None:
        self._search = search
        self._settings = settings
        self._past = past or PastSettings()

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        return self.answer_many([question])[0]

    def answer_many(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers to several, which share one batch of embeddings."""
        return [self.answer_from(result) for result in self._search.find_many(questions)]

    def answer_from(self, result: Result) -> Answer:
        """The answer that the found passages support."""
        evidence = weigh(result)
        sure = evidence.confidence(self._settings) if result.passages else 0.0
        verdict = kind(sure, self._settings)
        thread = from_thread(result.past, self._settings, self._past)
        docs = _NOTHING
        if verdict is not AnswerKind.UNKNOWN:
            docs = extract(result.passages, result.weights)
        body, confidence = docs, sure
        if thread and verdict is not AnswerKind.ANSWERED:
            body, confidence = _together(thread, docs), max(sure, thread.confidence)
        return self._told(result, body, confidence, thread)

    def _told(
        self, result: Result, body: Extract, confidence: float, thread: FromThread | None
    ) -> Answer:
        verdict = kind(confidence, self._settings)
        cited = {(citation.source, citation.path) for citation in body.citations}
        others = [page for page in result.pages if (page.source, page.path) not in cited]
        differ = contradictions(thread.recalled.page, result.passages[:_COMPARED]) if thread else ()
        return Answer(
            kind=verdict,
            confidence=confidence,
            parts=body.parts,
            citations=body.citations,
            see_also=(*others[:_SEE_ALSO], *_thread_beside(thread, cited)),
            searched=result.searched,
            asked_before=asked_before(result.past, self._past),
            contradictions=differ,
            outdated=self._outdated(body),
        )

    def _outdated(self, body: Extract) -> tuple[int, ...]:
        now = datetime.now(UTC)
        return tuple(
            citation.number
            for citation in body.citations
            if citation.kind is DocumentKind.THREAD
            and citation.updated_at
            and (now - citation.updated_at).days >= self._past.old_after_days
        )


def _together(thread: FromThread, docs: Extract) -> Extract:
    """The thread's answer, then what the docs have besides; the docs' alone where both say it."""
    if docs.parts and says_the_same(thread.body, docs):
        return docs
    shift = len(thread.body.citations)
    return Extract(
        (
            *thread.body.parts,
            *(replace(part, citation=part.citation + shift) for part in docs.parts),
        ),
        (
            *thread.body.citations,
            *(replace(each, number=each.number + shift) for each in docs.citations),
        ),
    )


def _thread_beside(thread: FromThread | None, cited: set[tuple[str, str]]) -> tuple[Page, ...]:
    """The thread that asked the same, where it is not quoted."""
    if thread is None:
        return ()
    page = thread.recalled.page
    return () if (page.source, page.path) in cited else (page,)
