"""What a test holds: an emulator, people to act as, and ways to look and wait."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.delivery.parcel import Parcel
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.faults import Fault, FaultKind
from tests.slack.people import People
from tests.slack.user import User
from tests.slack.watch import Watch


class Slack(People, Watch):
    """The test's side of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    @property
    def backend(self) -> Backend:
        """The state behind the server, which a reset replaces."""
        return self.emulator.backend

    @property
    def bot(self) -> User:
        """The bot under test."""
        return self.backend.workspace.bot

    async def use_http(self, *urls: str) -> None:
        """Deliver to these Request URLs, once each has repeated a challenge."""
        http = self.backend.line.http
        http.point_at(*urls)
        if not await http.verify(self.emulator.app, self.backend.ids.hexadecimal(32)):
            http.point_at()
            raise ActorError(f"url_verification failed at one of {', '.join(urls)}")

    def fault(
        self,
        kind: FaultKind,
        target: str = "*",
        *,
        count: int | None = 1,
        skip: int = 0,
        probability: float = 1.0,
        seconds: float = 1.0,
        status: int = 500,
    ) -> Fault:
        """Plan a misfortune; see `Fault`."""
        return self.backend.faults.plan(
            kind,
            target,
            count=count,
            skip=skip,
            probability=probability,
            seconds=seconds,
            status=status,
        )

    def clear_faults(self) -> None:
        """Let everything go well again."""
        self.backend.faults.clear()

    def disconnect(self, *, hard: bool = False) -> int:
        """Disconnect every socket, with a warning or without; says how many."""
        return self.backend.line.socket.disconnect_all(hard=hard)

    @property
    def sockets(self) -> int:
        """How many sockets the app has open."""
        return len(self.backend.line.socket.sockets)

    async def reset(self, *, seed: int | None = None) -> None:
        """Begin again with an empty workspace."""
        await self.emulator.reset(seed=seed)

    async def redeliver(self, parcel: Parcel) -> Parcel:
        """Deliver the same payload once more, as new."""
        again = Parcel(parcel.kind, parcel.name, parcel.payload)
        await self.backend.postman.deliver(self.emulator.app, again)
        return again
