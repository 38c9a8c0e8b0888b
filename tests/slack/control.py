"""The control API: everything a test can do in process, over HTTP, for other languages."""

from __future__ import annotations

import inspect
import json
import zipfile
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack import export, manifest
from tests.slack.channel import Channel
from tests.slack.errors import ActorError, SlackError
from tests.slack.message import Message
from tests.slack.people import Interaction
from tests.slack.snapshot import snapshot
from tests.slack.user import User
from tests.slack.views import View
from tests.slack.wire import Json

if TYPE_CHECKING:
    from tests.slack.emulator import Emulator

ACTS = (
    "add_bot",
    "add_channel",
    "add_user",
    "click",
    "click_in_view",
    "close",
    "delete",
    "edit",
    "join",
    "leave",
    "look_at",
    "open_dm",
    "open_home",
    "post",
    "react",
    "shortcut",
    "slash",
    "stop_stream",
    "submit",
    "unfurl",
    "unreact",
)
"""What people can do, each called like the method of `People` and with its arguments."""

LONGEST_WAIT = 60.0

Action = Callable[["Emulator", Json], Awaitable[Any]]


def add_routes(app: web.Application, slack: Emulator) -> None:
    """Serve the control API under `/emulator/`."""
    routes = {
        "app": _change_app,
        "disconnect": _disconnect,
        "faults": _plan_fault,
        "manifest": _apply_manifest,
        "request-urls": _point_at,
        "reset": _reset,
        "time": _change_time,
        "wait": _wait,
    }
    for name, action in routes.items():
        app.router.add_post(f"/emulator/{name}", _handler(slack, action))
    for act in ACTS:
        app.router.add_post(f"/emulator/act/{act}", _handler(slack, _act(act)))
    app.router.add_get("/emulator/app", _reader(slack, lambda each, _: describe_app(each)))
    app.router.add_get("/emulator/calls", _reader(slack, _calls))
    app.router.add_get("/emulator/deliveries", _reader(slack, _deliveries))
    app.router.add_get("/emulator/faults", _reader(slack, _faults))
    app.router.add_delete("/emulator/faults", _handler(slack, _clear_faults))
    app.router.add_get("/emulator/state", _state(slack))
    app.router.add_get("/emulator/export", _dump(slack))
    app.router.add_post("/emulator/import", _load(slack))


def describe_app(slack: Emulator) -> Json:
    """What a bot needs to be told, and what it may do."""
    app = slack.app
    return {
        "api_url": slack.api_url,
        "bot_token": app.bot_token,
        "app_token": app.app_token,
        "signing_secret": app.signing_secret,
        "bot_user_id": app.bot_user_id,
        "scopes": sorted(app.scopes),
        "events": sorted(app.events),
        "revoked": app.revoked,
    }


def shown(result: object) -> Any:
    """What an act answers over HTTP."""
    if isinstance(result, Message):
        return {"ts": result.ts, "channel": result.channel, "message": result.wire(True)}
    if isinstance(result, (User, Channel)):
        return {"id": result.id, "name": result.name}
    if isinstance(result, View):
        return {"view_id": result.id}
    if isinstance(result, Interaction):
        return {"ok": result.ok, "answer": result.answer, "errors": result.errors}
    return result if result is not None else {}


def _act(name: str) -> Action:
    async def act(slack: Emulator, body: Json) -> object:
        method = getattr(slack, name)
        positional = body.pop("members", []) if name == "add_channel" else []
        if name == "add_channel":
            positional = [body.pop("name"), *positional]
        bound = inspect.signature(method).bind(*positional, **body)
        result = method(*bound.args, **bound.kwargs)
        return await result if inspect.isawaitable(result) else result

    return act


async def _change_app(slack: Emulator, body: Json) -> Json:
    app = slack.app
    for name in ("scopes", "events"):
        if name in body:
            setattr(app, name, set(body.pop(name)))
    app.revoked = bool(body.pop("revoked", app.revoked))
    _nothing_left(body)
    return describe_app(slack)


