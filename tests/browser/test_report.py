"""The weekly report in a browser: whole by itself, accessible, and fit to be printed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from analytics.report.html import html_report
from tests.analytics.report.test_weekly import LAST, reported
from tests.analytics.threads import planted_channel
from tests.browser.accessibility import violations


def test_the_report_is_whole_accessible_and_prints(
    contexts: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    threads = planted_channel(4)
    file = tmp_path / "report.html"
    week = LAST - timedelta(weeks=6)
    file.write_text(html_report(reported(threads, week).report), encoding="utf-8")
    page = contexts().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", name="Decisions that would save most")).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    expect(page.get_by_role("table", name="Load by week")).to_be_visible()
    assert violations(page) == []
    assert asked == [file.as_uri()]
    assert page.pdf(format="A4").startswith(b"%PDF")
