"""The emulator as a whole: start it, point a bot at it, act as people, look at what happened."""

from __future__ import annotations

from types import TracebackType

from aiohttp import web

from tests.slack import control, pages, server
from tests.slack.backend import Backend
from tests.slack.clock import FIXED_START, Clock
from tests.slack.delivery.parcel import Parcel
from tests.slack.errors import ActorError
from tests.slack.faults import Fault, FaultKind
from tests.slack.installation import Installation
from tests.slack.people import People
from tests.slack.user import User
from tests.slack.watch import Watch

_VERIFICATIONS = 3


class Emulator(People, Watch):
    """One emulated Slack, served on this machine while the `async with` lasts.

    `time_scale` is how many real seconds one of Slack's lasts, `seed` fixes every identifier
    and choice, `limited=False` switches rate limits off, and `live` stamps messages with the
    wall clock instead of a fixed one. Port 0 takes any free one.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        time_scale: float = 1.0,
        seed: int = 0,
        limited: bool = True,
        live: bool = False,
    ) -> None:
        self.port = port
        self.time_scale = time_scale
        self.seed = seed
        self.limited = limited
        self.live = live
        self._backend = self._new_backend()
        self.runner: web.AppRunner | None = None

    @property
    def backend(self) -> Backend:
        """The state behind the server, which a reset replaces."""
        return self._backend

    @property
    def base_url(self) -> str:
        """The server's own address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What to give a client as `base_url`."""
        return f"{self.base_url}/api/"

    @property
    def app(self) -> Installation:
        """The app under test: tokens, signing secret, scopes, subscriptions."""
        return self.backend.workspace.app

    async def start(self) -> None:
        """Begin to listen."""
        application = server.build(lambda: self.backend)
        control.add_routes(application, self)
        pages.add_routes(application)
        self.runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self.runner.addresses[0][1]
        self.backend.base_url = self.base_url

    async def stop(self) -> None:
        """End everything."""
        await self.backend.stop()
        if self.runner:
            await self.runner.cleanup()

    async def reset(self, *, seed: int | None = None) -> None:
        """Begin again with an empty workspace; the app stays connected where it was."""
        if seed is not None:
            self.seed = seed
        await self.backend.postman.stop()
        self._backend = self._new_backend(self.backend)
        self.backend.base_url = self.base_url
        self.backend.pulse.beat()

    @property
    def bot(self) -> User:
        """The bot under test."""
        return self.backend.workspace.bot

    async def use_http(self, *urls: str) -> None:
        """Deliver to these Request URLs, once each has repeated a challenge.

        Slack waits three seconds for it, and has a button to retry, which a person presses twice.
        """
        http = self.backend.line.http
        http.point_at(*urls)
        for _ in range(_VERIFICATIONS):
            if await http.verify(self.app, self.backend.ids.hexadecimal(32)):
                return
        http.point_at()
        raise ActorError(f"url_verification failed at one of {', '.join(urls)}")

    def be_patient(self, seconds: float = 20.0) -> None:
        """Wait longer for acknowledgements, and for modals, than Slack: a machine may be busy."""
        self.backend.clock.grace = self.backend.triggers.lifetime = seconds

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

    def socket_ticket(self) -> str:
        """A pass to open one socket with, as `apps.connections.open` hands out."""
        return self.backend.line.socket.ticket()

    async def redeliver(self, parcel: Parcel) -> Parcel:
        """Deliver the same payload once more, as new."""
        again = Parcel(parcel.kind, parcel.name, parcel.payload)
        await self.backend.postman.deliver(self.app, again)
        return again

    def _new_backend(self, old: Backend | None = None) -> Backend:
        clock = Clock(self.time_scale, None if self.live else FIXED_START)
        line = old.line if old else None
        return Backend(clock, self.seed, limited=self.limited, line=line)

    async def __aenter__(self) -> Emulator:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
