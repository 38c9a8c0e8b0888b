"""What is delivered, and the record of each attempt."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Literal

from tests.slack.wire import Json

ParcelKind = Literal["events_api", "interactive", "slash_commands"]
State = Literal["pending", "acked", "failed"]


@dataclass
class Attempt:
    """One try. `outcome` is `acked` or the reason it was not; `latency_ms` is to the ack."""

    number: int
    sent_at: float
    target: str = ""
    retry_reason: str | None = None
    fault: str | None = None
    outcome: str = "pending"
    latency_ms: float | None = None
    answer: Json | None = None


@dataclass
class Parcel:
    """One payload on its way to the app, and how it went."""

    kind: ParcelKind
    name: str
    payload: Json
    state: State = "pending"
    attempts: list[Attempt] = field(default_factory=list)
    at: float = field(default_factory=time.monotonic)

    @property
    def event_id(self) -> str:
        """The event's id; interactions have none."""
        return str(self.payload.get("event_id", ""))

    @property
    def latency_ms(self) -> float | None:
        """Milliseconds from the attempt that was acknowledged to its ack."""
        return next((each.latency_ms for each in self.attempts if each.outcome == "acked"), None)

    def wire(self) -> Json:
        """The record as the control API shows it."""
        return {
            "kind": self.kind,
            "name": self.name,
            "event_id": self.event_id,
            "state": self.state,
            "attempts": [asdict(each) for each in self.attempts],
            "payload": self.payload,
        }


@dataclass
class Outcome:
    """How one attempt ended."""

    ok: bool
    reason: str = "acked"
    latency_ms: float | None = None
    answer: Json | None = None
    no_retry: bool = False
