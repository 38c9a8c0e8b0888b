"""Carries parcels to the app: attempts, retries, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import time

from tests.slack.clock import Clock
from tests.slack.delivery.line import Line
from tests.slack.delivery.parcel import Attempt, Outcome, Parcel
from tests.slack.faults import Faults
from tests.slack.installation import Installation

ACK_SECONDS = 3
RETRY_WAITS = (0, 60, 300)
"""Slack's seconds before each further try of an event; interactions are tried once."""

HOLD_SECONDS = 5
"""How long an event that is to come late waits for one to overtake it."""


class Postman:
    """Delivers by HTTP when Request URLs are set, else by Socket Mode once the app opened one.

    With neither, Slack sends nothing, and neither does this.
    """

    def __init__(self, clock: Clock, faults: Faults, line: Line) -> None:
        self.clock = clock
        self.faults = faults
        self.pulse = line.pulse
        self.http = line.http
        self.socket = line.socket
        self.parcels: list[Parcel] = []
        self.pending = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[tuple[int, asyncio.Future[None]]] = []

    @property
    def has_receiver(self) -> bool:
        """Whether the app takes deliveries at all."""
        return bool(self.http.urls) or self.socket.switched_on

    def post(self, app: Installation, parcel: Parcel) -> None:
        """Deliver in the background, with retries."""
        if not self.has_receiver:
            return
        task = asyncio.create_task(self._carry(app, parcel, self._register(parcel)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def deliver(self, app: Installation, parcel: Parcel) -> None:
        """Deliver, and return when it was acknowledged or given up."""
        await self._carry(app, parcel, self._register(parcel))

    async def stop(self) -> None:
        """Give up on everything that is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.pending = 0

    def _register(self, parcel: Parcel) -> int:
        """Count the parcel in at once, so that nobody finds nothing pending; its place in line."""
        self.parcels.append(parcel)
        self.pending += 1
        return len(self.parcels)

    async def _carry(self, app: Installation, parcel: Parcel, place: int) -> None:
        try:
            await self._deliver(app, parcel, place)
        finally:
            self.pending -= 1
            self.pulse.beat()

    async def _deliver(self, app: Installation, parcel: Parcel, place: int) -> None:
        if self.faults.strike(("out_of_order",), parcel.name):
            await self._hold(place)
        waits = (0, *RETRY_WAITS) if parcel.kind == "events_api" else (0,)
        reason: str | None = None
        for number, wait in enumerate(waits):
            if wait:
                await self.clock.sleep(wait)
            outcome = await self._try(app, parcel, number, reason)
            self._release(place)
            if outcome.ok:
                parcel.state = "acked"
                return
            reason = outcome.reason
            if outcome.no_retry:
                break
        parcel.state = "failed"

    async def _try(
        self, app: Installation, parcel: Parcel, number: int, reason: str | None
    ) -> Outcome:
        attempt = Attempt(number, time.time(), retry_reason=reason)
        parcel.attempts.append(attempt)
        kinds = ("lost", "missed_ack", "bad_signature", "stale_signature", "duplicate")
        fault = self.faults.strike(kinds, parcel.name)
        attempt.fault = fault.kind if fault else None
        deadline = self.clock.deadline(ACK_SECONDS)
        if attempt.fault == "lost":
            await asyncio.sleep(deadline)
            outcome = Outcome(False, self._timeout)
        elif attempt.fault == "duplicate":
            outcome = await self._send_twice(app, parcel, attempt, deadline)
        else:
            outcome = await self._send(app, parcel, attempt, deadline)
        if attempt.fault == "missed_ack" and outcome.ok:
            outcome = Outcome(False, self._timeout)
        attempt.outcome, attempt.latency_ms = outcome.reason, outcome.latency_ms
        attempt.answer = outcome.answer
        return outcome

    async def _send(
        self, app: Installation, parcel: Parcel, attempt: Attempt, deadline: float
    ) -> Outcome:
        if self.http.urls:
            return await self.http.send(app, parcel, attempt, deadline)
        return await self.socket.send(parcel, attempt, deadline)

    async def _send_twice(
        self, app: Installation, parcel: Parcel, attempt: Attempt, deadline: float
    ) -> Outcome:
        """The same event in two deliveries that look equally first, each to be acknowledged."""
        twin = Attempt(attempt.number, attempt.sent_at, fault="duplicate")
        parcel.attempts.append(twin)
        outcome, second = await asyncio.gather(
            self._send(app, parcel, attempt, deadline), self._send(app, parcel, twin, deadline)
        )
        twin.outcome, twin.latency_ms = second.reason, second.latency_ms
        return outcome

    @property
    def _timeout(self) -> str:
        return "http_timeout" if self.http.urls else "timeout"

    async def _hold(self, place: int) -> None:
        held: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held.append((place, held))
        await asyncio.wait([held], timeout=self.clock.deadline(HOLD_SECONDS))

    def _release(self, place: int) -> None:
        """Let those go that one posted after them has now overtaken."""
        for each in [each for each in self._held if each[0] < place]:
            self._held.remove(each)
            if not each[1].done():
                each[1].set_result(None)
