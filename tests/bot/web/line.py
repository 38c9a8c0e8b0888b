"""A real help line for tests: real server, database and index; only the model is a scripted one."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from bot.web.app import create_app
from bot.web.server import make_server
from bot.web.site import Site
from core.settings import Settings
from core.source_settings import FolderSource
from dialtone.app import App
from dialtone.serving import listen
from dialtone.surface import Surface
from tests.hashing_embedder import HashingEmbedder

PAGES = {
    "rollback.md": """# Rollbacks

To roll back a deploy, run `harbor rollback` with the name of the service.

```console
$ harbor rollback parcel-api
```

## In the EU region

To roll back a deploy in the EU region, add `--region eu` to the command.
""",
    "quota.md": """# Quotas

The memory quota of a namespace is 64 GiB. To raise the memory quota, open a request.
""",
    "staff/pager.md": """---
audience: staff
---
# Pager secrets

The pager escalation password rotation happens on the second Tuesday of every quarter.
""",
}
ORIGIN = "https://portal.example.com"
OTHER_ORIGIN = "https://wiki.example.com"
ADMIN_KEY = "desk-key-for-tests"
FOUND = frozenset(("answered", "partial"))
"""Kinds of an answer that rests on pages; which of them is for the tests of retrieval to say."""
BASE_URL = "https://docs.example.com/guide"


class ScriptedApp(App):
    """An App whose model is a scripted one."""

    @cached_property
    def embedder(self) -> Any:
        return HashingEmbedder()


@dataclass(frozen=True, slots=True)
class Happened:
    """One server-sent event."""

    name: str
    data: dict[str, Any]
    id: int | None


@dataclass
class Person:
    """Somebody with a session."""

    client: httpx.Client
    session: dict[str, Any]
    origin: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session['token']}", "Origin": self.origin}

    def get(self, path: str, **more: str) -> httpx.Response:
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **more})

    def post(
        self, path: str, body: Any = None, key: str | None = "", **more: str
    ) -> httpx.Response:
        headers = {**self.headers, **more}
        if key is not None:
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        return self.client.post(f"/api/v1{path}", json=body, headers=headers)

    def conversation(self) -> str:
        response = self.post("/conversations")
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def ask(self, conversation: str, text: str, key: str = "") -> dict[str, Any]:
        response = self.post(f"/conversations/{conversation}/messages", {"text": text}, key)
        assert response.status_code == 200, response.text
        answered: dict[str, Any] = response.json()
        return answered

    @contextmanager
    def stream(
        self, path: str, body: Any = None, key: str = "", **more: str
    ) -> Iterator[Iterator[Happened]]:
        headers = {**self.headers, "Accept": "text/event-stream", **more}
        method = "GET" if body is None else "POST"
        if body is not None:
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        url = f"/api/v1{path}"
        with self.client.stream(method, url, json=body, headers=headers) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield read_events(response)


@dataclass
class Line:
    """A running help line."""

    url: str
    app: App
    surface: Surface
    client: httpx.Client
    _stop: Any = field(repr=False)

    def begin(self, jwt: str | None = None, origin: str = ORIGIN) -> httpx.Response:
        body = {"jwt": jwt} if jwt else {}
        headers = {"Origin": origin} if origin else {}
        return self.client.post("/api/v1/sessions", json=body, headers=headers)

    def person(self, jwt: str | None = None, origin: str = ORIGIN) -> Person:
        response = self.begin(jwt, origin)
        assert response.status_code == 201, response.text
        return Person(self.client, response.json(), origin)

    def admin(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = f"/api/v1/admin{path}"
        return self.client.request(method, url, json=body, headers={"X-API-Key": ADMIN_KEY})

    def stop(self) -> None:
        """Go down as on SIGTERM, and wait for the end."""
        self._stop()


def settings(home: Path, **web: Any) -> Settings:
    """Settings that do not get in a test's way."""
    limits = {"questions_per_minute": 10_000, "sessions_per_minute": 10_000}
    limits |= {"requests_per_minute": 100_000, "open_streams": 50, **web.pop("limits", {})}
    chosen: dict[str, Any] = {
        "origins": (ORIGIN, OTHER_ORIGIN),
        "admin_key": ADMIN_KEY,
        "limits": limits,
        **web,
    }
    database = chosen.pop("database", {})
    return Settings.model_validate({"home": home, "web": chosen, "database": database})


def write_pages(folder: Path, pages: dict[str, str] = PAGES) -> FolderSource:
    """The pages as a source."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return FolderSource(type="folder", name="guide", path=folder, base_url=BASE_URL)


@contextmanager
def running(app: App, surface: Surface | None = None, site: Site | None = None) -> Iterator[Line]:
    """Serve an App on a free port until the end of the block, with Slack where it has that."""
    surface = surface or Surface(app)
    served = create_app(surface.parts, warm=surface.warm, site=site, line=surface.slack())
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = make_server(served, surface.parts, "127.0.0.1", port)
    server.config.lifespan = "on"
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True
    )
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()

    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url, timeout=20) as client:
        until = time.monotonic() + 20
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        assert server.started
        try:
            yield Line(url, app, surface, client, stop)
        finally:
            stop()
            listener.close()


@contextmanager
def help_line(
    place: Path, pages: dict[str, str] = PAGES, site: Site | None = None, **web: Any
) -> Iterator[Line]:
    """A running help line that has read the pages."""
    with ScriptedApp(settings(place / "home", **web)) as app:
        app.ingest(write_pages(place / "pages", pages))
        with running(app, site=site) as line:
            yield line


def read_events(response: httpx.Response) -> Iterator[Happened]:
    """The events of a stream, as they come."""
    name, data, key = "", "", None
    for text in response.iter_lines():
        field_name, _, value = text.partition(": ")
        if field_name == "event":
            name = value
        elif field_name == "data":
            data = value
        elif field_name == "id":
            key = int(value)
        elif not text and name:
            yield Happened(name, json.loads(data), key)
            name, data, key = "", "", None


def wait_for(condition: Any, seconds: float = 10) -> None:
    """Until it holds; fails where it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
