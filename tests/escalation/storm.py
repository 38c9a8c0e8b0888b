"""Escalations through random faults: what reached people, counted where it arrived.

Replicas are real processes on one database, with clocks that are wrong, killed with SIGKILL both
at random moments and while the receiver holds a request of theirs, before or after it has taken
it. The receiver is a local server that loses answers, limits, fails, hangs up, is down for a
while, and never takes some calls. Read in the end: what it took, what the doctor says, and what
the desk page shows in a browser.
"""

import contextlib
import json
import logging
import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import dialtone.doctor
from core.conversation import Escalation
from core.escalation import DeliveryState
from core.settings import Settings
from dialtone.surface import Surface
from tests.bot.web.line import ADMIN_KEY, running
from tests.escalation.office import Office
from tests.escalation.peer import Answer, Request, peer
from tests.escalation.replica import Chosen, run

SKEWS = (0.0, -90.0, 45.0)
"""Seconds by which each replica's clock is wrong."""
TIMERS = 4
"""Of each call: a reminder and a breach of two goals."""
_PATIENCE = 0.02
_FORKS = multiprocessing.get_context("forkserver")
# A replica imports the program's main module anew, and with it this one: both once, before.
_FORKS.set_forkserver_preload(
    [
        "tests.escalation.storm",
        "tests.escalation.replica",
        "dialtone.human",
        "dialtone.ownership",
        "core.db.engine",
        "psycopg",
        "httpx",
    ]
)


@dataclass(frozen=True, slots=True)
class Odds:
    """How often what goes wrong, of each request."""

    fault: float = 0.4
    """It is refused, limited, fails after it was taken, or its answer is lost."""
    killed: float = 0.02
    """The replica that sends it is killed; half of the time after it was taken."""
    down: float = 0.002
    """The receiver goes away for a while."""
    never: float = 0.1
    """Of each call: that none of its deliveries is ever taken."""


@dataclass
class Crew:
    """The replicas: who is killed is followed by another."""

    given: Sequence[Chosen]
    members: list[ForkServerProcess] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: bool = False

    def begin(self) -> None:
        self.members = [self._new(chosen) for chosen in self.given]

    def kill(self, number: int, when: str) -> None:
        """End one where it stands, and start another in its place."""
        with self._lock:
            if self._over:
                return
            self.members[number].kill()
            self.members[number].join()
            self.kills[when] += 1
            self.members[number] = self._new(self.given[number])

    def end(self) -> None:
        """All of them, in good order."""
        with self._lock:
            self._over = True
        for member in self.members:
            member.terminate()
        for member in self.members:
            member.join(60)

    @staticmethod
    def _new(chosen: Chosen) -> ForkServerProcess:
        process = _FORKS.Process(target=run, args=(chosen,), daemon=True)
        process.start()
        return process


