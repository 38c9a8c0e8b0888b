"""Everything behind the server, put together: one workspace, one app, and the way between."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack import events
from tests.slack.calls import Call
from tests.slack.channel import Channel
from tests.slack.clock import Clock
from tests.slack.delivery.line import Line
from tests.slack.delivery.parcel import Parcel, ParcelKind
from tests.slack.delivery.postman import Postman
from tests.slack.faults import Faults
from tests.slack.ids import Ids
from tests.slack.limits import Limits
from tests.slack.response_urls import ResponseUrls
from tests.slack.subscriptions import reaches
from tests.slack.triggers import Triggers
from tests.slack.views import Views
from tests.slack.wire import Json
from tests.slack.workspace import Workspace


@dataclass
class AgentPane:
    """What the app shows beside a conversation: status line, prompts, title, session."""

    status: str = ""
    loading_messages: list[str] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    prompts_title: str = ""
    title: str = ""
    session_status: str = ""


class Backend:
    """The state of one emulated Slack. `base_url` is where its server listens."""

    def __init__(
        self, clock: Clock, seed: int = 0, *, limited: bool = True, line: Line | None = None
    ) -> None:
        self.clock = clock
        self.seed = seed
        self.base_url = ""
        self.line = line or Line.open(clock, seed)
        self.line.socket.clock = clock
        self.pulse = self.line.pulse
        self.ids = Ids(seed)
        self.faults = Faults(seed)
        self.limits = Limits(clock, enabled=limited)
        self.workspace = Workspace(clock, self.ids, self.pulse)
        self.workspace.listener = self._on_event
        self.triggers = Triggers(self.ids)
        self.views = Views(self.workspace.app, self.workspace.team_id, self.ids)
        self.response_urls = ResponseUrls(self)
        self.postman = Postman(clock, self.faults, self.line)
        self.calls: list[Call] = []
        self.calls_under_way = 0
        self.panes: dict[tuple[str, str], AgentPane] = {}
        self.stream_modes: dict[str, str] = {}

    async def stop(self) -> None:
        """End deliveries and connections."""
        await self.postman.stop()
        await self.line.close()

    def pane(self, channel_id: str, thread_ts: str) -> AgentPane:
        """The app's pane beside one thread, or beside a whole conversation with no thread."""
        return self.panes.setdefault((channel_id, thread_ts), AgentPane())

    async def interact(self, kind: ParcelKind, name: str, payload: Json) -> Parcel:
        """Deliver what a person just did to the app and wait for the answer."""
        parcel = Parcel(kind, name, payload)
        if not self.postman.has_receiver:
            parcel.state = "failed"
            return parcel
        await self.postman.deliver(self.workspace.app, parcel)
        return parcel

    def _on_event(self, event: Json, channel: Channel | None) -> None:
        if not self.postman.has_receiver or not reaches(self.workspace.app, event, channel):
            return
        payload = events.envelope(
            self.workspace.app,
            self.workspace.team_id,
            event,
            self.ids.new("Ev"),
            self.clock.today(),
            channel.id if channel else "",
        )
        self.postman.post(self.workspace.app, Parcel("events_api", event["type"], payload))
