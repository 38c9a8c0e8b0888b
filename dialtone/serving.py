"""Running the web surface of one App until it is told to stop."""

import contextlib
import os
import signal
import socket
from dataclasses import replace
from types import FrameType

from rich.console import Console

from bot.web.app import create_app
from bot.web.server import make_server
from bot.web.site import Shelf, Site
from core.errors import UserError
from core.records import Document
from core.settings import compute_on_one_core_at_a_time
from dialtone.app import App
from dialtone.interpreter import settle, take_short_turns
from dialtone.lessons import LEARNED, is_public
from dialtone.slack import how_slack_reaches
from dialtone.surface import Surface
from dialtone.weekly import WeeklyReports
from ingest.sources.lessons import page_of


def serve_until_stopped(
    app: App, out: Console, listener: socket.socket, *, site: Site | None = None
) -> None:
    """Serve on that socket until Ctrl-C or SIGTERM."""
    compute_on_one_core_at_a_time()
    if (os.cpu_count() or 1) > 1:
        app.answer_apart()
    if not app.settings.vectors.url:
        # Another process that owns the embedded index is a mistake to name now, not at a question.
        app.index.claim()
    take_short_turns()
    surface = Surface(app)

    def warm() -> None:
        surface.warm()
        settle()

    slack = surface.slack()
    served = create_app(
        surface.parts,
        warm=warm,
        site=with_learned(app, site),
        line=slack,
        insights=surface.insights(),
    )
    _say_where(out, app, address(app, listener))
    name, port = listener.getsockname()[:2]
    server = make_server(served, surface.parts, str(name), int(port))
    # When uvicorn has shut down, it raises the signal again that told it to.
    signal.signal(signal.SIGTERM, _stop)
    reports = WeeklyReports(app)
    reports.start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        reports.close()


def with_learned(app: App, site: Site | None) -> Site:
    """A site, and the pages that humans' approved answers make: where their links lead."""

    def find(path: str) -> Document | None:
        lesson = app.human.learning.lessons.get(path.strip("/"))
        return page_of(lesson) if lesson and is_public(lesson) else None

    site = site or Site()
    return replace(site, shelves=(*site.shelves, Shelf(LEARNED, find)))


def address(app: App, listener: socket.socket) -> str:
    """Where people find what is served on that socket."""
    name, port = listener.getsockname()[:2]
    host = f"[{name}]" if ":" in name else name
    return app.settings.web.public_url or f"http://{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises UserError where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise UserError(
            f"Cannot listen on {host}:{port}: {error.strerror or error}.",
            "Stop what listens there, or choose another with --port.",
        ) from error
    return listener


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say_where(out: Console, app: App, here: str) -> None:
    out.print(f"Dialtone answers at [bold cyan]{here}/[/]")
    out.print(
        f'  on any page:  <script src="{here}/widget.js"></script>', markup=False, soft_wrap=True
    )
    out.print(f"  API:          {here}/openapi.json", soft_wrap=True)
    out.print(f"  ready:        {here}/readyz", soft_wrap=True)
    if app.settings.slack.enabled:
        out.print(f"  Slack:        {how_slack_reaches(app, here)}", soft_wrap=True)
    if folder := app.settings.report.folder:
        out.print(f"  reports:      every week in {folder}", markup=False, soft_wrap=True)
    if not app.sources.all():
        out.print("  Nothing is indexed yet: dialtone ingest folder ./docs --source docs")
    out.print("[dim]Ctrl-C ends it.[/]")
