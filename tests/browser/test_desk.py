"""The desk page: whoever answers sees who waits, claims, answers, and the asker reads it live."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bot.web.line import ADMIN_KEY, Line, help_line
from tests.browser.accessibility import violations
from tests.browser.bubble import SHOTS


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with help_line(tmp_path) as running:
        yield running


def enter(page: Page, line: Line, key: str = ADMIN_KEY) -> None:
    page.goto(f"{line.url}/desk")
    page.get_by_label("Your name, as askers see it").fill("Dana")
    page.get_by_label("API key, or the token of your portal").fill(key)
    page.get_by_role("button", name="Open the desk").click()


def test_wrong_key_opens_nothing(line: Line, page: Page) -> None:
    enter(page, line, "nonsense")
    expect(page.get_by_role("alert")).to_have_text("That key opens nothing here.")
    assert violations(page) == []


def test_call_is_claimed_answered_and_resolved(line: Line, page: Page) -> None:
    ada = line.person()
    talk = ada.conversation()
    ada.ask(talk, "How do I roll back a deploy in the EU region?")
    ada.post(f"/conversations/{talk}/human", {"note": "It hangs <script>alert(1)</script>"})
    enter(page, line)
    call = page.get_by_role("button", name="Call for triage")
    expect(call).to_contain_text("waiting")
    expect(call).to_contain_text("Nobody could be told")
    call.click()
    expect(page.get_by_role("heading", name="Call of somebody who did not sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("no notifier is set up")
    expect(page.get_by_text("alert(1)").first).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=SHOTS / "desk-call.png", full_page=True)

    page.get_by_role("button", name="Claim").click()
    expect(page.locator("dd").get_by_text("claimed by Dana")).to_be_visible()
    page.get_by_label("Answer somebody who did not sign in").fill("Is it `parcel-api`?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".said.human")).to_contain_text("parcel-api")
    read = ada.get(f"/conversations/{talk}").json()
    assert [m["text"] for m in read["messages"] if m["role"] in ("system", "human")][-2:] == [
        "Dana is looking at this.",
        "Is it `parcel-api`?",
    ]
    assert read["state"] == "with_human"

    ada.ask(talk, "Yes, since noon.")
    expect(page.get_by_text("Yes, since noon.")).to_be_visible()
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    page.screenshot(path=SHOTS / "desk-resolved.png", full_page=True)
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Claim")).to_be_visible()


def test_narrow_screen(line: Line, page: Page) -> None:
    ada = line.person()
    talk = ada.conversation()
    ada.post(f"/conversations/{talk}/emergency", {"confirmed": True, "note": "Depots stand still."})
    page.set_viewport_size({"width": 380, "height": 800})
    enter(page, line)
    page.get_by_role("button", name="Emergency for triage").click()
    expect(page.get_by_role("heading", name="Emergency of somebody")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.screenshot(path=SHOTS / "desk-narrow.png", full_page=True)
