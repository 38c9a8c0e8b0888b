"""Delivery by Socket Mode: envelopes over WebSockets that the app opens."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from tests.slack.clock import Clock
from tests.slack.delivery.parcel import Attempt, Outcome, Parcel
from tests.slack.ids import Ids
from tests.slack.pulse import Pulse
from tests.slack.wire import Json

MOST_SOCKETS = 10
WARNING_SECONDS = 10
"""How long before a disconnect its warning comes."""

DRAIN_SECONDS = 3
"""How long a socket stays open after it was told to go; clients may leave it to the server."""


@dataclass
class Socket:
    """One open connection."""

    id: str
    ws: web.WebSocketResponse
    request: web.Request
    draining: bool = False

    async def say(self, message: Json) -> bool:
        """Send; False when the connection is gone."""
        if self.ws.closed:
            return False
        try:
            await self.ws.send_str(json.dumps(message))
        except (ConnectionError, RuntimeError):  # aiohttp raises either once it is closing
            return False
        return True

    def abort(self) -> None:
        """Break the connection without a goodbye."""
        if transport := self.request.transport:
            transport.abort()


class SocketTransport:
    """The app's open sockets. Each attempt goes to the next one in turn."""

    def __init__(self, clock: Clock, ids: Ids, pulse: Pulse) -> None:
        self.clock = clock
        self.ids = ids
        self.pulse = pulse
        self.sockets: list[Socket] = []
        self.switched_on = False
        self._tickets: set[str] = set()
        self._awaited: dict[str, asyncio.Future[Json]] = {}
        self._turn = 0
        self._leaving: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """A pass for one connection, and Socket Mode is on from now."""
        self.switched_on = True
        ticket = self.ids.uuid()
        self._tickets.add(ticket)
        return ticket

    def admits(self, ticket: str) -> bool:
        """Whether the pass is good; it is used up."""
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def serve(self, request: web.Request, app_id: str) -> web.WebSocketResponse:
        """Hold one connection until it ends."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(self.ids.hexadecimal(8), ws, request)
        if len(self.sockets) >= MOST_SOCKETS:
            await socket.say(_disconnect("too_many_websockets"))
            await ws.close()
            return ws
        self.sockets.append(socket)
        await socket.say(_hello(app_id, len(self.sockets)))
        self.pulse.beat()
        try:
            async for message in ws:
                if message.type == WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            self.sockets.remove(socket)
            self.pulse.beat()
        return ws

    async def send(self, parcel: Parcel, attempt: Attempt, deadline: float) -> Outcome:
        """Try once: an envelope to one socket, waiting for a socket if there is none."""
        began = time.perf_counter()
        if not await self.pulse.until(lambda: bool(self._ready()), deadline):
            return Outcome(False, "connection_failed")
        socket = self._next()
        attempt.target = f"socket {socket.id}"
        envelope_id = self.ids.uuid()
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = acked
        try:
            await socket.say(_envelope(parcel, attempt, envelope_id))
            left = deadline - (time.perf_counter() - began)
            answer = await asyncio.wait_for(acked, max(0, left))
        except TimeoutError:
            return Outcome(False, "timeout")
        finally:
            del self._awaited[envelope_id]
        return Outcome(True, "acked", (time.perf_counter() - began) * 1000, answer)

    async def disconnect_softly(self, socket: Socket) -> None:
        """Warn, tell to go, and close: what Slack does to each connection now and then."""
        await socket.say(_disconnect("warning"))
        await self.clock.sleep(WARNING_SECONDS)
        socket.draining = True
        await socket.say(_disconnect("refresh_requested"))
        await self.clock.sleep(DRAIN_SECONDS)
        await socket.ws.close()

    def disconnect_all(self, *, hard: bool) -> int:
        """Start disconnecting every socket; says how many."""
        sockets = list(self.sockets)
        for socket in sockets:
            if hard:
                socket.abort()
                continue
            task = asyncio.create_task(self.disconnect_softly(socket))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
        return len(sockets)

    async def close(self) -> None:
        """End every connection."""
        for task in list(self._leaving):
            task.cancel()
        for socket in list(self.sockets):
            await socket.ws.close()

    def _hear(self, data: str) -> None:
        try:
            message = json.loads(data)
        except ValueError:
            return
        # An ack may come by another socket: clients send it on whichever is open now.
        acked = self._awaited.get(str(message.get("envelope_id")))
        if acked and not acked.done():
            payload = message.get("payload")
            acked.set_result(payload if isinstance(payload, dict) else {})

    def _ready(self) -> list[Socket]:
        return [each for each in self.sockets if not each.draining and not each.ws.closed]

    def _next(self) -> Socket:
        ready = self._ready()
        self._turn += 1
        return ready[self._turn % len(ready)]


def _hello(app_id: str, count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {
            "host": "applink-emulated",
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": app_id},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-emulated"}}


def _envelope(parcel: Parcel, attempt: Attempt, envelope_id: str) -> Json:
    message: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        message |= {
            "retry_attempt": attempt.number if attempt.retry_reason else 0,
            "retry_reason": attempt.retry_reason or "",
        }
    return message
