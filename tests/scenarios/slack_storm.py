"""Questions through every fault that the emulated Slack has, while bots are killed.

What is looked at in the end is what people see: every question answered (or handed over) once, in
its thread, in order.
"""

import asyncio
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.slack_settings import EVENTS_PATH
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.faults import FaultKind
from tests.slack.user import User

Transport = Literal["socket", "http"]

ROOT = Path(__file__).parents[2]
ASKED = (
    ("How do I roll back a deploy?", "harbor rollback"),
    ("How do I raise the memory quota of a namespace?", "64 GiB"),
)
"""Questions, and a word that only their answer has."""
WISH = ("Can I talk to a human please?", "human has been asked")
TAKEN = " has this now, because "
"""What an asker hears next of a wish: it belongs to that, and ought to be said once too."""
TRIAGE = "platform-oncall"
"""Where a card is posted for every wish."""
_CHANNELS = 16


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


@dataclass(slots=True)
class Asked:
    """One thread, and what is to be read in it in the end."""

    trouble: str
    channel: str
    ts: str
    wanted: list[str]


@dataclass(slots=True)
class Bot:
    """One replica: a process that can be killed and started again."""

    settings: dict[str, str]
    home: Path
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Begin; it is up some seconds later."""
        command = [sys.executable, "-m", "tests.bot.slack.program", "--home", str(self.home)]
        command += ["slack", *(["--port", str(self.port)] if self.port else [])]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", **self.settings},
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def stop(self) -> None:
        """End it in good order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


@dataclass
class Storm:
    """One configuration: an emulated Slack, its bots, and everything that was asked."""

    slack: Emulator
    bots: Sequence[Bot]
    transport: Transport
    seed: int = 0
    asked: list[Asked] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self.ada: User = self.slack.add_user("ada", "Ada Lane")
        self.channels: list[Channel] = [
            self.slack.add_channel(name, self.ada, self.slack.bot) for name in channel_names()
        ]
        self.triage = self.slack.add_channel(TRIAGE, self.slack.bot)

    async def begin(self) -> None:
        """Start every bot, and wait until Slack reaches them."""
        for bot in self.bots:
            bot.start()
        if self.transport == "http":
            await self._point()
        else:
            await self._until(lambda: self.slack.sockets >= len(self.bots), 120, "sockets")

    async def rage(
        self, questions: int, kills: int, troubles: Sequence[Trouble], rest: float = 15
    ) -> None:
        """Ask so many questions through all of these troubles, and kill so often meanwhile.

        `rest`: seconds in the end in which what would come twice comes.
        """
        mine = [each for each in troubles if self.transport in each.transports]
        killer = asyncio.create_task(self._kill(kills))
        for number, trouble in enumerate(mine):
            share = questions * (number + 1) // len(mine) - questions * number // len(mine)
            await self._suffer(trouble, share)
        await killer
        await self._until(lambda: not self._missing(), 180, "every answer", fail=False)
        await self._until(lambda: len(self.cards()) >= self.wishes, 120, "cards", fail=False)
        await asyncio.sleep(rest)

    def table(self) -> list[dict[str, object]]:
        """A row a trouble: how many were asked, and how they ended."""
        rows: dict[str, dict[str, int]] = {}
        for asked in self.asked:
            row = rows.setdefault(asked.trouble, dict.fromkeys(_COLUMNS, 0))
            row["questions"] += len(asked.wanted)
            for outcome, count in self._outcomes(asked).items():
                row[outcome] += count
        return [{"fault": name, "struck": self.struck[name], **row} for name, row in rows.items()]

    @property
    def wishes(self) -> int:
        """How often a human was asked for."""
        return sum(each.wanted.count(WISH[1]) for each in self.asked)

    def cards(self) -> list[str]:
        """The calls that stand in the triage channel, each as often as it does."""
        said = [each for each in self.triage.messages.values() if not each.thread_ts]
        shown = [json.dumps(each.blocks) for each in said]
        return [found[1] for text in shown if (found := _CALL.search(text))]

    def _outcomes(self, asked: Asked) -> Counter[str]:
        read = self._read(asked)
        outcomes: Counter[str] = Counter()
        for wanted in asked.wanted:
            # An escalation is one outcome: that it was stored, and then who has it, each once.
            counts = {read.count(part) for part in _parts(wanted)}
            outcomes["once" if counts == {1} else "lost" if 0 in counts else "more"] += 1
        due = _due(asked)
        in_order = [each for each in due if each in read]
        outcomes["out of order"] += int(list(dict.fromkeys(read)) != in_order)
        outcomes["other"] += sum(1 for each in read if each not in due)
        return outcomes

    def _read(self, asked: Asked) -> list[str]:
        """What a person reads in a thread: of each message, what it answers."""
        known = [part for _, word in (*ASKED, WISH) for part in _parts(word)]
        found = []
        for message in self.slack.said_by_bot(asked.ts):
            text = message.text + json.dumps(message.blocks)
            found.append(next((word for word in known if word in text), "other"))
        return found

    def others(self) -> list[str]:
        """What was said that answers nothing that was asked there, or was said before."""
        found = []
        for asked in self.asked:
            due = _due(asked)
            read = self._read(asked)
            for message, what in zip(self.slack.said_by_bot(asked.ts), read, strict=True):
                if what not in due or read.count(what) > 1:
                    found.append(f"{asked.trouble}, {asked.ts}: {message.text[:120]}")
        twice = {call: count for call, count in Counter(self.cards()).items() if count > 1}
        found += [f"{TRIAGE}: {count} cards of the call {call}" for call, count in twice.items()]
        return found

    def _missing(self) -> list[Asked]:
        return [each for each in self.asked if set(_due(each)) - set(self._read(each))]

    async def _suffer(self, trouble: Trouble, questions: int) -> None:
        fault = None
        if trouble.kind not in ("soft", "hard", "none"):
            fault = self.slack.fault(
                trouble.kind,  # type: ignore[arg-type]
                "link" if trouble.kind == "refuse_socket" else trouble.target,
                count=3 if trouble.kind == "refuse_socket" else None,
                probability=1.0 if trouble.kind == "refuse_socket" else trouble.probability,
                seconds=trouble.seconds,
            )
        cut = 0
        while questions > 0:
            questions -= self._ask(trouble.name, questions)
            if trouble.kind in ("soft", "hard", "refuse_socket") and not cut:
                hard = trouble.kind != "soft"
                cut = self.slack.disconnect(hard=hard)
                self.struck[trouble.name] += cut
            await asyncio.sleep(self._random.uniform(0.05, 0.6))
        batch = [each for each in self.asked if each.trouble == trouble.name]
        waits = lambda: not any(each in batch for each in self._missing())  # noqa: E731
        await self._until(waits, 45, trouble.name, fail=False)
        if fault and not cut:
            self.struck[trouble.name] += fault.struck
        self.slack.clear_faults()

    def _ask(self, trouble: str, most: int) -> int:
        """Begin one thread, with one question or two, or a wish for a human."""
        channel = self._random.choice(self.channels)
        if self._random.random() < 0.1:
            said = self.slack.post(self.ada, channel, WISH[0])
            self.asked.append(Asked(trouble, channel.id, said.ts, [WISH[1]]))
            return 1
        first, second = ASKED
        said = self.slack.post(self.ada, channel, first[0])
        asked = Asked(trouble, channel.id, said.ts, [first[1]])
        self.asked.append(asked)
        if most < 2 or self._random.random() < 0.5:
            return 1
        if self._random.random() < 0.2:
            second = WISH
        self.slack.post(self.ada, channel, second[0], thread_ts=said.ts)
        asked.wanted.append(second[1])
        return 2

    async def _kill(self, kills: int) -> None:
        for _ in range(kills):
            await asyncio.sleep(self._random.uniform(0.5, 8))
            bot = self._random.choice(self.bots)
            bot.kill()
            began = time.monotonic()
            bot.start()
            if self.transport == "socket":
                count = len(self.bots)
                await self._until(lambda: self.slack.sockets >= count, 60, "socket", fail=False)  # noqa: B023
            else:
                await asyncio.to_thread(_wait_for_port, bot.port)
            self.restarts.append(time.monotonic() - began)

    async def _point(self) -> None:
        for bot in self.bots:
            await asyncio.to_thread(_wait_for_port, bot.port)
        urls = [f"http://127.0.0.1:{bot.port}{EVENTS_PATH}" for bot in self.bots]
        while True:
            try:
                return await self.slack.use_http(*urls)
            except ActorError:
                # On a busy machine a bot that just began may take longer than Slack allows.
                await asyncio.sleep(1)

    async def _until(
        self, condition: Callable[[], bool], seconds: float, what: str, *, fail: bool = True
    ) -> None:
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                if fail:
                    raise AssertionError(f"waited {seconds:g} s for {what} in vain")
                return
            await asyncio.sleep(0.2)


