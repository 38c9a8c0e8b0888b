"""What reports count: every question once, wherever it is stored, and people by their team."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.catalog import Catalog, Person, Team
from core.conversation import Asker, EscalationKind
from core.db.escalations import Escalations
from core.settings import Settings
from core.slack import SlackThread
from core.thread import Outcome, Speaker
from dialtone.reporting import make_report, read_cases
from tests.analytics.threads import message, thread_of
from tests.fakes import FakeApp

ADA = Asker("slack:U1", frozenset({"public"}), user="U1")


@pytest.fixture
def app(tmp_path: Path) -> FakeApp:
    return FakeApp(Settings(home=tmp_path / "home"))


def test_a_slack_thread_that_dialtone_answered_in_is_one_question(app: FakeApp) -> None:
    now = datetime.now(UTC)
    today = now.date()
    with app:
        source = app.sources.open("chat", "slack", "workspace")
        question = message("How do I renew a certificate?", now, Speaker.ASKER, "U1")
        helped = message("Run renew.", now + timedelta(minutes=5), Speaker.HELPER, "H1")
        thread = replace(thread_of(question, helped), id=question.id)
        other = replace(thread_of(message("Why is it slow?", now)), id="1.2")
        app.threads.save(source, [(thread, "a" * 64), (other, "b" * 64)])
        talk = app.conversations.open(ADA, "slack")
        app.conversations.ask(talk.id, ADA, "How do I renew a certificate?", "looking")
        app.conversations.ask(talk.id, ADA, "And why is it slow???", "looking")
        Escalations(app.database).open(talk.id, ADA.subject, EscalationKind.HUMAN, "", "", None)
        app.slack_stores.threads.save(SlackThread("C1", question.id, talk.id, "U1"))
        app.conversations.open(ADA, "web")
        elsewhere = app.conversations.open(ADA, "web")
        app.conversations.ask(elsewhere.id, ADA, "Where is the log?", "looking")
        cases = list(read_cases(app, today, today + timedelta(days=1)))
    assert sorted(case.text for case in cases) == [
        "How do I renew a certificate?",
        "Where is the log?",
        "Why is it slow?",
    ]
    [mine] = [case for case in cases if "renew" in case.text]
    assert mine.helpers == ("H1",)
    assert mine.minutes == 5
    assert mine.outcome is Outcome.ANSWERED
    assert mine.escalated
    assert mine.frustrated


def test_teams_that_ask_and_answer_are_told(app: FakeApp) -> None:
    edge = Team("group:default/team-edge", "team-edge")
    helga = Person("user:default/helga", "Helga Helper", (edge.ref,))
    start = datetime(2026, 9, 14, 9, tzinfo=UTC)
    with app:
        app.catalogs.replace(Catalog({edge.ref: edge}, {helga.ref: helga}, {}))
        source = app.sources.open("chat", "slack", "workspace")
        app.people.remember(source, {"H1": "Helga Helper"})
        said = [
            thread_of(
                message("How do I renew a certificate?", start, Speaker.ASKER, f"U{number}"),
                message("Run renew.", start + timedelta(minutes=5), Speaker.HELPER, "H1"),
            )
            for number in range(5)
        ]
        app.threads.save(source, [(one, one.id) for one in said])
        report = make_report(app, start.date())
    [row] = report.themes
    assert row.answered_by == (("team-edge", 5),)
    assert row.asked_by == ()
    assert row.name == "How to renew a certificate"


def test_a_theme_is_not_called_after_a_person(app: FakeApp) -> None:
    start = datetime(2026, 9, 14, 9, tzinfo=UTC)
    with app:
        source = app.sources.open("chat", "slack", "workspace")
        app.people.remember(source, {"H1": "Valentin Moss"})
        said = [
            thread_of(message(text, start, Speaker.ASKER, f"U{number}"))
            for number, text in enumerate(
                ("Valentin printer jams?", "printer Valentin jams", "jams: printer, Valentin", "hm")
            )
        ]
        app.threads.save(source, [(one, one.id) for one in said])
        report = make_report(app, start.date())
    assert report.themes
    assert "Valentin" not in " ".join(f"{row.name} {row.area}" for row in report.themes)
