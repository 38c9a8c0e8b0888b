"""Question -> Answer, in the documents' own words or an honest "I don't know"."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Answer, AnswerKind, Citation, Page, Question
from core.settings import AnswerSettings
from retrieval.answer.context import clean
from retrieval.answer.evidence import kind, weigh
from retrieval.answer.extractive import extract
from retrieval.search import Result, Search

_SEE_ALSO = 3


@dataclass(frozen=True, slots=True)
class Grounded:
    """A question, what search found for it, and the answer that this supports word for word."""

    question: Question
    answer: Answer
    result: Result


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
        result = clean(result)
        evidence = weigh(result)
        confidence = evidence.confidence(self._settings) if result.passages else 0.0
        verdict = kind(confidence, self._settings)
        if verdict is AnswerKind.UNKNOWN:
            nearest = result.pages[:_SEE_ALSO]
            return Answer(verdict, confidence, (), (), nearest, result.searched)
        body = extract(result.passages, result.weights)
        return Answer(
            kind=verdict,
            confidence=confidence,
            parts=body.parts,
            citations=body.citations,
            see_also=see_also(result, body.citations),
            searched=result.searched,
        )


def see_also(result: Result, citations: Sequence[Citation]) -> tuple[Page, ...]:
    """The next best pages that the answer does not cite."""
    cited = {(citation.source, citation.path) for citation in citations}
    others = [page for page in result.pages if (page.source, page.path) not in cited]
    return tuple(others[:_SEE_ALSO])
