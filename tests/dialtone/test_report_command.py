"""`dialtone report` and `dialtone intervention`, from stored threads to files."""

import json
from pathlib import Path

import pytest

from core.db.threads import Threads
from core.settings import load
from dialtone.app import App
from tests.analytics.threads import planted_channel
from tests.dialtone.conftest import Dialtone


@pytest.fixture
def channel(place: Path) -> None:
    with App(load(home=place / "home")) as app:
        source = app.sources.open("chat", "slack-export", "export")
        threads = planted_channel(2)
        Threads(app.database).save(source, [(thread, thread.id) for thread in threads])


@pytest.mark.usefixtures("channel")
def test_a_report_and_what_came_of_an_intervention(dialtone: Dialtone, place: Path) -> None:
    made = dialtone("report", "--week", "2026-W39", "--out", "out", "--json").json
    names = [Path(file).name.removeprefix("report-2026-W39.") for file in made["files"]]
    assert names == ["html", "md", "json", "csv", "slack.json", "pdf"]
    assert (place / "out/report-2026-W39.pdf").read_bytes().startswith(b"%PDF")
    body = json.loads((place / "out/report-2026-W39.json").read_text())
    assert body["this"]["questions"] == 42
    theme = body["themes"][0]["id"]
    added = dialtone("intervention", "add", theme, "a bot grants it", "--date", "2026-09-20")
    assert added.code == 0
    listed = dialtone("intervention", "list", "--json").json["interventions"]
    assert [item["what"] for item in listed] == ["a bot grants it"]
    dialtone("report", "--week", "2026-W39", "--out", "out", "--no-pdf")
    assert "a bot grants it" in (place / "out/report-2026-W39.html").read_text()
    again = json.loads((place / "out/report-2026-W39.json").read_text())
    assert [row["id"] for row in again["themes"]] == [row["id"] for row in body["themes"]]


def test_without_questions_there_is_a_report_that_says_so(dialtone: Dialtone, place: Path) -> None:
    assert (
        "Nobody asked" in dialtone("report", "--week", "2026-W39", "--out", "out", "--no-pdf").out
    )
    assert (place / "out/report-2026-W39.slack.json").is_file()


@pytest.mark.parametrize("week", ["2026-39", "2026-W60", "soon"])
def test_a_week_is_written_as_iso_has_it(dialtone: Dialtone, week: str) -> None:
    done = dialtone("report", "--week", week)
    assert done.code == 2
    assert week in done.err


def test_an_intervention_needs_a_theme_a_deed_and_a_date(dialtone: Dialtone) -> None:
    assert "no theme 5" in dialtone("intervention", "add", 5, "x").err
    assert "not a date" in dialtone("intervention", "add", 5, "x", "--date", "soon").err
    assert dialtone("intervention", "add", 5, " ").code == 2
    assert "Nothing is recorded" in dialtone("intervention", "list").out
