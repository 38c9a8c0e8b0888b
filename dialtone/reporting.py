"""The weekly report of this Dialtone: read what was asked, find themes, keep and write it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.case import Case
from analytics.cases import case_of_thread, cases_of_conversation
from analytics.effect import Intervention
from analytics.report.forms import csv_report, json_report, markdown_report, slack_digest
from analytics.report.html import html_report
from analytics.report.record import WeeklyReport
from analytics.report.weekly import WINDOW, weekly_report
from analytics.report.weeks import begin
from dialtone.app import App
from dialtone.theming import question_vectors

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
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
    made = weekly_report(
        cases,
        texts,
        vectors,
        start,
        known=known.theme_of,
        names=known.names,
        next_id=known.next_id,
        interventions=[
            Intervention(item.id, item.theme_id, item.what, item.on)
            for item in app.theme_book.interventions()
        ],
    )
    names = {row.id: row.name for row in made.report.themes}
    app.theme_book.save(made.report.week, names, made.theme_of, json_report(made.report))
    return made.report


def read_cases(app: App, first: date, until: date) -> Iterator[Case]:
    """Every question from `first` to before `until`: threads, then conversations."""
    since, end = begin(first), begin(until)
    for thread in app.threads.between(since, end):
        if case := case_of_thread(thread):
            yield case
    # A conversation may have begun before its question was asked.
    for conversation, escalated in app.conversation_log.between(since - timedelta(days=7), end):
        for case in cases_of_conversation(conversation, escalated=escalated):
            if since <= case.asked_at < end:
                yield case


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
