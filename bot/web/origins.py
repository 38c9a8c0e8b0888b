"""Which sites may show the bubble, and the CORS headers that let them."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import Problem
from core.web_settings import Web

_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
_METHODS = "GET, POST"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"
_EXPOSED = "Retry-After"


class Origins:
    """The sites that are allowed: those in the settings, and our own pages."""

    def __init__(self, settings: Web) -> None:
        self._allowed = frozenset(filter(None, (*settings.origins, settings.public_url)))

    def allow(self, origin: str, host: str) -> bool:
        """`origin` and `host` are the request's headers. A program names no origin."""
        return not origin or origin in self._allowed or _own_page(origin, host)

    def check(self, origin: str, host: str) -> None:
        """Raises Problem for a site that is not allowed."""
        if not self.allow(origin, host):
            raise Problem(
                403,
                "origin-not-allowed",
                f"The site {origin[:200]} may not show this bubble.",
                "Add it to web.origins in the settings of Dialtone.",
            )


def _own_page(origin: str, host: str) -> bool:
    """Whether the request comes from our own page on this machine.

    Only by a local name: a name that a stranger controls can be pointed at this machine.
    """
    parts = urlsplit(origin)
    return parts.netloc == host and parts.hostname in _LOCAL


class Cors:
    """Answers preflights and lets allowed sites read what they asked for."""

    def __init__(self, app: ASGIApp, origins: Origins, open_paths: Iterable[str] = ()) -> None:
        """`open_paths` may be read from everywhere, such as the bubble's own script."""
        self._app = app
        self._origins = origins
        self._open = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = bool(origin) and self._origins.allow(origin, headers.get("host", ""))
        if scope["method"] == "OPTIONS" and origin and "access-control-request-method" in headers:
            await _preflight(origin, allowed, scope, receive, send)
            return
        anybody = scope["path"] in self._open

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.add_vary_header("Origin")
                if anybody:
                    out["Access-Control-Allow-Origin"] = "*"
                elif allowed:
                    out["Access-Control-Allow-Origin"] = origin
                    out["Access-Control-Expose-Headers"] = _EXPOSED
            await send(message)

        await self._app(scope, receive, with_headers)


async def _preflight(
    origin: str, allowed: bool, scope: Scope, receive: Receive, send: Send
) -> None:
    from starlette.responses import Response

    if not allowed:
        problem = Problem(
            403,
            "origin-not-allowed",
            f"The site {origin[:200]} may not show this bubble.",
            "Add it to web.origins in the settings of Dialtone.",
            headers={"Vary": "Origin"},
        )
        await problem.response()(scope, receive, send)
        return
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
    await Response(status_code=204, headers=headers)(scope, receive, send)