@dataclass
class Receiver:
    """What people look at: takes notices, by the id that they see once."""

    dice: random.Random
    odds: Odds
    kill: Any = None
    arrived: Counter[str] = field(default_factory=Counter)
    """Escalation -> distinct notices that reached somebody."""
    ids: Counter[str] = field(default_factory=Counter)
    """Notice -> how often it was taken."""
    never: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    down_until: float = 0.0
    calm: bool = False

    def __call__(self, request: Request) -> Answer:
        replica = int(request.path.rpartition("/")[2])
        body = request.body
        if body["data"]["escalation"] in self.never:
            self.faults["never taken"] += 1
            return Answer(410)
        fault = self._fault()
        self.faults[fault] += 1
        if fault == "killed before":
            self.kill(replica, fault)
        if fault == "refused":
            return Answer(503)
        if fault == "limited":
            return Answer(429, headers={"Retry-After": "0"})
        if fault in ("down", "killed before"):
            return Answer(0)
        key = request.headers["webhook-id"]
        if body["type"] == "escalation.notice" and key not in self.ids:
            self.arrived[body["data"]["escalation"]] += 1
        self.ids[key] += 1
        if fault == "killed after":
            self.kill(replica, fault)
        if fault in ("answer lost", "killed after"):
            return Answer(0)
        return Answer(500 if fault == "failed after" else 204)

    def _fault(self) -> str:
        if self.calm:
            return "none"
        if time.monotonic() < self.down_until:
            return "down"
        if self.dice.random() < self.odds.down:
            self.down_until = time.monotonic() + self.dice.uniform(0.5, 3)
        if self.dice.random() < self.odds.killed:
            return self.dice.choice(("killed before", "killed after"))
        if self.dice.random() < self.odds.fault:
            return self.dice.choice(("refused", "limited", "answer lost", "failed after"))
        return "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of them."""

    escalations: int
    once: int
    """Reached a human exactly once."""
    shown: int
    """Reached nobody, and the doctor and the desk page both show them as undelivered."""
    unfinished: int
    """Waits to be delivered still, since time was up: must be none."""
    lost: int
    """None of these: must be none."""
    twice: int
    """Reached people as two notices: must be none."""
    falsely_shown: int
    """The doctor or the desk page shows a call of which everything was taken: must be none."""
    apart: int
    """Shown by one of doctor and desk page, and not by the other: must be none."""
    repeats: int
    """The same notice taken again under its own id, which receivers see to."""
    timers: int
    """Reminders and breaches that happened; each call has four."""
    timers_twice: int
    """That happened twice: must be none."""
    kills: Mapping[str, int]
    faults: Mapping[str, int]
    seconds: float

    @property
    def bad(self) -> int:
        """What must be none."""
        missing = self.escalations * TIMERS - self.timers
        wrong = (
            self.lost
            + self.unfinished
            + self.twice
            + self.timers_twice
            + self.falsely_shown
            + self.apart
        )
        return wrong + missing


def storm(
    place: Path,
    count: int,
    *,
    seed: int = 0,
    database: str = "",
    seconds: float = 240,
    odds: Odds | None = None,
    skews: Sequence[float] = SKEWS,
) -> Outcome:
    """Send so many escalations through it. `seconds`: after how long it gives up waiting."""
    dice = random.Random(seed)
    receiver = Receiver(random.Random(seed + 1), odds or Odds())
    began = time.monotonic()
    with peer(receiver) as server, _quiet():
        given = [
            _chosen(place, database, f"{server.url}/{number}", skew)
            for number, skew in enumerate(skews)
        ]
        with Office(given[0].settings) as here:
            here.read_catalog()
            crew = Crew(given)
            receiver.kill = crew.kill
            crew.begin()
            try:
                calls = _asked(here, count, receiver, dice)
                _weather(here, calls, receiver, crew, dice, seconds)
            finally:
                crew.end()
            return _outcome(here, calls, receiver, crew, time.monotonic() - began)


def _chosen(place: Path, database: str, url: str, skew: float) -> Chosen:
    goals = {"acknowledge": 0.02, "answer": 0.04, "resolve": 9999, "around_the_clock": True}
    escalation = {
        "webhook": [{"url": url, "secret": "s"}],
        "goals": dict.fromkeys(("emergency", "high", "normal"), goals),
    }
    return Chosen(place / "home", database, escalation, skew, _PATIENCE)


def _asked(here: Office, count: int, receiver: Receiver, dice: random.Random) -> list[Escalation]:
    """Calls come in while replicas work already, and one of them is killed now and then."""
    calls = []
    for number in range(count):
        call = here.ask(f"label-service fails on printer {number}")
        if dice.random() < receiver.odds.never:
            receiver.never.add(call.id)
        calls.append(call)
    return calls


