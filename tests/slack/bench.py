"""How many messages a second the emulator carries without losing one.

People post at a steady rate and a receiver in the same process, on the same single core,
acknowledges each event: `python -m tests.slack.bench --help`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.slack.emulator import Emulator

Hear = Callable[[str], None]

PATIENCE = 30.0
"""Seconds after the last message for the rest to arrive; what has not by then is lost."""


@dataclass
class Result:
    """One run. Latencies are from sending an event to its ack, in milliseconds."""

    transport: str
    rate: float
    seconds: float
    posted: int
    received: int
    lost: int
    retried: int
    achieved: float
    p50_ms: float
    p99_ms: float


async def run(transport: str, rate: int, seconds: float) -> Result:
    """Post at `rate` a second for so long, and count what arrives."""
    heard: set[str] = set()
    async with Emulator(time_scale=1.0, limited=False) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("help", ada, slack.bot)
        receiver = over_sockets if transport == "socket" else over_http
        async with receiver(slack, heard.add):
            began = time.perf_counter()
            posted = await _post(slack, ada.id, channel.id, rate, seconds)
            # On a busy machine an ack can be late, and its retry comes a minute after: do not wait.
            await slack.backend.pulse.until(lambda: len(heard) == posted, PATIENCE)
            took = time.perf_counter() - began
            await slack.backend.pulse.until(lambda: not slack.backend.postman.pending, 1)
        parcels = slack.deliveries("message")
        latencies = sorted(each.latency_ms for each in parcels if each.latency_ms is not None)
        return Result(
            transport,
            rate,
            seconds,
            posted,
            len(heard),
            posted - len(heard),
            sum(len(each.attempts) > 1 for each in parcels),
            round(posted / took, 1),
            round(statistics.median(latencies), 2),
            round(latencies[int(len(latencies) * 0.99) - 1], 2),
        )


async def _post(slack: Emulator, who: str, where: str, rate: int, seconds: float) -> int:
    """Post on schedule, in small batches so that the clock's own grain does not matter."""
    total = int(rate * seconds)
    began = time.perf_counter()
    for number in range(total):
        due = began + number / rate
        if (ahead := due - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        elif number % 20 == 0:
            await asyncio.sleep(0)
        slack.post(who, where, f"message {number}")
    return total


@asynccontextmanager
async def over_sockets(slack: Emulator, hear: Hear) -> AsyncIterator[None]:
    """A receiver by Socket Mode."""
    url = slack.base_url.replace("http", "ws") + f"/link/?ticket={slack.socket_ticket()}"

    async def listen(ws: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in ws:
            message = json.loads(frame.data)
            if "envelope_id" in message:
                hear(message["payload"]["event_id"])
                await ws.send_str(json.dumps({"envelope_id": message["envelope_id"]}))

    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        listening = asyncio.create_task(listen(ws))
        await slack.wait_for(lambda: slack.sockets)
        yield
        await ws.close()
        await listening


@asynccontextmanager
async def over_http(slack: Emulator, hear: Hear) -> AsyncIterator[None]:
    """A receiver behind a Request URL."""

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        hear(body["event_id"])
        return web.Response()

    application = web.Application()
    application.router.add_post("/", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await slack.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    try:
        yield
    finally:
        await runner.cleanup()


def main() -> int:
    """Run, print a table, write JSON if asked; 1 when a message was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack.bench", description=__doc__)
    parser.add_argument("--rate", type=int, default=500, help="messages a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--transport", choices=("socket", "http", "both"), default="both")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    wanted = ("socket", "http") if options.transport == "both" else (options.transport,)
    results = [asyncio.run(run(each, options.rate, options.seconds)) for each in wanted]
    print(
        f"{'transport':10}{'posted':>8}{'lost':>6}{'retried':>9}{'per s':>8}{'p50 ms':>9}{'p99':>9}"
    )
    for each in results:
        print(
            f"{each.transport:10}{each.posted:8}{each.lost:6}{each.retried:9}"
            f"{each.achieved:8}{each.p50_ms:9}{each.p99_ms:9}"
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in results], indent=1))
    return int(any(each.lost for each in results))


if __name__ == "__main__":
    raise SystemExit(main())
