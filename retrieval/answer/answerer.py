"""Question -> Answer, in the documents' own words or an honest "I don't know"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from core.past_settings import PastSettings
from core.records import Answer, AnswerKind, Citation, DocumentKind, Page, Passage, Question
from core.settings import AnswerSettings
from retrieval.answer.context import clean, clean_passages
from retrieval.answer.evidence import kind, weigh
from retrieval.answer.extractive import Extract, extract
from retrieval.answer.remembered import (
    Doubt,
    FromThread,
    asked_before,
    doubt,
    from_thread,
    says_the_same,
)
from retrieval.search import Result, Search

_SEE_ALSO = 3
_SOMEWHAT_LIKE = 0.45
"""Cosine of two questions from which the thread of one is worth a look by who asks the other."""
_PAGES_COMPARED = 2
"""Pages that a thread is compared with."""
_NOTHING = Extract((), ())


@dataclass(frozen=True, slots=True)
class Grounded:
    """A question, what search found for it, and the answer that this supports word for word."""

    question: Question
    answer: Answer
    result: Result


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
        return [grounded.answer for grounded in self.ground_many(questions)]

    def ground(self, question: Question) -> Grounded:
        """The answer to one question, with what it rests on."""
        return self.ground_many([question])[0]

    def ground_many(self, questions: Sequence[Question]) -> list[Grounded]:
        """The same for several."""
        results = self._search.find_many(questions)
        return [
            Grounded(question, self.answer_from(result), result)
            for question, result in zip(questions, results, strict=True)
        ]

    def answer_from(self, result: Result) -> Answer:
        """The answer that the found passages support."""
        # What speaks to a language model is no evidence, and not quoted either.
        found, result = result, clean(result)
        evidence = weigh(result)
        sure = evidence.confidence(self._settings) if result.passages else 0.0
        verdict = kind(sure, self._settings)
        thread = from_thread(result.past, self._settings, self._past)
        differs = doubt(thread.recalled.page, _compared(found)) if thread else None
        docs = _NOTHING
        if verdict is not AnswerKind.UNKNOWN:
            docs = extract(result.passages, result.weights)
            if not docs.parts:
                # Near as they are, pages that hold a place for words to come tell nothing.
                sure, verdict = 0.0, AnswerKind.UNKNOWN
        if thread is None:
            body = docs
        elif differs and differs.page_is_newer:
            # What the page says of it now is an answer, though not to every question about it.
            body = docs if docs.parts else extract([differs.passage], result.weights)
            sure = max(sure, self._settings.partial_from)
        elif verdict is AnswerKind.ANSWERED:
            body = _beside(docs, thread, self._settings)
        else:
            same = says_the_same(thread.body, docs)
            body = docs if same else _together(thread.body, docs)
            sure = max(sure, thread.confidence)
        return self._told(result, body, sure, differs)

    def _told(
        self, result: Result, body: Extract, confidence: float, differs: Doubt | None
    ) -> Answer:
        return Answer(
            kind=kind(confidence, self._settings),
            confidence=confidence,
            parts=body.parts,
            citations=body.citations,
            see_also=see_also(result, body.citations),
            searched=result.searched,
            asked_before=asked_before(result.past, self._past),
            contradictions=(differs.contradiction,) if differs else (),
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


def _compared(result: Result) -> list[Passage]:
    """Passages of the nearest pages: farther ones speak of something else."""
    near = result.pages[:_PAGES_COMPARED]
    return [passage for page in near for passage in clean_passages(page.passages)]


def _beside(docs: Extract, thread: FromThread, settings: AnswerSettings) -> Extract:
    """The docs' answer, and what solved the same for somebody where the docs do not say it."""
    if not thread.solved or thread.confidence < settings.answered_from:
        return docs
    return docs if says_the_same(thread.body, docs) else _together(docs, thread.body)


def _together(first: Extract, second: Extract) -> Extract:
    """One body after the other."""
    shift = len(first.citations)
    return Extract(
        (*first.parts, *(replace(part, citation=part.citation + shift) for part in second.parts)),
        (
            *first.citations,
            *(replace(each, number=each.number + shift) for each in second.citations),
        ),
    )


def see_also(result: Result, citations: Sequence[Citation]) -> tuple[Page, ...]:
    """The next best pages that the answer does not cite, and the likest question's thread."""
    cited = {(citation.source, citation.path) for citation in citations}
    near = [each.page for each in result.past.threads if each.likeness >= _SOMEWHAT_LIKE]
    others = [page for page in result.pages if (page.source, page.path) not in cited]
    threads = [page for page in near if (page.source, page.path) not in cited]
    return (*others[:_SEE_ALSO], *threads[:1])
