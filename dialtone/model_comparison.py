"""Language models side by side on a platform's own questions, and beside no model at all."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.model_settings import Model
from core.records import Answer, AnswerKind, AnswerPart, Passage
from core.usage import Spent, Usage, Written
from dialtone.app import App
from dialtone.labels import Labelled
from retrieval.answer.answerer import Grounded
from retrieval.answer.generative import GenerativeAnswerer, neighbours
from retrieval.evaluation.support import Support, rouge_l, support
from retrieval.model.chat import Chat
from retrieval.model.opening import open_model

EXTRACTS = "extracts"
"""The row of answers without a model."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one model did with one question."""

    labelled: Labelled
    answer: Answer
    outcome: Written | None
    support: Support
    overlap: float | None
    """ROUGE-L with the reference answer; None where there is none, or no answer."""
    seconds: float
    tokens: int
    cost: float


@dataclass(frozen=True, slots=True)
class Row:
    """One model's figures; a rate without cases is None."""

    model: str
    questions: int
    answered: float | None
    """Share of the answerable questions (or of all, without labels) that got an answer."""
    refused: float | None
    """Share of the unanswerable questions that got none."""
    by_model: float
    """Share of the answers given that the model wrote, the rest being extracts."""
    citation_precision: float | None
    """Share of the sentences whose cited passage says them."""
    citation_recall: float | None
    """Share of the answered questions with labelled pages whose answer cites one of these."""
    support: float | None
    """Share of the words of answers that the cited passages have."""
    overlap: float | None
    """Mean ROUGE-L with the reference answers."""
    p50: float
    p95: float
    """Seconds to a whole answer."""
    tokens: int
    cost: float
    outcomes: dict[str, int]


class _Notes:
    """Calls of one question, kept in memory: a comparison is no part of a day's budget."""

    def __init__(self) -> None:
        self.calls: list[Usage] = []

    def record(self, usage: Usage) -> None:
        self.calls.append(usage)

    def spent(self) -> Spent:
        return Spent(0, 0.0)


class _Nothing:
    """Keeps no answers: every model is really asked."""

    def get(self, *_: object) -> tuple[AnswerPart, ...]:
        return ()

    def put(self, *_: object) -> None: ...


def sample(questions: Sequence[Labelled], most: int | None) -> list[Labelled]:
    """All of them, or that many, the same ones every time."""
    if most is None or most >= len(questions):
        return list(questions)
    return random.Random(7).sample(list(questions), most)


def run(
    app: App, model: str, questions: Sequence[Labelled], done: Callable[[], None]
) -> list[Answered]:
    """Ask one model, or with EXTRACTS none, every question; `done` is called after each."""
    notes = _Notes()
    writer = None if model == EXTRACTS else _writer(app, model, notes)
    found: list[Answered] = []
    for question in questions:
        notes.calls.clear()
        found.append(_ask(app, writer, question, notes))
        done()
    return found


def _writer(app: App, model: str, notes: _Notes) -> GenerativeAnswerer:
    named = app.settings.model.model_dump() | {"name": model, "reuse_hours": 0}
    chat = Chat(Model.model_validate(named), open_model, notes)
    chat.open()
    return GenerativeAnswerer(app.answerer, chat, _Nothing(), neighbours(app.passages.around))


def _ask(
    app: App, writer: GenerativeAnswerer | None, labelled: Labelled, notes: _Notes
) -> Answered:
    scope = {"sources": frozenset({labelled.corpus})} if labelled.corpus else {}
    question = labelled.asked.question(**scope)
    started = time.perf_counter()
    outcome = None
    if writer is None:
        grounded = app.answerer.ground(question)
        answer = grounded.answer
    else:
        made = writer.compose(question)
        grounded, answer, outcome = made.grounded, made.answer, made.outcome
    seconds = time.perf_counter() - started
    reference = str(labelled.asked.fields.get("reference_answer") or "")
    said = "\n".join(part.text for part in answer.parts)
    return Answered(
        labelled,
        answer,
        outcome,
        support(list(_cited(app, answer, grounded))),
        rouge_l(said, reference) if reference and said else None,
        seconds,
        sum(call.tokens_in + call.tokens_out for call in notes.calls),
        sum(call.cost for call in notes.calls),
    )


def _cited(app: App, answer: Answer, grounded: Grounded) -> Iterator[tuple[str, str]]:
    """Each part with the text of the stored passage that its citation's quote stands in."""
    found = grounded.result.passages
    near = app.passages.around([passage.chunk_id for passage in found[:8]]) if found else {}
    every = [*found, *(beside for passages in near.values() for beside in passages)]
    by_number = {citation.number: citation for citation in answer.citations}
    for part in answer.parts:
        citation = by_number[part.citation]
        there = [p for p in every if (p.source, p.path) == (citation.source, citation.path)]
        yield part.text, _with_quote(there, citation.quote, citation.heading)


def _with_quote(passages: Sequence[Passage], quote: str, heading: str) -> str:
    wanted = " ".join(quote.split())
    for passage in passages:
        if " > ".join(passage.heading_path) == heading and wanted in " ".join(passage.text.split()):
            return f"{passage.title}\n{heading}\n{passage.text}"
    return ""


def row(model: str, answered: Sequence[Answered]) -> Row:
    """The figures of one model."""
    given = [a for a in answered if a.answer.kind is not AnswerKind.UNKNOWN]
    can = [a for a in answered if a.labelled.answerable is not False]
    cannot = [a for a in answered if a.labelled.answerable is False]
    pages = [a for a in given if a.labelled.relevant]
    sentences = sum(a.support.sentences for a in given)
    words = sum(a.support.words for a in given)
    seconds = sorted(a.seconds for a in answered) or [0.0]
    outcomes: dict[str, int] = {}
    for each in answered:
        if each.outcome:
            outcomes[each.outcome.value] = outcomes.get(each.outcome.value, 0) + 1
    written = sum(a.outcome in (Written.WRITTEN, Written.CLARIFIED) for a in given)
    return Row(
        model=model,
        questions=len(answered),
        answered=_rate(sum(a in given for a in can), len(can)),
        refused=_rate(sum(a not in given for a in cannot), len(cannot)),
        by_model=written / len(given) if given else 0.0,
        citation_precision=_rate(sum(a.support.supported for a in given), sentences),
        citation_recall=_rate(sum(map(_cites_one, pages)), len(pages)),
        support=_rate(sum(a.support.words_there for a in given), words),
        overlap=_mean([a.overlap for a in given if a.overlap is not None]),
        p50=statistics.median(seconds),
        p95=seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))],
        tokens=sum(a.tokens for a in answered),
        cost=sum(a.cost for a in answered),
        outcomes=outcomes,
    )


def _cites_one(answered: Answered) -> bool:
    cited = answered.answer.citations
    return any(answered.labelled.is_relevant(c.source, c.path) for c in cited)


def _rate(some: int, every: int) -> float | None:
    return some / every if every else None


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None