_COLUMNS = ("questions", "once", "more", "lost", "out of order", "other")
_CALL = re.compile(r'"action_id": "dialtone_card_claim".*?"value": "([^"]+)"')


def _parts(wanted: str) -> tuple[str, ...]:
    """The messages that an outcome has, in order."""
    return (wanted, TAKEN) if wanted == WISH[1] else (wanted,)


def _due(asked: Asked) -> list[str]:
    """The messages that are to be read in a thread in the end, in order."""
    return [part for wanted in asked.wanted for part in _parts(wanted)]


def channel_names() -> list[str]:
    """The help channels."""
    return [f"help-{number}" for number in range(_CHANNELS)]


def bots(
    slack: Emulator,
    place: Path,
    transport: Transport,
    *,
    replicas: int = 1,
    placeholder_seconds: float = 1.5,
    **more: str,
) -> list[Bot]:
    """Replicas that share a home, or the servers that `more` names."""
    settings = {
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DIALTONE_SLACK__TRANSPORT": transport,
        "DIALTONE_SLACK__MODE": "every",
        "DIALTONE_SLACK__HELP_CHANNELS": ",".join(channel_names()),
        "DIALTONE_SLACK__TRIAGE": TRIAGE,
        "DIALTONE_SLACK__LOOK_BACK_MINUTES": "0.2",
        "DIALTONE_SLACK__PLACEHOLDER_SECONDS": str(placeholder_seconds),
        **more,
    }
    return [
        Bot(
            settings,
            place / "home",
            place / f"bot-{number}.log",
            port=_free_port() if transport == "http" else 0,
        )
        for number in range(replicas)
    ]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as looking:
            if looking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
