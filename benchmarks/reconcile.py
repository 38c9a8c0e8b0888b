"""Do the weekly reports say what the raw messages say? Every figure is counted a second time.

python -m benchmarks.reconcile EXPORT --channels helpdesk --until 2021-W07 --weeks 10 --out reports

Reads an export into a home of its own, makes the report of each week in turn, and counts the same
weeks from the JSON of the export with other code (tests/recount.py). Two things are taken from what
Dialtone stored, because they are judgements: which posts it put below an earlier question, and
which theme a question is in. All else has to come out the same; what does not is printed, and the
exit status is 1.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from analytics.report.weeks import begin, monday
from benchmarks.report import publish
from core.ports import Embedder, Vectors
from core.settings import Settings
from core.thread import Thread
from dialtone.app import App
from dialtone.reporting import make_report, write_report
from ingest.sources.slack.export import SlackExport
from tests.recount import Talk, asked_in, count, differences, messages, programs, talks

_SOURCE = "export"


def main() -> None:
    """Make the reports and count them again."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("export", type=Path, help="the folder that Slack exported")
    parser.add_argument("--channels", nargs="+", required=True, metavar="NAME")
    parser.add_argument("--until", required=True, metavar="WEEK", help="such as 2021-W07")
    parser.add_argument("--weeks", type=int, default=10, metavar="COUNT")
    parser.add_argument("--out", type=Path, help="where the reports go; nowhere by default")
    arguments = parser.parse_args()
    if not (arguments.export / "channels.json").is_file():
        parser.exit(2, f"{arguments.export} is no export of Slack: it has no channels.json.\n")
    with tempfile.TemporaryDirectory() as home, _Remembering(Settings(home=Path(home))) as app:
        rows = list(_reconciled(app, arguments))
    publish("reconcile", rows, channels=arguments.channels)
    sys.exit(any(row["differ"] or row["lost"] for row in rows))


def _reconciled(app: App, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    channels: Sequence[str] = arguments.channels
    export = SlackExport(_SOURCE, arguments.export, channels=tuple(channels), workspace="export")
    app.history.read(export, app.sources.open(_SOURCE, "slack-export", "export"))
    stored = list(app.threads.between(begin(date(2000, 1, 1)), begin(date(2100, 1, 1))))
    bots = programs(arguments.export)
    found = _talks(arguments.export, channels, stored)
    told = {f"{one.source}/{one.path}": {said.id for said in one.messages} for one in stored}
    last = monday(arguments.until)
    for back in range(arguments.weeks - 1, -1, -1):
        start = last - timedelta(weeks=back)
        began = time.perf_counter()
        report = make_report(app, start)
        seconds = time.perf_counter() - began
        if arguments.out:
            write_report(report, arguments.out, pdf=False)
        body = json.loads(app.theme_book.report(report.week) or "{}")
        unlike = differences(body, found, app.theme_book.known().theme_of, bots)
        print(*unlike, sep="\n", end="\n" if unlike else "")
        week = asked_in(found, start)
        raw = count(week, bots)
        lost = [
            key
            for key, talk in week.items()
            if count({key: talk}, bots).questions
            and {wire["ts"] for wire in talk} != told.get(key, set())
        ]
        yield {
            "week": report.week,
            "questions": report.this.questions,
            "raw": raw.questions,
            "hours": report.this.hours,
            "raw hours": raw.hours,
            "unanswered": report.this.unanswered,
            "silent": raw.silent,
            "themes": len(report.themes),
            "in none": report.unassigned,
            "differ": len(unlike),
            "lost": len(lost),
            "seconds": seconds,
        }


def _talks(export: Path, channels: Sequence[str], stored: Sequence[Thread]) -> dict[str, Talk]:
    """The raw threads by the keys of their questions."""
    below = {
        (thread.channel, said.id): thread.id
        for thread in stored
        if thread.joined
        for said in thread.messages[1:]
    }
    listed = json.loads((export / "channels.json").read_text(encoding="utf-8"))
    found: dict[str, Talk] = {}
    for channel in channels:
        ids = [entry["id"] for entry in listed if entry["name"] == channel]
        mine = {ts: head for (name, ts), head in below.items() if name == channel}
        for head, talk in talks(messages(export, channel), mine).items():
            found[f"{_SOURCE}/{ids[0]}/{head}"] = talk
    return found


class _Once:
    """An embedder that embeds each question once: the windows of two weeks share eleven."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.model, self.dimensions = embedder.model, embedder.dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known.update(zip(fresh, self._embedder.embed_passages(fresh), strict=True))
        rows = [self._known[text] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimensions)


class _Remembering(App):
    @cached_property
    def embedder(self) -> Embedder:
        return _Once(super().embedder)


if __name__ == "__main__":
    main()
