"""Answers Web API calls: token, faults, limits, the method itself, and the call log."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from tests.slack.backend import Backend
from tests.slack.calls import Call
from tests.slack.errors import SlackError
from tests.slack.faults import Fault
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import METHODS, Method, authorize
from tests.slack.wire import Json

_BEFORE = ("rate_limited", "error_before", "slow", "reset")
_AFTER = ("error_after", "reset_after")


async def serve(backend: Backend, request: web.Request) -> web.StreamResponse:
    """Answer one call."""
    call = Call(request.match_info["method"], {}, time.monotonic())
    backend.calls.append(call)
    backend.calls_under_way += 1
    try:
        response = await _answer(backend, request, call)
    finally:
        backend.calls_under_way -= 1
        call.ms = (time.monotonic() - call.at) * 1000
        backend.pulse.beat()
    call.status = response.status
    return response


async def _answer(backend: Backend, request: web.Request, call: Call) -> web.StreamResponse:
    try:
        args = await Arguments.read(request)
        call.arguments = {key: value for key, value in args.given.items() if key != "token"}
        entry = METHODS.get(call.method)
        if entry is None:
            raise SlackError("unknown_method", req_method=call.method)
        authorize(backend, entry, _token(request, args))
        if spoiled := await _before(backend, request, call):
            return spoiled
        if wait := _over_limit(backend, entry, args):
            return _too_many(call, wait)
        body = {"ok": True, **entry.run(backend, args)}
    except SlackError as error:
        call.error = error.code
        return _json(backend, error.body())
    if fault := backend.faults.strike(_AFTER, call.method):
        return _spoil(request, call, fault)
    return _json(backend, body)


def _token(request: web.Request, args: Arguments) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else args.text("token")


async def _before(backend: Backend, request: web.Request, call: Call) -> web.StreamResponse | None:
    """What a fault answers instead of the method, if one strikes."""
    fault = backend.faults.strike(_BEFORE, call.method)
    if fault is None:
        return None
    if fault.kind == "rate_limited":
        call.fault = fault.kind
        return _too_many(call, fault.seconds)
    if fault.kind != "slow":
        return _spoil(request, call, fault)
    call.fault = fault.kind
    await asyncio.sleep(backend.clock.real(fault.seconds))
    gone = request.transport is None or request.transport.is_closing()
    # Whoever gave up waiting must not find the write done after all: `error_after` is for that.
    return web.Response(status=499) if gone else None


def _over_limit(backend: Backend, entry: Method, args: Arguments) -> int:
    space = backend.workspace
    channel = args.text("channel")
    return backend.limits.wait(entry.name, space.app.app_id, space.team_id, channel)


def _too_many(call: Call, wait: float) -> web.Response:
    call.error = "ratelimited"
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": f"{wait:g}"})


def _spoil(request: web.Request, call: Call, fault: Fault) -> web.Response:
    call.fault = fault.kind
    if fault.kind in ("reset", "reset_after"):
        call.error = "connection_reset"
        if request.transport:
            request.transport.abort()
        return web.Response(status=499)
    call.error = "service_unavailable" if fault.status == 503 else "internal_error"
    return web.json_response({"ok": False, "error": call.error}, status=fault.status)


def _json(backend: Backend, body: Json) -> web.Response:
    headers = {"X-OAuth-Scopes": ",".join(sorted(backend.workspace.app.scopes))}
    return web.json_response(body, headers=headers)
