"""Rounds that come after others: in order, and never held up for long."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from bot import rounds
from bot.bell import Bell
from bot.crossing import Crossing, Lane
from bot.rounds import Rounds


@pytest.fixture
async def crossing() -> AsyncIterator[Crossing]:
    made = Crossing(writers=1, answerers=1)
    yield made
    made.close()


async def test_the_first_round_comes_after_the_first_of_those_before(crossing: Crossing) -> None:
    gone: list[str] = []
    read = threading.Event()

    def slow() -> tuple[str, ...]:
        read.wait(20)
        gone.append("catalog")
        return ()

    def calls() -> tuple[str, ...]:
        gone.append("calls")
        return ()

    before = Rounds(slow, crossing, Bell(), lane=Lane.UPKEEP, seconds=60)
    later = Rounds(calls, crossing, Bell(), seconds=0.01)
    await before.start()
    await later.start(after=before)
    later.wake()
    await asyncio.sleep(0.1)
    assert gone == []
    read.set()
    await _until(lambda: len(gone) >= 3)
    assert gone[:2] == ["catalog", "calls"]
    await later.close()
    await before.close()


async def test_one_that_never_ends_holds_it_up_for_seconds_only(
    crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_PATIENCE", 0.2)
    ended = threading.Event()
    gone: list[str] = []

    def calls() -> tuple[str, ...]:
        gone.append("calls")
        return ()

    before = Rounds(lambda: ("",) * ended.wait(20), crossing, Bell(), lane=Lane.UPKEEP, seconds=60)
    later = Rounds(calls, crossing, Bell(), seconds=60)
    await before.start()
    await later.start(after=before)
    await _until(lambda: gone == ["calls"])
    ended.set()
    await later.close()
    await before.close()


async def _until(holds) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)
