"""When there is an answer, and when it is better not to give one."""

import pytest

from core.records import AnswerKind, Page, Passage
from core.settings import AnswerSettings
from retrieval.answer.evidence import Evidence, kind, weigh
from retrieval.query import Query
from retrieval.search import Result

SETTINGS = AnswerSettings()
PASSAGE = Passage(1, 0, "s", "a.md", "", "Deploys", (), "Undo the deploy.", None, "", "public")


def result(*scores: float, weights: dict[str, float]) -> Result:
    pages = tuple(Page("s", f"{s}.md", "", "T", "", s, (PASSAGE,)) for s in scores)
    passages = (PASSAGE,) if scores else ()
    best = max(scores, default=0.0)
    return Result(Query("q", ("undo",)), pages, passages, weights, {1: 0.5}, ("s",), support=best)


def test_support_is_that_of_the_best_page() -> None:
    assert weigh(result(0.7, 0.4, weights={"undo": 1.0})).support == 0.7


def test_mentions_are_counted_by_stem() -> None:
    evidence = weigh(result(0.7, weights={"undo": 1.0, "deploy": 1.0, "kafka": 1.0}))
    assert (evidence.mentions, evidence.asked) == (2, 3)


def test_nothing_found_is_no_evidence() -> None:
    assert weigh(result(weights={"undo": 1.0})).confidence(SETTINGS) == 0.0


def test_passages_without_a_word_of_the_question_are_no_evidence() -> None:
    assert Evidence(support=0.9, mentions=0, asked=3).confidence(SETTINGS) == 0.0


def test_a_question_without_content_words_is_judged_by_support_alone() -> None:
    assert Evidence(support=0.9, mentions=0, asked=0).confidence(SETTINGS) > 0.9


def test_confidence_is_half_at_the_midpoint_and_grows_with_support() -> None:
    values = [Evidence(s, 1, 1).confidence(SETTINGS) for s in (0.3, SETTINGS.midpoint, 0.7)]
    assert values == sorted(values)
    assert values[1] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (SETTINGS.answered_from, AnswerKind.ANSWERED),
        (SETTINGS.partial_from, AnswerKind.PARTIAL),
        (SETTINGS.partial_from - 0.01, AnswerKind.UNKNOWN),
    ],
)
def test_kinds(confidence: float, expected: AnswerKind) -> None:
    assert kind(confidence, SETTINGS) is expected
