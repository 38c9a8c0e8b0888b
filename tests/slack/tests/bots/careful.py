"""A help-channel bot that behaves: each rule of conduct is one method, to be broken alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.wire import Json


@dataclass
class Store:
    """What survives a crash."""

    seen: set[str] = field(default_factory=set)
    inbox: list[Json] = field(default_factory=list)


class CarefulBot:
    """Answers every question in its thread, once."""

    def __init__(self, slack: Emulator, store: Store) -> None:
        self.slack = slack
        self.store = store
        self.client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
        self.work = asyncio.Event()
        self.worker: asyncio.Task[None] | None = None
        self.runner: web.AppRunner | None = None

    # The rules

    def is_new(self, event_id: str) -> bool:
        """Slack sends an event again when it saw no ack."""
        if event_id in self.store.seen:
            return False
        self.store.seen.add(event_id)
        return True

    def is_question(self, event: Json) -> bool:
        """Only people ask, and an edit or a join is no question."""
        said_by_a_person = "bot_id" not in event and "subtype" not in event
        return event["type"] == "message" and said_by_a_person and "thread_ts" not in event

    def keep(self, event: Json) -> None:
        """Keep an event until it is answered; Slack will not send it again once acknowledged."""
        self.store.inbox.append(event)

    @property
    def inbox(self) -> list[Json]:
        """What is still to be answered."""
        return self.store.inbox

    def answer(self, event: Json) -> dict[str, Any]:
        """The arguments of the reply: in the thread, and only there."""
        return {"channel": event["channel"], "thread_ts": event["ts"], "text": "Read the docs."}

    async def wait_before_retry(self, error: SlackApiError) -> None:
        """Slack says how long to leave it alone."""
        await asyncio.sleep(float(error.response.headers.get("Retry-After", 0.05)))

    # The machinery

    async def start(self) -> Self:
        """Begin to take events and to work through the inbox."""
        application = web.Application()
        application.router.add_post("/", self._take)
        self.runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        await self.slack.use_http(f"http://127.0.0.1:{self.runner.addresses[0][1]}/")
        self.worker = asyncio.create_task(self._work())
        self.work.set()
        return self

    async def crash(self) -> None:
        """Stop at once, leaving only the store behind."""
        if self.worker:
            self.worker.cancel()
        if self.runner:
            await self.runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        if self.is_new(body["event_id"]) and self.is_question(body["event"]):
            self.keep(body["event"])
            self.work.set()
        return web.Response()

    async def _work(self) -> None:
        while True:
            await self.work.wait()
            self.work.clear()
            while self.inbox:
                await self._say(self.answer(self.inbox[0]))
                self.inbox.pop(0)

    async def _say(self, arguments: dict[str, Any]) -> None:
        while True:
            try:
                await self.client.chat_postMessage(**arguments)
            except SlackApiError as error:
                await self.wait_before_retry(error)
            else:
                return
