"""The bubble on the real server, with its real database and index; only the model is scripted."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from bot import messages
from bot.web.app import create_app
from bot.web.server import make_server
from bot.web.site import Site
from core.conversation import EscalationKind
from core.ports import Vectors
from dialtone.app import App
from dialtone.serving import listen
from dialtone.surface import Surface
from tests.bot.web.line import ADMIN_KEY, settings, write_pages
from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.service import PORTAL
from tests.hashing_embedder import HashingEmbedder


class HeldEmbedder(HashingEmbedder):
    """Answers wait for it while it is held."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.free.wait(30)
        return super().embed_queries(texts)


class HeldApp(App):
    """An App whose model is a held one."""

    @cached_property
    def embedder(self) -> Any:
        return HeldEmbedder()


class Line:
    """The real server on one port, to be stopped and started again over the same home."""

    def __init__(self, place: Path) -> None:
        self.app = HeldApp(settings(place / "home"))
        self.app.ingest(write_pages(place / "pages"))
        self.embedder: HeldEmbedder = self.app.embedder
        self.port = 0
        self._stop: Any = None

    def start(self) -> None:
        surface = Surface(self.app)
        surface.parts.stopping.grace = 0.1
        served = create_app(surface.parts, warm=surface.warm, site=Site(front=PORTAL))
        listener = listen("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        server = make_server(served, surface.parts, "127.0.0.1", self.port)
        run = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        run.start()
        while not server.started:
            run.join(0.01)

        def stop() -> None:
            server.should_exit = True
            run.join(30)
            listener.close()

        self._stop = stop

    def stop(self) -> None:
        """Go down as on SIGTERM."""
        self._stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.url}/api/v1/admin{path}"
        answer = httpx.request(method, url, json=body, headers={"X-API-Key": ADMIN_KEY})
        assert answer.is_success, answer.text
        return answer.json()


@contextmanager
def started(place: Path) -> Iterator[Line]:
    line = Line(place)
    with line.app:
        line.start()
        try:
            yield line
        finally:
            line.embedder.free.set()
            line.stop()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with started(tmp_path_factory.mktemp("door")) as running:
        yield running


@pytest.fixture
def door(line: Line, visit: Visit) -> Bubble:
    """The open bubble on the portal that the real server shows."""
    shown = visit(line.url + "/")
    shown.launcher.click()
    expect(shown.page.get_by_text("Ask me anything about the platform")).to_be_visible()
    return shown


def test_ask_follow_up_open_judge_and_reload(door: Bubble) -> None:
    door.ask("How do I roll back a deploy?")
    door.answered()
    expect(door.log).to_contain_text("harbor rollback")
    link = door.log.get_by_role("list", name="Sources").get_by_role("link").first
    expect(link).to_have_attribute("href", "https://docs.example.com/guide/rollback")
    door.ask("and in the EU region?")
    door.answered(2)
    expect(door.log).to_contain_text("--region eu")
    door.log.get_by_role("button", name="Yes, it helped").first.click()
    door.page.keyboard.press("Escape")
    door.sent()
    door.page.reload()
    door.answered(2)
    up = door.log.get_by_role("button", name="Yes, it helped").first
    expect(up).to_have_attribute("aria-pressed", "true")


def test_unknown_then_human_then_emergency(door: Bubble, line: Line) -> None:
    door.ask("Which wallpaper does the cafeteria have?")
    door.answered()
    door.log.get_by_role("button", name="Talk to a human").click()
    expect(door.presence).to_have_text("A human has been asked")
    # Soon it is told who has it, too: that is another line.
    asked = door.log.locator(".system", has_text=messages.handed_over(EscalationKind.HUMAN))
    expect(asked).to_have_count(1)
    newest = line.admin("GET", "/escalations")["escalations"][0]
    reply = {"author": "Mina", "text": "**Blue**, I think."}
    line.admin("POST", f"/conversations/{newest['conversation_id']}/replies", reply)
    expect(door.log.locator(".human strong")).to_have_text("Blue")
    expect(door.presence).to_have_text("Mina is here")
    door.ask("Thank you!")
    expect(door.page.locator(".mine:not(.pending)").last).to_contain_text("Thank you!")
    door.emergency.click()
    door.confirm.get_by_role("button", name="Yes, alert on-call").click()
    alarmed = door.log.locator(".system", has_text=messages.handed_over(EscalationKind.EMERGENCY))
    expect(alarmed).to_have_count(1)
    assert line.admin("GET", "/escalations")["escalations"][0]["kind"] == "emergency"


def test_restart_in_mid_answer(door: Bubble, line: Line) -> None:
    line.embedder.free.clear()
    door.ask("How do I roll back a bad deploy?")  # what was asked before would not wait for it
    expect(door.live).to_contain_text("Searching 1 source")
    threading.Timer(0.5, line.embedder.free.set).start()  # its thread must end before the server
    line.stop()
    line.start()
    door.answered()
    door.ask("and in the EU region?")
    door.answered(2)
    expect(door.log.locator(".say")).to_have_count(2)
    expect(door.live).to_be_hidden()
