"""The pages that the server itself shows: the bubble's script, the full page, and a site's own."""

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.problems import documented

STATIC = Path(__file__).parent / "static"
SCRIPT = "/widget.js"
SCRIPT_FILE = STATIC / "widget.js"
FULL_PAGE = STATIC / "page.html"
DESK_PAGE = STATIC / "desk.html"
DESK_SCRIPT = STATIC / "desk.js"
_STYLE = re.compile(rb"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_CACHE = {".js": "public, max-age=300", ".html": "no-cache"}
_TYPES = {".js": "text/javascript; charset=utf-8", ".html": "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Page:
    """A file to serve, read once."""

    body: bytes
    packed: bytes
    """The same, compressed."""
    kind: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, file: Path, ancestors: tuple[str, ...] = ()) -> "Page":
        """`ancestors`: the sites that may frame it."""
        body = file.read_bytes() if file.is_file() else b""
        return cls.made(body, file.suffix, ancestors)

    @classmethod
    def made(cls, body: bytes, suffix: str, ancestors: tuple[str, ...] = ()) -> "Page":
        """A page of these bytes; the suffix says what they are."""
        headers = {
            "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
            "Cache-Control": _CACHE[suffix],
            "Vary": "Accept-Encoding",
        }
        if suffix == ".html":
            headers["Content-Security-Policy"] = page_policy(body, ancestors)
        else:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return cls(body, gzip.compress(body, mtime=0), _TYPES[suffix], headers)

    def answer(self, request: Request) -> Response:
        """The page, or 304 where the reader has it."""
        held = request.headers.get("if-none-match", "")
        tags = {tag.strip() for tag in held.split(",")}
        if self.headers["ETag"] in tags or "*" in tags:
            return Response(status_code=304, headers=dict(self.headers))
        if "gzip" in request.headers.get("accept-encoding", ""):
            packed = {**self.headers, "Content-Encoding": "gzip"}
            return Response(self.packed, media_type=self.kind, headers=packed)
        return Response(self.body, media_type=self.kind, headers=dict(self.headers))


def page_policy(body: bytes, ancestors: tuple[str, ...] = ()) -> str:
    """The CSP of a page of ours: scripts are ours, and of inline styles only those it has now."""
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(body))
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' {hashes}".strip(),
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": " ".join(("'self'", *ancestors)),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def router(front: Path, ancestors: tuple[str, ...]) -> APIRouter:
    """Routes for `/`, which shows `front`, and for the bubble's script."""
    pages = APIRouter(tags=["pages"], include_in_schema=True)
    first = Page.of(front, ancestors)
    script = Page.of(SCRIPT_FILE)

    @pages.get("/", response_class=Response, responses=_shown("text/html", "The page."))
    async def full_page(request: Request) -> Response:
        """A page that is all conversation, or the site's own front page with the bubble."""
        return first.answer(request)

    @pages.get(SCRIPT, response_class=Response, responses=_shown("text/javascript", "The bubble."))
    async def bubble(request: Request) -> Response:
        """The bubble, to be put on any allowed site with one script tag."""
        return script.answer(request)

    desk = Page.of(DESK_PAGE)
    desk_script = Page.of(DESK_SCRIPT)

    @pages.get("/desk", response_class=Response, responses=_shown("text/html", "The desk."))
    async def desk_page(request: Request) -> Response:
        """Where people answer: open calls, what was said, claim, reply, resolve."""
        return desk.answer(request)

    @pages.get(
        "/desk.js", response_class=Response, responses=_shown("text/javascript", "Its script.")
    )
    async def desk_code(request: Request) -> Response:
        """The desk's script. It needs an API key before it shows anything."""
        return desk_script.answer(request)

    return pages


def _shown(kind: str, what: str) -> dict[int | str, dict[str, object]]:
    return {
        200: {"description": what, "content": {kind: {"schema": {"type": "string"}}}},
        304: {"description": "As the reader has it."},
        **documented(429),
    }


def _digest(style: bytes) -> str:
    return base64.b64encode(hashlib.sha256(style).digest()).decode()
