"""A running server with teams behind it, and its desk page as whoever answers meets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from core.settings import Settings
from dialtone.demo.session import CATALOG
from dialtone.serving import with_learned
from tests.bot.web.line import ADMIN_KEY, ORIGIN, Line, ScriptedApp, running, write_pages

PUBLIC = "https://help.example.com"


@contextmanager
def office_line(
    place: Path, web: dict[str, Any] | None = None, catalog: Path = CATALOG, **escalation: Any
) -> Iterator[Line]:
    """A help line that knows the sample catalog and reads it again every half second."""
    chosen = {
        "home": place / "home",
        "web": {"admin_key": ADMIN_KEY, "origins": (ORIGIN,), "public_url": PUBLIC, **(web or {})},
        "catalog": {"path": catalog, "refresh_minutes": 0.005},
        "escalation": {"triage": "team-devex", **escalation},
    }
    with ScriptedApp(Settings.model_validate(chosen)) as app:
        app.ingest(write_pages(place / "pages"))
        with running(app, site=with_learned(app, None)) as line:
            yield line


def enter(page: Page, line: Line, key: str = ADMIN_KEY, name: str = "Dana") -> None:
    """Open the desk."""
    page.goto(f"{line.url}/desk")
    page.get_by_label("Your name, as askers see it").fill(name)
    page.get_by_label("API key, or the token of your portal").fill(key)
    page.get_by_role("button", name="Open the desk").click()


def call(line: Line, question: str, note: str = "") -> tuple[Any, str]:
    """Somebody asks, and then for a human: the person, and their conversation."""
    person = line.person()
    talk = person.conversation()
    person.ask(talk, question)
    person.post(f"/conversations/{talk}/human", {"note": note})
    return person, talk
