"""The way to the app, which outlives a reset of the workspace."""

from __future__ import annotations

from dataclasses import dataclass

from tests.slack.clock import Clock
from tests.slack.delivery.http import HttpTransport
from tests.slack.delivery.socket import SocketTransport
from tests.slack.ids import Ids
from tests.slack.pulse import Pulse


@dataclass
class Line:
    """The transports and the signal of change, as one thing to hand on."""

    pulse: Pulse
    http: HttpTransport
    socket: SocketTransport

    @classmethod
    def open(cls, clock: Clock, seed: int) -> Line:
        """A line that no app is on yet.

        Its identifiers come from a mint of their own: how many envelopes are sent depends on
        timing, and must not change the ids of people and channels.
        """
        pulse = Pulse()
        return cls(pulse, HttpTransport(), SocketTransport(clock, Ids(seed + 1), pulse))

    async def close(self) -> None:
        """End every connection."""
        await self.socket.close()
        await self.http.close()
