"""The weekly report of this Dialtone: read what was asked, find themes, keep and write it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.case import Case, Origin
from analytics.cases import case_of_thread, cases_of_conversation, joined
from analytics.effect import Intervention
from analytics.personal import without_names
from analytics.report.forms import csv_report, json_report, markdown_report, slack_digest
from analytics.report.html import html_report
from analytics.report.record import WeeklyReport
from analytics.report.weekly import weekly_report
from analytics.report.weeks import WINDOW, begin, name_of
from core.db.cases import CaseFacts
from core.thread import Outcome
from dialtone.app import App
from dialtone.theming import question_vectors

_BROWSERS = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
_PATIENCE = 120
"""Seconds that a browser may take to print."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report and the files that it was written to."""

    report: WeeklyReport
    files: tuple[Path, ...]


def make_report(app: App, start: date) -> WeeklyReport:
    """The report of the week that begins at `start`, kept for the next one and for pages."""
    cases = list(read_cases(app, start - timedelta(weeks=WINDOW - 1), start + timedelta(days=7)))
    texts, vectors = question_vectors(app.embedder, [case.text for case in cases])
    known = app.theme_book.known()
    team_of = _teams(app)
    made = weekly_report(
        cases,
        without_names(texts, app.people.everyone()),
        vectors,
        start,
        known=known.theme_of,
        names=known.names,
        next_id=known.next_id,
        interventions=[
            Intervention(item.id, item.theme_id, item.what, item.on)
            for item in app.theme_book.interventions()
        ],
        team_of=team_of,
    )
    names = {row.id: row.name for row in made.report.themes}
    app.theme_book.save(made.report.week, names, made.theme_of, json_report(made.report))
    starts = [start - timedelta(weeks=ago) for ago in range(WINDOW)]
    facts = [_facts(case, made.theme_of.get(case.key), team_of) for case in cases]
    app.cases.replace([name_of(day) for day in starts], facts)
    return made.report


def read_cases(app: App, first: date, until: date) -> Iterator[Case]:
    """Every question from `first` to before `until`: threads, then conversations.

    A thread that Dialtone answered in is stored as both, and is one question.
    """
    since, end = begin(first), begin(until)
    # A conversation may have begun before its question was asked.
    earlier = since - timedelta(days=7)
    talks = {place: key for key, place in app.slack_stores.threads.places(earlier).items()}
    shared: dict[str, Case] = {}
    for thread in app.threads.between(since, end):
        if case := case_of_thread(thread):
            if talk := talks.get((thread.channel_id, thread.id)):
                shared[talk] = case
            else:
                yield case
    for conversation, escalated in app.conversation_log.between(earlier, end):
        turns = cases_of_conversation(conversation, escalated=escalated)
        if case := shared.pop(conversation.id, None):
            yield joined(case, turns) if turns else case
        else:
            yield from (turn for turn in turns if since <= turn.asked_at < end)
    yield from shared.values()


def _facts(case: Case, theme: int | None, team_of: Callable[[str], str]) -> CaseFacts:
    """What pages count of a case."""
    monday = case.asked_at.astimezone(UTC).date()
    conversation = case.key.split("/")[1] if case.origin is Origin.CONVERSATION else ""
    return CaseFacts(
        key=case.key,
        conversation_id=conversation,
        theme_id=theme,
        week=name_of(monday - timedelta(days=monday.weekday())),
        asked_at=case.asked_at,
        asker=case.asker,
        place=case.place,
        team=team_of(case.asker),
        is_public=case.is_public,
        minutes=case.minutes,
        solved=case.outcome is Outcome.SOLVED,
        unanswered=case.outcome is Outcome.UNANSWERED,
        by_dialtone=case.answer is not None,
        without_human=case.without_human,
        escalated=case.escalated,
        frustrated=case.frustrated,
    )


def _teams(app: App) -> Callable[[str], str]:
    """A person's team by their name, e-mail address or ref in the catalog; empty if unknown.

    People of a help channel are known by an id, and by what they are called there.
    """
    of: dict[str, str] = {}
    catalog = app.catalogs.load()
    for person in catalog.people.values():
        team = catalog.team_of(person)
        for name in (person.ref, person.name, person.email):
            if name and team:
                of.setdefault(name.casefold(), team.called)
    for source in app.sources.all():
        for person_id, name in app.people.all(source.id).items():
            if called := of.get(name.casefold()):
                of.setdefault(person_id.casefold(), called)
    return lambda person: of.get(person.casefold(), "")


def write_report(report: WeeklyReport, folder: Path, *, pdf: bool = True) -> Written:
    """Write every form of it into a folder, made where it is not there.

    A PDF is printed where there is a Chromium; without one, the HTML prints from any browser.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bodies = {
        "html": html_report(report),
        "md": markdown_report(report),
        "json": json_report(report),
        "csv": csv_report(report),
        "slack.json": json.dumps(slack_digest(report), ensure_ascii=False, indent=2) + "\n",
    }
    files = []
    for suffix, body in bodies.items():
        file = folder / f"report-{report.week}.{suffix}"
        file.write_text(body, encoding="utf-8")
        files.append(file)
    printed = folder / f"report-{report.week}.pdf"
    if pdf and _print(files[0], printed):
        files.append(printed)
    return Written(report, tuple(files))


def _print(page: Path, to: Path) -> bool:
    """Have Chromium print a page; whether it did."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return False
    with TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={profile}", f"--print-to-pdf={to.absolute()}"]
        try:
            # The page is ours and asks nothing of anybody, so that no sandbox is needed.
            subprocess.run(
                [*command, page.absolute().as_uri()],
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return to.is_file()
