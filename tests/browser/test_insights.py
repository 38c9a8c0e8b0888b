"""The page of insights: themes of any weeks, their questions, and what was done about them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from core.db.cases import CaseFacts
from core.thread import Outcome, Speaker, Thread, ThreadMessage
from dialtone.app import App
from tests.bot.web.line import ADMIN_KEY, Line, help_line
from tests.browser.accessibility import violations
from tests.browser.bubble import SHOTS

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SUCH_AS = "Deploys hang at <i>canary</i>"
HOSTILE = "Why does `<img src=x onerror=alert(1)>` fail?"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with help_line(tmp_path) as running:
        _count(running.app)
        yield running


def _count(app: App) -> None:
    """Three themes: one of five people, one of two, and one that is private."""
    source = app.sources.open("help", "slack-export", "/export")
    facts = []
    for number in range(12):
        theme = (1, 1, 1, 1, 1, 2, 2, 3, 3, 3, None, None)[number]
        at = MONDAY + timedelta(days=number)
        asked = ThreadMessage(f"{number}", f"U{number}", Speaker.ASKER, f"{HOSTILE} {number}", at)
        link = f"https://fernway.slack.com/archives/C1/p{number}"
        thread = Thread(
            "help", "help", "C1", f"{number}", (asked,), Outcome.UNANSWERED, permalink=link
        )
        app.threads.save(source, [(thread, "f" * 64)])
        year, week, _ = at.isocalendar()
        facts.append(
            CaseFacts(
                key=f"help/C1/{number}",
                conversation_id="",
                theme_id=theme,
                week=f"{year}-W{week:02}",
                asked_at=at,
                asker=f"U{number % 2 if theme == 2 else number}",
                place="#help",
                team="Atlas" if number % 2 else "Borealis",
                is_public=theme != 3,
                minutes=10.0,
                solved=False,
                unanswered=True,
                by_dialtone=False,
                without_human=False,
                escalated=False,
                frustrated=False,
            )
        )
    names = {1: "deploys hang <b>", 2: "two people's secret", 3: "private matters"}
    newest = {"id": 1, "such_as": SUCH_AS, "judged": {"kind": "bug", "evidence": "five fail"}}
    app.theme_book.save("2026-W10", names, {}, json.dumps({"themes": [newest]}))
    app.cases.replace(["2026-W10", "2026-W11"], facts)


def enter(page: Page, line: Line, key: str = ADMIN_KEY) -> None:
    page.goto(f"{line.url}/insights")
    page.get_by_label("API key, or the token of your portal").fill(key)
    page.get_by_role("button", name="Show insights").click()


def test_a_wrong_key_shows_nothing(line: Line, page: Page) -> None:
    enter(page, line, "nonsense")
    expect(page.get_by_role("alert")).to_contain_text("API key is missing or not known")
    assert violations(page) == []


def test_a_theme_is_opened_and_what_was_done_is_noted(line: Line, page: Page) -> None:
    enter(page, line)
    expect(page.get_by_role("status")).to_contain_text("12 questions")
    expect(page.get_by_text("two people's secret")).to_have_count(0)
    expect(page.get_by_role("rowheader")).to_have_text(
        [f"deploys hang <b>such as “{SUCH_AS}”", "private matters"]
    )
    page.get_by_role("button", name="deploys hang <b>").click()
    theme = page.get_by_role("region", name="deploys hang <b>")
    expect(theme).to_contain_text(f"such as “{SUCH_AS}”")
    expect(theme.get_by_role("listitem").filter(has_text="Why does")).to_have_count(5)
    assert violations(page) == []
    theme.get_by_label("What was done").fill("Deploys roll back by themselves")
    theme.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("status")).to_contain_text("Noted")
    noted = page.get_by_role("listitem").filter(has_text="roll back by themselves")
    expect(noted).to_have_count(1)
    page.screenshot(path=SHOTS / "insights.png", full_page=True)
    assert [done.what for done in line.app.theme_book.interventions()] == [
        "Deploys roll back by themselves"
    ]


def test_filters_cut_by_week_and_team(line: Line, page: Page) -> None:
    enter(page, line)
    page.get_by_label("To week").select_option("2026-W10")
    expect(page.get_by_role("status")).to_contain_text("7 questions")
    page.get_by_label("Asking team").select_option("Atlas")
    expect(page.get_by_role("status")).to_contain_text("3 questions")
    expect(page.get_by_label("Asking team")).to_be_focused()
    assert violations(page) == []


def test_private_questions_and_small_themes_are_not_told(line: Line) -> None:
    with httpx.Client(base_url=f"{line.url}/api/v1/admin", headers={"X-API-Key": ADMIN_KEY}) as api:
        found = api.get("/insights").json()
        told = {one["id"]: one["such_as"] for one in found["themes"]}
        assert told == {1: SUCH_AS, 3: ""}, found
        assert api.get("/insights/themes/3").json()["questions"] == []
        assert api.get("/insights/themes/2").status_code == 404
        assert api.get("/insights/themes/99").status_code == 404
        refused = api.post("/insights/themes/2/interventions", json={"text": "x"})
        assert refused.status_code == 404
        late = api.post(
            "/insights/themes/1/interventions", json={"text": "x", "since": "2999-01-01"}
        )
        assert late.status_code == 422
        assert api.get("/insights", params={"since": "last week"}).status_code == 422
