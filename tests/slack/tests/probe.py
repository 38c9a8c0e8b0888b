"""Bare receivers: they record what comes and acknowledge it, or do what a test tells them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.slack.emulator import Emulator
from tests.slack.tests.bolt_bots import serving
from tests.slack.wire import Json

Reply = Callable[[Json], Awaitable[web.Response | None]]


@dataclass
class HttpProbe:
    """A Request URL that checks signatures and keeps what it was sent."""

    url: str
    bodies: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refused: int = 0
    reply: Reply | None = None

    @property
    def events(self) -> list[str]:
        """The types of the events that came, in order."""
        return [each["event"]["type"] for each in self.bodies if "event" in each]


@asynccontextmanager
async def http_probe(slack: Emulator) -> AsyncIterator[HttpProbe]:
    """A probe that the emulator delivers to."""
    probe = HttpProbe("")
    verifier = SignatureVerifier(slack.app.signing_secret)

    async def handle(request: web.Request) -> web.Response:
        raw = await request.text()
        headers = {key.lower(): value for key, value in request.headers.items()}
        if not verifier.is_valid_request(raw, headers):
            probe.refused += 1
            return web.Response(status=401)
        body = _body(raw, request.content_type)
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        probe.bodies.append(body)
        probe.headers.append(headers)
        answer = await probe.reply(body) if probe.reply else None
        return answer or web.Response()

    async with serving(handle) as url:
        probe.url = url
        await slack.use_http(url)
        yield probe


def _body(raw: str, content_type: str) -> Json:
    if content_type == "application/json":
        decoded: Json = json.loads(raw)
        return decoded
    form = {key: values[0] for key, values in parse_qs(raw, keep_blank_values=True).items()}
    return json.loads(form["payload"]) if "payload" in form else dict(form)


@dataclass
class SocketProbe:
    """One WebSocket, with everything that came by it; acknowledges unless told not to."""

    ws: aiohttp.ClientWebSocketResponse
    messages: list[Json] = field(default_factory=list)
    acks: bool = True
    payload: Json | None = None

    @property
    def envelopes(self) -> list[Json]:
        """What came in envelopes, without the talk about the connection."""
        return [each for each in self.messages if "envelope_id" in each]

    def said(self, kind: str) -> list[Json]:
        """What came of one type."""
        return [each for each in self.messages if each["type"] == kind]

    async def listen(self) -> None:
        """Take messages until the connection ends."""
        async for frame in self.ws:
            if frame.type != aiohttp.WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            self.messages.append(message)
            if self.acks and "envelope_id" in message:
                ack: Json = {"envelope_id": message["envelope_id"]}
                if self.payload:
                    ack["payload"] = self.payload
                await self.ws.send_str(json.dumps(ack))


@asynccontextmanager
async def socket_probe(slack: Emulator) -> AsyncIterator[SocketProbe]:
    """A connected probe that has been greeted."""
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.app.app_token}"}
        async with session.post(slack.api_url + "apps.connections.open", headers=headers) as opened:
            url = (await opened.json())["url"]
        async with session.ws_connect(url) as ws:
            probe = SocketProbe(ws)
            listening = asyncio.create_task(probe.listen())
            await slack.wait_for(lambda: slack.sockets, what="a socket")
            yield probe
            await ws.close()
            await listening
