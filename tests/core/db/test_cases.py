"""Counted questions: sums over any weeks and team, and nothing left of what was erased."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.db.cases import CaseFacts, Cases, Scope
from core.thread import Outcome, Speaker, Thread, ThreadMessage
from tests.core.db.conftest import Store

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def facts(number: int, **more: object) -> CaseFacts:
    known = CaseFacts(
        key=f"help/C1/{number}",
        conversation_id="",
        theme_id=1,
        week="2026-W10",
        asked_at=MONDAY + timedelta(minutes=number),
        asker=f"U{number % 3}",
        place="#help",
        team="Atlas" if number % 2 else "",
        is_public=True,
        minutes=float(number),
        solved=bool(number % 2),
        unanswered=False,
        by_dialtone=False,
        without_human=False,
        escalated=False,
        frustrated=number == 4,
    )
    return replace(known, **more)  # type: ignore[arg-type]


def weekly(cases: Cases) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in cases.asked():
        found[one.week] += one.questions
    return dict(found)


@pytest.fixture
def cases(store: Store) -> Cases:
    return Cases(store.database)


def test_sums_are_those_of_the_rows(cases: Cases) -> None:
    cases.replace(["2026-W10"], [facts(n) for n in range(6)])
    [one] = cases.sums(Scope())
    assert (one.theme_id, one.questions, one.askers, one.minutes) == (1, 6, 3, 15.0)
    assert (one.solved, one.frustrated, one.unanswered) == (3, 1, 0)


def test_a_scope_cuts_by_week_and_team(cases: Cases) -> None:
    rows = [facts(n, week=f"2026-W{9 + n:02}", theme_id=n % 2 or None) for n in range(4)]
    cases.replace([f"2026-W{9 + n:02}" for n in range(4)], rows)
    assert sum(one.questions for one in cases.sums(Scope("2026-W10", "2026-W11"))) == 2
    assert sum(one.questions for one in cases.sums(Scope(team="Atlas"))) == 2
    found = [(one.week, one.team, one.questions) for one in cases.asked()]
    assert found[:2] == [("2026-W09", "", 1), ("2026-W10", "Atlas", 1)]
    within = [one for one in cases.asked() if one.within(Scope("2026-W10", "2026-W11", "Atlas"))]
    assert [one.week for one in within] == ["2026-W10"]
    assert cases.weekly(Scope(), 1) == {"2026-W10": 1, "2026-W12": 1}


def test_a_week_counted_again_replaces_itself_and_no_other(cases: Cases) -> None:
    cases.replace(["2026-W10"], [facts(n) for n in range(6)])
    cases.replace(["2026-W11"], [facts(9, week="2026-W11")])
    cases.replace(["2026-W10"], [facts(1)])
    assert weekly(cases) == {"2026-W10": 1, "2026-W11": 1}


def test_an_unknown_asker_counts_as_nobody(cases: Cases) -> None:
    cases.replace(["2026-W10"], [facts(n, asker="") for n in range(3)])
    assert cases.sums(Scope())[0].askers == cases.askers(1) == 0


def test_askers_of_a_theme_are_counted_once(cases: Cases) -> None:
    cases.replace(["2026-W10"], [*(facts(n) for n in range(6)), facts(7, theme_id=2)])
    assert (cases.askers(1), cases.askers(2), cases.askers(3)) == (3, 1, 0)


def test_no_ids_of_people_are_stored(cases: Cases) -> None:
    cases.replace(["2026-W10"], [facts(1, asker="U0SECRET")])
    with cases.database.read() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM cases").all()
    assert "U0SECRET" not in repr(stored)


def test_only_public_questions_can_be_shown_newest_first(cases: Cases, store: Store) -> None:
    source = store.sources.open("help", "slack-export", "/export")
    for number in (1, 2, 3):
        at = MONDAY + timedelta(minutes=number)
        asked = ThreadMessage(str(number), "U1", Speaker.ASKER, "How?", at)
        thread = Thread("help", "help", "C1", str(number), (asked,), Outcome.UNANSWERED)
        store.threads.save(source, [(thread, "f" * 64)])
    cases.replace(["2026-W10"], [facts(n, is_public=n != 2) for n in (1, 2, 3)])
    keys = [key for key, _ in cases.newest(Scope(), 1, 10)]
    assert [thread.id for thread in store.threads.load([k for k in keys if k])] == ["1", "3"]
    assert len(keys) == 2

    store.threads.remove(source, ["C1/3"])
    assert len(cases.newest(Scope(), 1, 10)) == 1
    assert weekly(cases) == {"2026-W10": 2}
