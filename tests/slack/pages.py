"""Serves the page by which a person uses the workspace."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
"""What a bot puts in a message must neither run nor fetch anything."""


def add_routes(app: web.Application) -> None:
    """Serve the page at `/` and its parts under `/page/`."""
    app.router.add_get("/", _serve)
    app.router.add_get("/page/{name}", _serve)


async def _serve(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    files = {each.name: each for each in FOLDER.iterdir()}
    if name not in files:
        raise web.HTTPNotFound
    return web.Response(
        text=files[name].read_text(encoding="utf-8"),
        content_type=KINDS[files[name].suffix],
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"},
    )
