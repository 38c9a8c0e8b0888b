"""Questions through every fault that the emulated Slack has, while bots are killed.

What is looked at in the end is what people see: every question answered (or handed over) once, in
its thread, in order.
"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.slack_settings import EVENTS_PATH
from tests.bot.slack.help_channel import Transport
from tests.scenarios.slack_asked import ASKED, OUTCOMES, WISH, Asked, read
from tests.scenarios.slack_bot import TRIAGE, Bot, channel_names, wait_for_port
from tests.scenarios.slack_trouble import Trouble
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.user import User

_CALL = re.compile(r'"action_id": "dialtone_card_claim".*?"value": "([^"]+)"')


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
        rows: dict[str, Counter[str]] = {}
        for asked in self.asked:
            row = rows.setdefault(asked.trouble, Counter())
            row.update(asked.outcomes(self.slack.said_by_bot(asked.ts)))
        return [
            {"fault": name, "struck": self.struck[name], **{each: row[each] for each in OUTCOMES}}
            for name, row in rows.items()
        ]

    @property
    def wishes(self) -> int:
        """How often a human was asked for."""
        return sum(each.wanted.count(WISH[1]) for each in self.asked)

    def cards(self) -> list[str]:
        """The calls that stand in the triage channel, each as often as it does."""
        said = [each for each in self.triage.messages.values() if not each.thread_ts]
        shown = [json.dumps(each.blocks) for each in said]
        return [found[1] for text in shown if (found := _CALL.search(text))]

    def others(self) -> list[str]:
        """What was said that nobody had asked for, or twice."""
        found = [
            each for asked in self.asked for each in asked.others(self.slack.said_by_bot(asked.ts))
        ]
        twice = {call: count for call, count in Counter(self.cards()).items() if count > 1}
        return found + [f"{TRIAGE}: {count} cards of the call {c}" for c, count in twice.items()]

    def _missing(self) -> list[Asked]:
        return [each for each in self.asked if set(each.due) - set(self._read(each))]

    def _read(self, asked: Asked) -> list[str]:
        return read(self.slack.said_by_bot(asked.ts))

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
                await asyncio.to_thread(wait_for_port, bot.port)
            self.restarts.append(time.monotonic() - began)

    async def _point(self) -> None:
        for bot in self.bots:
            await asyncio.to_thread(wait_for_port, bot.port)
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
