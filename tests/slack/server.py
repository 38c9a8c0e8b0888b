"""The HTTP server: Web API, sockets, response URLs, control API and page, on loopback only."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from tests.slack import webapi  # noqa: F401 - registers the methods
from tests.slack.backend import Backend
from tests.slack.delivery.http import LOOPBACK
from tests.slack.errors import SlackError
from tests.slack.webapi import serve

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CurrentBackend = Callable[[], Backend]
"""Says which backend answers now: a reset puts a new one in its place."""


def build(current: CurrentBackend) -> web.Application:
    """The routes that a bot uses."""

    async def api(request: web.Request) -> web.StreamResponse:
        return await serve.serve(current(), request)

    async def link(request: web.Request) -> web.StreamResponse:
        backend = current()
        if backend.faults.strike(("refuse_socket",), "link"):
            return web.Response(status=503)
        if not backend.line.socket.admits(request.query.get("ticket", "")):
            return web.Response(status=403)
        return await backend.line.socket.serve(request, backend.workspace.app.app_id)

    async def respond(request: web.Request) -> web.StreamResponse:
        return await _respond(current(), request)

    app = web.Application(middlewares=[only_this_machine], client_max_size=4 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", api)
    app.router.add_get("/link/", link)
    app.router.add_post("/response/{key}", respond)
    return app


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this host and pages from elsewhere: a web site must not reach it."""
    origin = request.headers.get("Origin", f"http://{request.host}")
    if {urlsplit(f"//{request.host}").hostname, urlsplit(origin).hostname} - set(LOOPBACK):
        return web.Response(status=403, text="the emulator answers on loopback only")
    return await handler(request)


async def _respond(backend: Backend, request: web.Request) -> web.Response:
    try:
        body = json.loads(await request.read())
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        backend.response_urls.respond(request.match_info["key"], body)
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    except SlackError as error:
        gone = error.code in ("expired_url", "used_url")
        return web.json_response(error.body(), status=404 if gone else 400)
    return web.Response(text="ok")
