"""A language model that dies in mid-answer, as the person at the bubble sees it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.web.site import Site
from core.model_settings import Model
from tests.bot.web.line import PAGES, running, settings, write_pages
from tests.bot.written_app import ASKED, TURNED, WrittenApp, said
from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.service import PORTAL
from tests.scripted_model import ScriptedModel


@contextmanager
def half_an_answer(
    visit: Visit, place: Path, scripts: list[list[Any]], seconds: int
) -> Iterator[tuple[Bubble, ScriptedModel]]:
    """A bubble that shows the first sentence of an answer, whose model goes on as scripted."""
    model = Model(name="scripted:model", tries=1, seconds=seconds)
    with WrittenApp(settings(place / "home").model_copy(update={"model": model})) as app:
        app.model = ScriptedModel(scripts=scripts)
        app.ingest(write_pages(place / "pages", PAGES))
        with running(app, site=Site(front=PORTAL)) as line:
            bubble = visit(f"{line.url}/")
            bubble.launcher.click()
            expect(bubble.page.get_by_text("Ask me anything about the platform")).to_be_visible()
            bubble.ask(ASKED)
            expect(bubble.live).to_contain_text("of the service to roll back")
            yield bubble, app.model


@pytest.mark.parametrize("how", ["dies", "hangs", "garbage"])
def test_half_an_answer_gives_way_to_a_whole_one(visit: Visit, tmp_path: Path, how: str) -> None:
    go, never = threading.Event(), threading.Event()
    ends: Any = {"dies": RuntimeError("cut"), "hangs": never, "garbage": "\ufffd{" * 200_000}[how]
    scripts: list[list[Any]] = [[said(TURNED), "\n", go, ends]]
    with half_an_answer(visit, tmp_path, scripts, 4 if how == "hangs" else 60) as (bubble, _):
        go.set()
        bubble.answered()
        bubble.shot(f"desktop-written-{how}")
        expect(bubble.panel).to_contain_text("harbor rollback")
        expect(bubble.panel).not_to_contain_text("of the service to roll back")
        bubble.page.reload()
        bubble.answered()
        expect(bubble.panel).not_to_contain_text("of the service to roll back")
        never.set()


def test_an_answer_can_be_stopped_by_key_and_keeps_what_was_said(
    visit: Visit, tmp_path: Path
) -> None:
    never = threading.Event()
    scripts: list[list[Any]] = [[said(TURNED), "\n", never], [said(TURNED)]]
    with half_an_answer(visit, tmp_path, scripts, 600) as (bubble, model):
        stop = bubble.page.get_by_role("button", name="Stop this answer")
        expect(stop).to_be_visible()
        bubble.shot("desktop-stoppable")
        # The composer has the focus: the way back from it leads there first.
        for _ in range(12):
            bubble.page.keyboard.press("Shift+Tab")
            if stop.evaluate("button => button === button.getRootNode().activeElement"):
                break
        bubble.page.keyboard.press("Enter")
        bubble.answered()
        expect(bubble.live).to_be_hidden()
        expect(bubble.input).to_be_focused()
        expect(bubble.log).to_contain_text("of the service to roll back")
        expect(bubble.log).to_contain_text("Stopped before the answer was finished.")
        bubble.shot("desktop-stopped")
        bubble.sent()
        bubble.page.reload()
        bubble.answered()
        expect(bubble.log).to_contain_text("Stopped before the answer was finished.")
        # Nobody asks again by itself: that is for answers that were cut.
        assert len(model.prompts) == 1
        bubble.ask(ASKED)
        bubble.answered(2)
        never.set()
