"""Escalations through random faults: what reached people, counted where it arrived.

Several replicas with clocks of their own work on one database; each is killed now and then by
being abandoned in the middle of a delivery: what it had taken is taken up by another when its time
has run out. The receiver is a local server that loses answers, limits, fails and hangs up.
"""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import core.db.deliveries
from core.conversation import Escalation, EscalationState
from core.errors import DialtoneError
from core.escalation import Acknowledgement, Notice
from core.ports import Notifier
from escalation.notify.webhook import WebhookNotifier
from tests.escalation.office import Office, office
from tests.escalation.peer import Answer, Request, peer

SKEWS = (0.0, -90.0, 45.0)
"""Seconds by which each replica's clock is wrong."""


_TIMERS = 4
"""Of each call: a reminder and a breach of two goals."""


class Killed(BaseException):
    """The process ends here: nothing after this line is done."""


class Deadly:
    """A notifier whose process may be killed before or after the request."""

    def __init__(self, inner: Notifier, dice: random.Random, odds: float) -> None:
        self._inner = inner
        self._dice = dice
        self._odds = odds
        self.name = inner.name

    def send(self, notice: Notice) -> Mapping[str, Any]:
        if self._dice.random() < self._odds:
            raise Killed
        receipt = self._inner.send(notice)
        if self._dice.random() < self._odds:
            raise Killed
        return receipt

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        return self._inner.ask(receipt)

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        self._inner.tell(receipt, state)


@dataclass
class Storm:
    """The receiver: what arrived, by the id that people see once."""

    dice: random.Random
    arrived: Counter[str] = field(default_factory=Counter)
    """Escalation -> distinct notices that reached somebody."""
    ids: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    down_until: float = 0.0
    calm: bool = False

    def __call__(self, request: Request) -> Answer:
        body = request.body
        if body["type"] != "escalation.notice":
            return Answer(204)
        fault = "none" if self.calm else self._fault()
        self.faults[fault] += 1
        if fault == "refused before":
            return Answer(503)
        if fault == "limited":
            return Answer(429, headers={"Retry-After": "0"})
        if fault == "hung up":
            return Answer(0)
        key = request.headers["webhook-id"]
        if key not in self.ids:
            self.ids.add(key)
            self.arrived[body["data"]["escalation"]] += 1
        if fault == "answer lost":
            return Answer(0)
        return Answer(500 if fault == "failed after" else 204)

    def _fault(self) -> str:
        if time.monotonic() < self.down_until:
            return "hung up"
        if self.dice.random() < 0.01:
            self.down_until = time.monotonic() + 0.3
        names = ("none", "refused before", "limited", "hung up", "answer lost", "failed after")
        return self.dice.choices(names, (50, 10, 10, 10, 10, 10))[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of them."""

    escalations: int
    once: int
    """Reached a human exactly once."""
    shown: int
    """Reached nobody and are shown as undelivered."""
    lost: int
    """Neither: must be none."""
    twice: int
    """Reached more than once: must be none."""
    timers_twice: int
    """Timers that fired twice: must be none."""
    timers: int
    kills: int
    faults: Mapping[str, int]
    seconds: float


def storm(
    place: Path, count: int, *, seed: int = 0, database: str = "", seconds: float = 240
) -> Outcome:
    """Send so many escalations through it."""
    dice = random.Random(seed)
    receiver = Storm(random.Random(seed + 1))
    # A killed replica's work lapses soon, so that the storm does not take all day.
    quiet = logging.getLogger("escalation.courier")
    quiet.setLevel(logging.CRITICAL)
    lapse = core.db.deliveries._SENDING
    core.db.deliveries._SENDING = timedelta(seconds=1)
    began = time.monotonic()
    try:
        with peer(receiver) as server:
            goals = {"acknowledge": 0.01, "answer": 0.02, "resolve": 9999, "around_the_clock": True}
            chosen = {
                "webhook": [{"url": server.url, "secret": "s"}],
                "goals": dict.fromkeys(("emergency", "high", "normal"), goals),
            }
            with office(place / "home", database, **chosen) as first:
                calls = [first.ask(f"label-service fails on printer {n}") for n in range(count)]
                kills = _through(place, database, chosen, calls, receiver, dice, seconds)
                return _outcome(first, calls, receiver, kills, time.monotonic() - began)
    finally:
        core.db.deliveries._SENDING = lapse
        quiet.setLevel(logging.NOTSET)


def _through(
    place: Path,
    database: str,
    chosen: dict[str, Any],
    calls: list[Escalation],
    receiver: Storm,
    dice: random.Random,
    seconds: float,
) -> int:
    """Replicas work until everything is done; each that is killed is followed by another."""
    kills = Counter[str]()
    until = time.monotonic() + seconds
    stop = threading.Event()

    def replica(number: int) -> None:
        mine = random.Random(dice.random())
        while not stop.is_set():
            try:
                with office(place / "home", database, **chosen) as here:
                    here.skew = SKEWS[number]
                    settings = here.settings.escalation.webhook[0]
                    here.extra = {"webhook": Deadly(WebhookNotifier(settings), mine, 0.03)}
                    while not stop.is_set():
                        _round(here)
            except Killed:
                kills["all"] += 1
            except DialtoneError:
                time.sleep(0.05)  # the database was busy with the other replicas

    threads = [threading.Thread(target=replica, args=(n,)) for n in range(len(SKEWS))]
    for thread in threads:
        thread.start()
    with office(place / "home", database, **chosen) as watcher:
        while time.monotonic() < until and not _settled(watcher, calls, receiver):
            time.sleep(0.5)
    receiver.calm = True
    stop.set()
    for thread in threads:
        thread.join(60)
    return kills["all"]


def _round(here: Office) -> None:
    try:
        if not here.human.run():
            time.sleep(0.02)
    except DialtoneError:
        time.sleep(0.05)  # the database was busy with the other replicas


def _settled(here: Office, calls: list[Escalation], receiver: Storm) -> bool:
    """Whether every call is delivered or shown, as the database sees it, and every timer fired."""
    stuck = {delivery.escalation_id for delivery in here.deliveries.stuck(10_000)}
    if any(call.id not in receiver.arrived and call.id not in stuck for call in calls):
        return False
    happened = (here.happened(call) for call in calls)
    return all(names.count("reminded") + names.count("breached") >= _TIMERS for names in happened)


def _outcome(
    here: Office, calls: list[Escalation], receiver: Storm, kills: int, seconds: float
) -> Outcome:
    stuck = {delivery.escalation_id for delivery in here.deliveries.stuck(10_000)}
    fired = Counter[tuple[str, str, str]]()
    for call in calls:
        for event in here.escalations.events(call.id):
            if event.name.value in ("reminded", "breached"):
                fired[call.id, event.name.value, str(event.data["goal"])] += 1
    arrived = [receiver.arrived[call.id] for call in calls]
    reached = {call.id for call in calls if receiver.arrived[call.id]}
    return Outcome(
        escalations=len(calls),
        once=sum(count == 1 for count in arrived),
        shown=sum(call.id in stuck and call.id not in reached for call in calls),
        lost=sum(call.id not in stuck and call.id not in reached for call in calls),
        twice=sum(count > 1 for count in arrived),
        timers_twice=sum(count > 1 for count in fired.values()),
        timers=len(fired),
        kills=kills,
        faults=dict(receiver.faults),
        seconds=seconds,
    )
