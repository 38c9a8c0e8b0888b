"""A real HTTP server on loopback whose pages a test writes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says to one address."""

    body: bytes | Callable[[], Iterable[bytes]] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came in."""

    target: str
    headers: Mapping[str, str]


class Site:
    """Serves `pages` (path with query -> Reply, bytes or markup) until it is left."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | str] = {}
        self.fallback: Callable[[str], Reply | str | None] = lambda target: None
        self.asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._running = False

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def targets(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [asked.target for asked in self.asked if asked.target != "/robots.txt"]

    def link(self, path: str, *targets: str, text: str = "", title: str = "") -> None:
        """Serve a page that links to others."""
        links = "".join(f'<a href="{target}">{target}</a> ' for target in targets)
        title = title or f"Page {path}"
        text = text or f"This is {path}."
        self.pages[path] = f"<h1>{title}</h1><p>{text}</p><nav>{links}</nav>"

    def stop(self) -> None:
        if self._running:
            self._running = False
            self._server.shutdown()
            self._server.server_close()

    def __enter__(self) -> Self:
        self._running = True
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Threads that still feed an endless body end when the crawler hangs up; nobody waits.
    block_on_close = False
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """The crawler hanging up on a hostile page is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes; waiting to join them costs 40 ms a page.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.asked.append(Asked(self.path, dict(self.headers.items())))
        reply = site.pages.get(self.path) or site.fallback(self.path) or Reply(b"", 404)
        if isinstance(reply, str):
            reply = Reply(reply.encode())
        if isinstance(reply.body, bytes):
            self._send(reply, reply.body)
        else:
            self._stream(reply, reply.body())

    def _send(self, reply: Reply, body: bytes) -> None:
        self._head(reply)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, chunks: Iterable[bytes]) -> None:
        self.close_connection = True
        self._head(reply)
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)

    def _head(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in reply.headers.items():
            self.send_header(name, value)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""