async def _apply_manifest(slack: Emulator, body: Json) -> Json:
    manifest.apply(slack.app, body)
    return describe_app(slack)


async def _disconnect(slack: Emulator, body: Json) -> Json:
    hard = bool(body.pop("hard", False))
    _nothing_left(body)
    return {"sockets": slack.disconnect(hard=hard)}


async def _plan_fault(slack: Emulator, body: Json) -> Json:
    return slack.fault(**body).wire()


async def _clear_faults(slack: Emulator, body: Json) -> Json:
    slack.clear_faults()
    return {}


async def _point_at(slack: Emulator, body: Json) -> Json:
    urls = body.pop("urls")
    _nothing_left(body)
    await slack.use_http(*urls)
    return {"urls": urls}


async def _reset(slack: Emulator, body: Json) -> Json:
    seed = body.pop("seed", None)
    _nothing_left(body)
    await slack.reset(seed=seed)
    return describe_app(slack)


async def _change_time(slack: Emulator, body: Json) -> Json:
    clock = slack.backend.clock
    clock.advance(int(body.pop("advance", 0)))
    clock.scale = float(body.pop("scale", clock.scale))
    _nothing_left(body)
    return {"scale": clock.scale, "today": clock.today()}


async def _wait(slack: Emulator, body: Json) -> Json:
    """Wait for a reply, for calls, or until all is quiet; answers what was waited for."""
    timeout = min(float(body.pop("timeout", 5.0)), LONGEST_WAIT)
    count = int(body.pop("count", 1))
    try:
        if thread_ts := body.pop("reply_in", ""):
            _nothing_left(body)
            replies = await slack.wait_for_reply(thread_ts, count, timeout)
            return {"messages": [each.wire(True) for each in replies]}
        if method := body.pop("call", ""):
            _nothing_left(body)
            calls = await slack.wait_for_calls(method, count, timeout)
            return {"calls": [each.wire() for each in calls]}
        quiet = float(body.pop("quiet", 0.1))
        _nothing_left(body)
        await slack.settle(quiet, timeout)
    except AssertionError as error:
        raise ActorError(str(error)) from error
    return {}


def _calls(slack: Emulator, query: dict[str, str]) -> Json:
    return {"calls": [each.wire() for each in slack.calls(query.get("method", ""))]}


def _deliveries(slack: Emulator, query: dict[str, str]) -> Json:
    return {"deliveries": [each.wire() for each in slack.deliveries(query.get("name", ""))]}


def _faults(slack: Emulator, query: dict[str, str]) -> Json:
    return {"faults": [each.wire() for each in slack.backend.faults.planned]}


def _nothing_left(body: Json) -> None:
    if body:
        raise ActorError(f"unknown: {', '.join(body)}")


def _handler(slack: Emulator, action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise ActorError("the body must be a JSON object")
            return web.json_response(shown(await action(slack, body)))
        except SlackError as error:
            return web.json_response({"error": error.code}, status=400)
        except KeyError as error:
            return web.json_response({"error": f"missing: {error}"}, status=400)
        except (ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


def _reader(
    slack: Emulator, read: Callable[[Emulator, dict[str, str]], Json]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(read(slack, dict(request.query)))

    return handle


def _state(slack: Emulator) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        """The state once it is newer than `after`, or as it is when nothing happens."""
        after = int(request.query.get("after", -1))
        await slack.backend.pulse.until(lambda: slack.backend.pulse.version > after, 20)
        viewer = slack.backend.workspace.users.get(request.query.get("viewer", ""))
        channel = request.query.get("channel", "")
        return web.json_response(snapshot(slack.backend, viewer, channel))

    return handle


def _dump(slack: Emulator) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        archive = export.to_zip(export.dump(slack.backend.workspace))
        return web.Response(body=archive, content_type="application/zip")

    return handle


def _load(slack: Emulator) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            files = export.from_zip(await request.read())
            count = export.load(slack.backend.workspace, files)
        except (ValueError, KeyError, zipfile.BadZipFile) as error:
            return web.json_response({"error": f"not an export: {error}"}, status=400)
        return web.json_response({"messages": count})

    return handle
