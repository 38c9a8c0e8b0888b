"""The weekly report on channels whose truth is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.asked import asked
from analytics.cases import case_of_thread
from analytics.effect import Intervention
from analytics.kinds import Kind
from analytics.report.forms import csv_report, json_report, markdown_report, slack_digest
from analytics.report.html import html_report
from analytics.report.record import WeeklyReport
from analytics.report.rows import _such_as
from analytics.report.weekly import Reported, _decision, weekly_report
from analytics.report.weeks import WINDOW
from analytics.themes.naming import FEW_WORDS, is_terms
from core.thread import Outcome, Speaker, Thread
from tests.analytics.threads import CAUSES, FIRST, message, minutes_of, planted_channel, thread_of
from tests.fakes import HashEmbedder

WEEKS = 10
LAST = FIRST.date() + timedelta(weeks=WEEKS - 1)


def reported(
    threads: Sequence[Thread], start: date = LAST, before: Reported | None = None, **options: object
) -> Reported:
    first = datetime.combine(start, datetime.min.time(), UTC) - timedelta(weeks=WINDOW - 1)
    window = [t for t in threads if first <= t.question.at < first + timedelta(weeks=WINDOW)]
    cases = [case for thread in window if (case := case_of_thread(thread))]
    texts = [asked(case.text) for case in cases]
    vectors = HashEmbedder().embed_queries(texts)
    if before:
        names = {row.id: row.name for row in before.report.themes}
        options |= {"known": before.theme_of, "names": names, "next_id": max(names) + 1}
    return weekly_report(cases, texts, vectors, start, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def threads() -> list[Thread]:
    return planted_channel(WEEKS, automated=6)


@pytest.fixture(scope="module")
def planted(threads: list[Thread]) -> WeeklyReport:
    return reported(threads).report


def cause_of(thread: Thread) -> int | None:
    starts = [text.split("{")[0] for text in CAUSES]
    return next((n for n, s in enumerate(starts) if thread.question.text.startswith(s)), None)


class TestPlantedTruth:
    def test_the_causes_come_first(self, planted: WeeklyReport) -> None:
        first = {row.question.split(" of ")[0][:24] for row in planted.themes[: len(CAUSES)]}
        assert len(first) == len(CAUSES)
        for question in first:
            assert any(text.startswith(question[:12]) for text in CAUSES)

    def test_each_share_is_within_its_interval(
        self, planted: WeeklyReport, threads: list[Thread]
    ) -> None:
        total = minutes_of(threads)
        for number, text in enumerate(CAUSES):
            row = next(row for row in planted.themes if row.question[:12] == text[:12])
            true = minutes_of([t for t in threads if cause_of(t) == number]) / total
            assert row.toil is not None
            assert row.toil.share.low <= true <= row.toil.share.high

    def test_requests_that_a_human_carries_out_can_be_automated(
        self, planted: WeeklyReport
    ) -> None:
        kinds = [row.judged.kind for row in planted.themes[: len(CAUSES)]]
        assert kinds.count(Kind.AUTOMATION) >= 4

    def test_what_was_automated_shows_and_what_was_not_does_not(
        self, threads: list[Thread]
    ) -> None:
        before = reported(threads)
        rows = before.report.themes
        access = next(row for row in rows if row.question.startswith("Can someone"))
        other = next(row for row in rows if row.question.startswith("Need more"))
        on = FIRST.date() + timedelta(weeks=6, days=-1)
        done = [Intervention(n, row.id, "bot", on) for n, row in enumerate((access, other))]
        now = reported(threads, before=before, interventions=done).report
        helped, useless = now.effects
        assert not any(access.name in line for line in now.decisions)
        assert helped.change is not None
        assert helped.change.high < -0.5
        assert useless.change is not None
        assert useless.change.low < 0 < useless.change.high + 0.2
        assert "chance" in useless.verdict

    def test_too_early_to_tell(self, threads: list[Thread]) -> None:
        before = reported(threads)
        done = [Intervention(1, before.report.themes[0].id, "bot", LAST)]
        assert (
            "too early"
            in reported(threads, before=before, interventions=done).report.effects[0].verdict
        )


class TestNumbers:
    def test_they_add_up_when_counted_another_way(
        self, planted: WeeklyReport, threads: list[Thread]
    ) -> None:
        week = [t for t in threads if t.question.at.date() >= LAST]
        assert planted.this.questions == len(week)
        assert planted.this.askers == len({t.question.author for t in week})
        assert planted.this.hours == pytest.approx(minutes_of(week) / 60)
        assert planted.this.first_reply == 4
        assert sum(row.questions for row in planted.themes) == pytest.approx(
            len(threads) * (1 - planted.unassigned)
        )
        assert planted.curve[-1].value == pytest.approx(
            sum(row.toil.share.value for row in planted.themes if row.toil)
        )

    def test_a_theme_stays_itself_from_week_to_week(self, threads: list[Thread]) -> None:
        earlier = reported(threads, LAST - timedelta(weeks=1))
        later = reported(threads, LAST, earlier)
        was = {row.question[:12]: row.id for row in earlier.report.themes[: len(CAUSES)]}
        now = {row.question[:12]: row.id for row in later.report.themes[: len(CAUSES)]}
        assert was == now

    def test_the_same_threads_give_the_same_report(self, threads: list[Thread]) -> None:
        assert reported(threads) == reported(threads)


def edge(name: str) -> list[Thread]:
    at = datetime.combine(LAST, datetime.min.time(), UTC) + timedelta(hours=9)
    asker, helper = Speaker.ASKER, Speaker.HELPER
    chat = [message("more", at + timedelta(seconds=n), helper, "H1") for n in range(3000)]
    return {
        "nothing": [],
        "one question": [thread_of(message("How do I deploy?", at))],
        "identical": [thread_of(message("deploy?", at, asker, f"U{n}")) for n in range(60)],
        "giant": [thread_of(message("Why is it slow?", at), *chat)],
        "not English": [
            thread_of(message(text, at, asker, f"U{n}"))
            for n, text in enumerate(["デプロイの方法は?", "Wie geht das?", "Как это?", "🙂"] * 4)
        ],
        "nobody": [
            thread_of(message(f"Who? {n}", at, asker, ""), message("me", at, helper, ""))
            for n in range(5)
        ],
        "clock jumps": [
            thread_of(
                message("When?", at),
                message("now", at - timedelta(days=400), helper, "H1"),
                message("later", at + timedelta(days=4000), helper, "H1"),
            )
        ],
        "code only": [thread_of(message("```\nx = 1\n```", at), outcome=Outcome.UNANSWERED)],
    }[name]


@pytest.mark.parametrize(
    "name",
    "nothing|one question|identical|giant|not English|nobody|clock jumps|code only".split("|"),
)
def test_whatever_a_week_holds_there_is_a_report(name: str) -> None:
    threads = edge(name)
    report = reported(threads).report
    assert report.this.questions == len(threads)
    html = html_report(report)
    assert report.week in html
    assert ("Nobody asked anything" in html) is (not threads)
    assert report.this.hours <= 3000 * 10 / 60
    for form in (json_report, csv_report, markdown_report):
        assert form(report)
    assert slack_digest(report)["blocks"]


def test_no_example_leaves_out_what_its_theme_is_about() -> None:
    at = datetime.combine(LAST, datetime.min.time(), UTC)
    said = [f"How do I restart the runner of team{n}?" for n in range(6)]
    said.append("I restarted the runner of the team. What could that mean for lunch?")
    moments = [at + timedelta(hours=n) for n in range(len(said))]
    threads = [
        thread_of(message(text, moment, Speaker.ASKER, f"U{moment.hour}"))
        for text, moment in zip(said, moments, strict=True)
    ]
    rows = reported(threads).report.themes
    assert [row.questions for row in rows] == [len(said)]
    assert [one.text for one in rows[0].examples] == [
        f"How do I restart the runner of team{n}?" for n in (5, 4, 3)
    ]


def test_what_exactly_is_asked_is_told_by_what_several_say() -> None:
    at = datetime.combine(LAST, datetime.min.time(), UTC)
    parts = (
        "How do I restart the runner of the {0}?",
        "How do I renew the certificate of the {0}?",
    )
    names = "ledger atlas comet delta ember lagoon umbra mesa".split()
    said = [part.format(name) for part in parts for name in names]
    said += ["A little late to the party, sorry", "How to proceed?", "What is it about"]
    threads = [
        thread_of(message(text, at + timedelta(hours=n), Speaker.ASKER, f"U{n}"))
        for n, text in enumerate(said)
    ]
    found = [part for row in reported(threads).report.themes for part, _ in row.parts]
    assert found
    for part in found:
        assert part.startswith(("How to restart the runner", "How to renew the certificate"))


def test_terms_are_told_with_what_is_asked_of_them(planted: WeeklyReport) -> None:
    asked_of = (("The server is again returning", 9), ("How to clear the cache", 8), ("Why", 1))
    row = replace(planted.themes[0], name="cache, runner", such_as=_such_as(asked_of))
    said = "cache, runner (such as “How to clear the cache”)"
    assert row.title == said
    report = replace(planted, themes=(row, *planted.themes[1:]))
    assert said in markdown_report(report)
    assert "cache, runner<small>such as “How to clear the cache”</small>" in html_report(report)
    assert "“cache, runner”, such as “How to clear the cache”: " in _decision(row)
    assert replace(row, such_as=_such_as(())).title == row.name
    assert is_terms(FEW_WORDS)
    # A heading says it itself.
    named = [one for one in planted.themes if not is_terms(one.name)]
    assert named
    assert all(not one.such_as for one in named)


class TestPrivacy:
    def test_nobody_is_quoted_from_a_theme_of_two_people(self) -> None:
        at = datetime.combine(LAST, datetime.min.time(), UTC)
        said = [
            thread_of(message(f"My salary {n} secret of Bob?", at, Speaker.ASKER, f"U{n % 2}"))
            for n in range(8)
        ]
        report = reported(said).report
        for form in (html_report, json_report, csv_report, markdown_report):
            assert "of Bob" not in form(report)

    def test_markup_of_people_stays_text(self) -> None:
        at = datetime.combine(LAST, datetime.min.time(), UTC)
        said = [
            thread_of(message("Is 1 < 2 & <b>bold</b> *x*?", at, Speaker.ASKER, f"U{n}"))
            for n in range(5)
        ]
        html = html_report(reported(said).report)
        assert "<b>bold" not in html

    def test_the_digest_is_within_slacks_limits(self, planted: WeeklyReport) -> None:
        digest = slack_digest(planted)
        assert len(digest["blocks"]) <= 50
        for block in digest["blocks"]:
            assert len(block.get("fields", [])) <= 10
            assert len(block.get("text", {}).get("text", "")) <= 3000
