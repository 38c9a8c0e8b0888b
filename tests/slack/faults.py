"""Things that go wrong on demand: which, for which method or event, and how often."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from tests.slack.wire import Json

ApiFault = Literal["rate_limited", "error_before", "error_after", "slow", "reset", "reset_after"]
DeliveryFault = Literal[
    "duplicate", "out_of_order", "lost", "missed_ack", "bad_signature", "stale_signature"
]
SocketFault = Literal["refuse_socket"]
FaultKind = ApiFault | DeliveryFault | SocketFault

KINDS: tuple[str, ...] = (*get_args(ApiFault), *get_args(DeliveryFault), *get_args(SocketFault))


@dataclass
class Fault:
    """One planned misfortune.

    `target` is a Web API method (`chat.postMessage`) or the type of what is delivered
    (`message`, `app_mention`, `block_actions`, `slash_commands`); `*` is any. It strikes
    `count` times (None: without end), after letting `skip` go by, each time with
    `probability`. `seconds` is the `Retry-After` of `rate_limited`, in real seconds (Slack only
    sends whole ones), and the delay of `slow`, in Slack's. `status` is the HTTP status of
    `error_before` and `error_after`.
    """

    kind: FaultKind
    target: str = "*"
    count: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seconds: float = 1.0
    status: int = 500
    struck: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it was to."""
        return self.count is not None and self.struck >= self.count

    def wire(self) -> Json:
        """The fault as the control API shows it."""
        return asdict(self)


class Faults:
    """The plan. The same seed and the same traffic strike at the same places."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(f"faults-{seed}")
        self.planned: list[Fault] = []

    def plan(
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
        """Add a misfortune; see `Fault` for the arguments."""
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}; there are {', '.join(KINDS)}")
        if not 0 < probability <= 1:
            raise ValueError(f"a probability is above 0 and at most 1, not {probability}")
        fault = Fault(kind, target, count, skip, probability, seconds, status)
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self.planned.clear()

    def strike(self, kinds: Collection[str], target: str) -> Fault | None:
        """The fault that hits this one, if any; it is counted."""
        for fault in self.planned:
            if fault.kind not in kinds or fault.target not in ("*", target) or fault.spent:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            fault.struck += 1
            return fault
        return None
