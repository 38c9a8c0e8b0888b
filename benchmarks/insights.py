"""How soon does the page of insights answer, over so many counted questions?

python -m benchmarks.insights --questions 100000

Questions, askers and themes are made up: 400 themes of unequal weight over 52 weeks, a report of
the newest week with all of them, and a server of its own in this process, asked over HTTP.
"""

import argparse
import json
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import publish
from core.db.cases import CaseFacts
from dialtone.app import App
from tests.bot.web.line import Line, help_line

_THEMES, _WEEKS, _ASKERS, _TEAMS = 400, 52, 5000, 40
_TURNS = 40
_FIRST = date(2026, 1, 5)
_PAGES = {
    "everything": "",
    "eight weeks": "?since=2026-W40&until=2026-W47",
    "one team": "?team=team-3",
    "one kind": "?kind=docs%20gap",
    "the largest theme": "/themes/1",
    "it, for one team": "/themes/1?team=team-3",
}


def main() -> None:
    """Fill a home and ask every page of it some times."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--questions", type=int, default=100_000, metavar="COUNT")
    count = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as folder, help_line(Path(folder)) as line:
        _fill(line.app, count)
        rows = [_timed(line, name, path) for name, path in _PAGES.items()]
    publish("insights", rows, questions=count)


def _fill(app: App, count: int) -> None:
    chance = np.random.default_rng(0)
    weight = 1 / np.arange(1, _THEMES + 1) ** 0.7
    themes = chance.choice(_THEMES, count, p=weight / weight.sum()) + 1
    askers, weeks = chance.integers(0, _ASKERS, count), chance.integers(0, _WEEKS, count)
    facts = [
        _facts(row, int(themes[row]), int(askers[row]), int(weeks[row])) for row in range(count)
    ]
    names = {number: f"Renewing certificate number {number}" for number in range(1, _THEMES + 1)}
    nothing = {"kind": "docs gap", "confidence": 0.5, "evidence": "a human explained it"}
    rows = [{"id": key, "name": name, "judged": nothing} for key, name in names.items()]
    of = {one.key: one.theme_id for one in facts if one.theme_id}
    app.theme_book.save(_week(_WEEKS - 1), names, of, json.dumps({"themes": rows}))
    app.cases.replace([_week(number) for number in range(_WEEKS)], facts)


def _facts(row: int, theme: int, asker: int, week: int) -> CaseFacts:
    day = _FIRST + timedelta(weeks=week)
    return CaseFacts(
        key=f"help/C{row % 20}/{row}",
        conversation_id="",
        theme_id=theme if row % 20 else None,
        week=_week(week),
        asked_at=datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=row),
        asker=f"U{asker}",
        place="#help",
        team=f"team-{asker % _TEAMS}",
        is_public=True,
        minutes=float(row % 30),
        solved=row % 3 == 0,
        unanswered=row % 7 == 0,
        by_dialtone=row % 5 == 0,
        without_human=row % 10 == 0,
        escalated=row % 11 == 0,
        frustrated=row % 13 == 0,
    )


def _week(number: int) -> str:
    year, week, _ = (_FIRST + timedelta(weeks=number)).isocalendar()
    return f"{year}-W{week:02}"


def _timed(line: Line, name: str, path: str) -> dict[str, Any]:
    took = []
    for _ in range(_TURNS):
        began = time.perf_counter()
        answered = line.admin("GET", f"/insights{path}")
        took.append(1000 * (time.perf_counter() - began))
        assert answered.status_code == 200, answered.text
    took.sort()
    return {
        "page": name,
        "ms p50": round(statistics.median(took), 1),
        "ms p95": round(took[int(0.95 * len(took))], 1),
        "ms at most": round(took[-1], 1),
        "kB": len(answered.content) // 1000,
    }


if __name__ == "__main__":
    main()
