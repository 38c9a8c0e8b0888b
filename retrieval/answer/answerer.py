"""Question -> Answer, in the documents' own words or an honest "I don't know"."""

from collections.abc import Sequence

from core.records import Answer, AnswerKind, Question
from core.settings import AnswerSettings
from retrieval.answer.evidence import kind, weigh
from retrieval.answer.extractive import extract
from retrieval.search import Result, Search

_SEE_ALSO = 3


class ExtractiveAnswerer:
    """Answers without a language model."""

    def __init__(self, search: Search, settings: AnswerSettings) -> None:
        self._search = search
        self._settings = settings

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        return self.answer_many([question])[0]

    def answer_many(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers to several, which share one batch of embeddings."""
        return [self.answer_from(result) for result in self._search.find_many(questions)]

    def answer_from(self, result: Result) -> Answer:
        """The answer that the found passages support."""
        evidence = weigh(result)
        confidence = evidence.confidence(self._settings) if result.passages else 0.0
        verdict = kind(confidence, self._settings)
        if verdict is AnswerKind.UNKNOWN:
            nearest = result.pages[:_SEE_ALSO]
            return Answer(verdict, confidence, (), (), nearest, result.searched)
        body = extract(result.passages, result.weights)
        cited = {(citation.source, citation.path) for citation in body.citations}
        others = [page for page in result.pages if (page.source, page.path) not in cited]
        return Answer(
            kind=verdict,
            confidence=confidence,
            parts=body.parts,
            citations=body.citations,
            see_also=tuple(others[:_SEE_ALSO]),
            searched=result.searched,
        )
