"""A language model that dies in mid-answer, as the person at the bubble sees it."""

import threading
from pathlib import Path

from playwright.sync_api import expect

from bot.web.site import Site
from core.model_settings import Model
from tests.bot.web.line import PAGES, running, settings, write_pages
from tests.bot.written_app import ASKED, WrittenApp, said
from tests.browser.conftest import Visit
from tests.browser.service import PORTAL
from tests.scripted_model import ScriptedModel

MINE = "Run `harbor rollback` with the name of the service to roll back a deploy."


def test_half_an_answer_gives_way_to_a_whole_one(visit: Visit, tmp_path: Path) -> None:
    go = threading.Event()
    model = Model(name="scripted:model", tries=1)
    with WrittenApp(settings(tmp_path / "home").model_copy(update={"model": model})) as app:
        app.model = ScriptedModel(scripts=[[said(MINE), "\n", go, RuntimeError("cut")]])
        app.ingest(write_pages(tmp_path / "pages", PAGES))
        with running(app, site=Site(front=PORTAL)) as line:
            bubble = visit(f"{line.url}/")
            bubble.launcher.click()
            expect(bubble.page.get_by_text("Ask me anything about the platform")).to_be_visible()
            bubble.ask(ASKED)
            expect(bubble.live).to_contain_text("of the service to roll back")
            go.set()
            bubble.answered()
            bubble.shot("desktop-written-cut")
            expect(bubble.panel).to_contain_text("harbor rollback")
            expect(bubble.panel).not_to_contain_text("of the service to roll back")
            bubble.page.reload()
            bubble.answered()
            expect(bubble.panel).not_to_contain_text("of the service to roll back")
