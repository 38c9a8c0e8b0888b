"""Runs labelled questions through a configuration and sums up how it did, by source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.records import Page
from dialtone.app import App
from dialtone.labels import Labelled
from retrieval.evaluation.ranking import MEASURES, measure
from retrieval.evaluation.refusal import Judged, RefusalReport, report
from retrieval.evaluation.uncertainty import Difference, Estimate, compare, estimate

_DEPTH = 10
"""Ranks that are looked at."""
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened with one question."""

    labelled: Labelled
    pages: tuple[Page, ...]
    measures: dict[str, float] | None
    """None where the label names no page."""
    judged: Judged | None
    """None where the label does not say whether it can be answered."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How one configuration did."""

    outcomes: tuple[Outcome, ...]
    not_indexed: tuple[Labelled, ...]
    """Questions about a source that is not in the index."""

    def groups(self) -> dict[str, list[Outcome]]:
        """Outcomes by source, and all together first where there are several."""
        by_corpus: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            by_corpus.setdefault(outcome.labelled.corpus or EVERYTHING, []).append(outcome)
        if len(by_corpus) < 2:
            return by_corpus
        by_corpus.pop(EVERYTHING, None)
        return {EVERYTHING: list(self.outcomes), **dict(sorted(by_corpus.items()))}


def run(app: App, questions: Sequence[Labelled], done: Callable[[], None]) -> Scorecard:
    """Ask every question whose source is indexed; `done` is called after each."""
    indexed = {source.name for source in app.sources.all()}
    here = [q for q in questions if not q.corpus or q.corpus in indexed]
    outcomes: list[Outcome] = []
    for question in here:
        outcomes.append(_ask(app, question))
        done()
    away = [q for q in questions if q.corpus and q.corpus not in indexed]
    return Scorecard(tuple(outcomes), tuple(away))


def _ask(app: App, question: Labelled) -> Outcome:
    result = app.search.find(question.asked.question(), _DEPTH)
    measures = None
    if question.relevant:
        measures = measure(ranking_of(question, result.pages), question.relevant)
    judged = None
    if question.answerable is not None:
        answer = app.answerer.answer_from(result)
        judged = Judged(question.answerable, answer.kind, answer.confidence)
    return Outcome(question, result.pages, measures, judged)


def ranking_of(question: Labelled, pages: Sequence[Page]) -> list[object]:
    """Relevant pages by their path, others by all that they are.

    A path that two sources have counts once, where it comes first.
    """
    ranking: list[object] = []
    for page in pages:
        known = question.is_relevant(page.source, page.path) and page.path not in ranking
        ranking.append(page.path if known else (page.source, page.path))
    return ranking


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """Each measure over the questions that have relevant pages; empty where none has."""
    scored = [outcome.measures for outcome in outcomes if outcome.measures]
    if not scored:
        return {}
    return {name: estimate([measures[name] for measures in scored]) for name in MEASURES}


def refusals(outcomes: Sequence[Outcome]) -> RefusalReport | None:
    """Answered against refused, over the questions whose label says what is right."""
    judged = [outcome.judged for outcome in outcomes if outcome.judged]
    return report(judged) if judged else None


def differences(first: Scorecard, second: Scorecard) -> dict[str, Difference]:
    """How much better the second configuration is, question by question."""
    after = {id(o.labelled): o.measures for o in second.outcomes if o.measures}
    pairs = [
        (outcome.measures, after[id(outcome.labelled)])
        for outcome in first.outcomes
        if outcome.measures and id(outcome.labelled) in after
    ]
    if not pairs:
        return {}
    return {
        name: compare([a[name] for a, _ in pairs], [b[name] for _, b in pairs]) for name in MEASURES
    }


def better(first: Scorecard, second: Scorecard) -> str:
    """`first` or `second`, or empty where the questions cannot tell: by reciprocal rank."""
    found = differences(first, second).get("MRR")
    if found is None or found.low <= 0 <= found.high:
        return ""
    return "second" if found.mean > 0 else "first"
