"""What holds for every request, before any route sees it: limits, and headers that protect."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.limits import Limits
from bot.web.problems import Problem
from core.slack_settings import EVENTS_PATH

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Slack's requests all come from a few addresses, and each is signed.
_UNLIMITED = frozenset(("/healthz", "/readyz", "/metrics", EVENTS_PATH))
_EMERGENCY = re.compile(r"/api/v1/conversations/[^/]+/emergency")


class ProtectiveHeaders:
    """Sets headers that protect, where an answer has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Guard:
    """Refuses what is too much: requests of one address, and bytes of one body."""

    def __init__(self, app: ASGIApp, limits: Limits, body_bytes: int) -> None:
        self._app = app
        self._limits = limits
        self._most = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _UNLIMITED:
            await self._app(scope, receive, send)
            return
        try:
            if not _is_emergency(scope):
                client = scope.get("client")
                self._limits.check_request(client[0] if client else "")
            if scope["method"] in ("POST", "PUT", "PATCH"):
                receive = await self._read(scope, receive)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive) -> Receive:
        """Read the body while it is short enough. Returns a `receive` that gives it again."""
        if int(Headers(scope=scope).get("content-length") or 0) > self._most:
            raise self._too_long()
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return _again([message], receive)
            body += message.get("body", b"")
            if len(body) > self._most:
                raise self._too_long()
            if not message.get("more_body", False):
                whole = {"type": "http.request", "body": body, "more_body": False}
                return _again([whole], receive)

    def _too_long(self) -> Problem:
        return Problem(
            413,
            "body-too-long",
            f"The body is longer than {self._most:,} bytes.",
            "Say it in fewer words, and leave long logs out.",
            headers={"Connection": "close"},
        )


def _is_emergency(scope: Scope) -> bool:
    """Whether an emergency is declared: an address that asked too much may hide somebody else's.

    Sessions, which are limited, are needed for it, and each has a limit of its own.
    """
    return scope["method"] == "POST" and bool(_EMERGENCY.fullmatch(scope["path"]))


def _again(held: list[Message], receive: Receive) -> Receive:
    async def next_message() -> Message:
        return held.pop(0) if held else await receive()

    return next_message
