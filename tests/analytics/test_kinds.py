"""What kind of theme it is, by the signs in its threads."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analytics.case import Case
from analytics.cases import case_of_thread
from analytics.kinds import Kind, judge
from core.thread import Outcome, Speaker
from tests.analytics.threads import FIRST, message, thread_of


def case(asked: str, *replies: str, links: tuple[str, ...] = ()) -> Case:
    said = [message(asked, FIRST)]
    for number, text in enumerate(replies, 1):
        said.append(message(text, FIRST + timedelta(minutes=number), Speaker.HELPER, "H1"))
    outcome = Outcome.ANSWERED if replies else Outcome.UNANSWERED
    found = case_of_thread(thread_of(*said, outcome=outcome))
    assert found
    return replace(found, links=links)


@pytest.mark.parametrize(
    ("asked", "reply", "links", "kind"),
    [
        ("Please restart the runner", "Done", (), Kind.AUTOMATION),
        ("Any objections to merging the new version?", "Not from me", (), Kind.AUTOMATION),
        ("Can I get a review of the change?", "Looks fine", (), Kind.AUTOMATION),
        ("Job 17 of the mirror failed", "It ran out of time", (), Kind.BUG),
        ("The gateway hangs since noon", "", (), Kind.BUG),
        ("I get an error from the gateway", "That is a regression", (), Kind.BUG),
        ("I get an error from my loop", "The index starts at one", (), Kind.DOCS_GAP),
        ("How are logs kept?", "Here", ("https://docs.example.com/logs",), Kind.FINDABILITY),
        ("How are logs kept?", "Here", ("https://github.com/a/b/blob/x/logs.md",),
         Kind.FINDABILITY),
        ("Logs are kept where?", "Here", ("https://github.com/a/b/blob/x/logs.py",),
         Kind.DOCS_GAP),
        ("Logs are kept where?", "Here", ("https://github.com/a/b",), Kind.DOCS_GAP),
        ("How do I read the logs?", "", (), Kind.HOW_TO),
        ("Which of the mirrors is the quickest?", "", (), Kind.HOW_TO),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_what_was_asked_and_what_humans_did(
    asked: str, reply: str, links: tuple[str, ...], kind: Kind
) -> None:
    judged = judge([case(asked, *filter(None, [reply]), links=links)] * 6)
    assert judged.kind is kind


def test_without_any_sign_nothing_is_sure() -> None:
    assert judge([case("Which of the mirrors is the quickest?")] * 6).confidence == 0


def test_the_evidence_counts_the_questions_with_the_sign() -> None:
    failed = [case("Job 17 of the mirror failed", "It ran out of time")] * 5
    judged = judge([*failed, case("Where are the docs?")])
    assert judged.kind is Kind.BUG
    assert judged.evidence.startswith("5 of 6 ")