def _weather(
    here: Office,
    calls: list[Escalation],
    receiver: Receiver,
    crew: Crew,
    dice: random.Random,
    seconds: float,
) -> None:
    """Kill replicas at random moments until everything is settled; the last of it in calm."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not _settled(here, calls, receiver):
        time.sleep(dice.uniform(1, 4))
        if not receiver.calm:
            crew.kill(dice.randrange(len(crew.given)), "at random")
        reached = sum(call.id in receiver.arrived or call.id in receiver.never for call in calls)
        receiver.calm = receiver.calm or reached == len(calls)


def _settled(here: Office, calls: list[Escalation], receiver: Receiver) -> bool:
    """Whether nothing waits any more, every timer has fired, and the rest is shown."""
    if not receiver.calm:
        return False
    stuck = {delivery.escalation_id for delivery in here.deliveries.stuck()}
    if stuck - receiver.never or receiver.never - stuck:
        return False
    for call in calls:
        told = here.deliveries.of(call.id)
        if len(told) <= TIMERS or any(one.state is DeliveryState.WAITING for one in told):
            return False
    return True


def _outcome(
    here: Office, calls: list[Escalation], receiver: Receiver, crew: Crew, seconds: float
) -> Outcome:
    fired = Counter[tuple[str, str, str]]()
    for call in calls:
        for event in here.escalations.events(call.id):
            if event.name.value in ("reminded", "breached"):
                fired[call.id, event.name.value, str(event.data["goal"])] += 1
    doctor, desk = _told_by_doctor(here.settings), _shown_on_desk(here)
    everybody = {call.id for call in calls}
    reached = {key for key in everybody if receiver.arrived[key]}
    whole = {
        key
        for key in reached
        if all(one.state is DeliveryState.DELIVERED for one in here.deliveries.of(key))
    }
    waiting = {
        key
        for key in everybody - reached
        if any(one.state is DeliveryState.WAITING for one in here.deliveries.of(key))
    }
    return Outcome(
        escalations=len(calls),
        once=sum(receiver.arrived[key] == 1 for key in everybody),
        shown=len((everybody - reached) & doctor & desk),
        unfinished=len(waiting - (doctor & desk)),
        lost=len(everybody - reached - waiting - (doctor & desk)),
        twice=sum(receiver.arrived[key] > 1 for key in everybody),
        falsely_shown=len(whole & (doctor | desk)),
        apart=len(doctor ^ desk),
        repeats=sum(count - 1 for count in receiver.ids.values()),
        timers=len(fired),
        timers_twice=sum(count > 1 for count in fired.values()),
        kills=dict(crew.kills),
        faults=dict(receiver.faults),
        seconds=seconds,
    )


def _told_by_doctor(settings: Settings) -> set[str]:
    """The calls that `dialtone doctor` names as undelivered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialtone.doctor, "App", Office)
        checks = dialtone.doctor.examine(lambda: settings)
    names = [check.name for check in checks if not check.ok]
    return {name.removeprefix("undelivered ") for name in names if name.startswith("undelivered ")}


def _shown_on_desk(here: Office) -> set[str]:
    """The calls that the desk page marks as undelivered, read in a browser."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import ARGUMENTS, chromium_path

    web = here.settings.web.model_copy(update={"admin_key": SecretStr(ADMIN_KEY)})
    settings = here.settings.model_copy(update={"web": web})
    shown: set[str] = set()
    with (
        _still(Office(settings)) as app,
        running(app, Surface(app)) as line,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{line.url}/desk")
        page.get_by_label("Your name, as askers see it").fill("Dana")
        page.get_by_label("API key, or the token of your portal").fill(ADMIN_KEY)
        page.get_by_role("button", name="Open the desk").click()
        rows = page.locator("nav li button")
        rows.first.wait_for(timeout=60_000)
        while page.locator("#more").count():
            before = rows.count()
            page.locator("#more").click()
            page.wait_for_function(
                "n => document.querySelectorAll('nav li').length > n"
                " || !document.getElementById('more')",
                arg=before, timeout=60_000,
            )  # fmt: skip
        marked = page.locator("nav li button:has(.tag)")
        shown = set(marked.evaluate_all("all => all.map(one => one.dataset.call)"))
        browser.close()
    return shown


@contextmanager
def _still(app: Office) -> Iterator[Office]:
    """An office whose rounds do nothing, so that what is looked at stays as it is."""
    with app:
        app.human.run = lambda: ()  # type: ignore[method-assign]
        yield app


@contextmanager
def _quiet() -> Iterator[None]:
    """Without a line for every fault."""
    loud = [logging.getLogger(name) for name in ("escalation.courier", "bot.rounds")]
    for logger in loud:
        logger.setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as stack:
        for logger in loud:
            stack.callback(logger.setLevel, logging.NOTSET)
        yield


def as_json(outcome: Outcome) -> str:
    """For programs."""
    from dataclasses import asdict

    return json.dumps(asdict(outcome), indent=2)
