"""What may go wrong between us and Slack: the rows of the fault matrix."""

from dataclasses import dataclass
from typing import Literal

from tests.bot.slack.help_channel import Transport
from tests.slack.faults import FaultKind


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row of the matrix."""

    name: str
    kind: FaultKind | Literal["soft", "hard", "none"]
    target: str = "*"
    probability: float = 0.5
    seconds: float = 1.0
    transports: tuple[Transport, ...] = ("socket", "http")


_POST = "chat.postMessage"
TROUBLES: tuple[Trouble, ...] = (
    Trouble("none", "none"),
    Trouble("post: 429 with Retry-After", "rate_limited", _POST),
    Trouble("post: 500, nothing written", "error_before", _POST),
    Trouble("post: 500, written", "error_after", _POST),
    Trouble("post: slow", "slow", _POST, seconds=15),
    Trouble("post: slower than we wait", "slow", _POST, probability=0.25, seconds=100),
    Trouble("post: reset, nothing written", "reset", _POST),
    Trouble("post: reset, written", "reset_after", _POST),
    Trouble("update: reset, written", "reset_after", "chat.update"),
    Trouble("any call: 429", "rate_limited", probability=0.3),
    Trouble("any call: 500, nothing done", "error_before", probability=0.3),
    Trouble("any call: 500, done", "error_after", probability=0.3),
    Trouble("event: twice", "duplicate", "message"),
    Trouble("event: out of order", "out_of_order", "message", probability=0.3),
    Trouble("event: first delivery lost", "lost", "message"),
    Trouble("event: ack missed", "missed_ack", "message"),
    Trouble("event: bad signature", "bad_signature", "message", transports=("http",)),
    Trouble("event: stale signature", "stale_signature", "message", transports=("http",)),
    Trouble("socket: warned, then closed", "soft", transports=("socket",)),
    Trouble("socket: broken", "hard", transports=("socket",)),
    Trouble("socket: reconnecting refused", "refuse_socket", transports=("socket",)),
)
STREAM_TROUBLES: tuple[Trouble, ...] = (
    Trouble("stream begun: 429", "rate_limited", "chat.startStream"),
    Trouble("stream begun: 500, written", "error_after", "chat.startStream"),
    Trouble("stream begun: reset, nothing written", "reset", "chat.startStream"),
    Trouble("stream goes on: reset, written", "reset_after", "chat.appendStream"),
    Trouble("stream ends: 500, nothing written", "error_before", "chat.stopStream"),
)
"""What else may go wrong where a language model writes."""
