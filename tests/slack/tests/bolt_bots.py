"""A small Bolt app, run over either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.wire import Json

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def bolt_app(slack: Emulator) -> AsyncApp:
    """Answers mentions in their thread, and lets every other message pass."""
    token = slack.app.bot_token
    app = AsyncApp(
        client=AsyncWebClient(token=token, base_url=slack.api_url),
        signing_secret=slack.app.signing_secret,
    )

    @app.event("app_mention")
    async def answer(event: Json, say: AsyncSay) -> None:
        thread = event.get("thread_ts") or event["ts"]
        await say("Here: <https://docs.example.com|docs>", thread_ts=thread)

    @app.event("message")
    async def pass_by() -> None:
        """Nothing to do."""

    return app


@asynccontextmanager
async def bolt_over_sockets(
    slack: Emulator, app: AsyncApp | None = None
) -> AsyncIterator[AsyncApp]:
    """The app, connected by Socket Mode."""
    app = app or bolt_app(slack)
    handler = AsyncSocketModeHandler(app, slack.app.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.wait_for(lambda: slack.sockets, what="a socket")
    try:
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def bolt_over_http(slack: Emulator, app: AsyncApp | None = None) -> AsyncIterator[AsyncApp]:
    """The app behind a Request URL."""
    app = app or bolt_app(slack)
    bolt = app

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async with serving(handle) as url:
        await slack.use_http(url)
        yield app


@asynccontextmanager
async def serving(handle: Handle) -> AsyncIterator[str]:
    """A Request URL on this machine that a handler answers."""
    application = web.Application()
    application.router.add_post("/slack/events", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()
