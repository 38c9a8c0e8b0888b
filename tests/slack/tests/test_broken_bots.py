"""Each broken bot is caught by its own scenario, and passes the four that are not about it."""

from __future__ import annotations

import pytest

from tests.slack.emulator import Emulator
from tests.slack.tests.bots import broken
from tests.slack.tests.bots.careful import CarefulBot
from tests.slack.tests.bots.scenarios import SCENARIOS, MakeBot, Scenario
from tests.slack.tests.conftest import Room

BROKEN: tuple[MakeBot, ...] = (
    broken.AnswersTwiceOnRetry,
    broken.AnswersBots,
    broken.Broadcasts,
    broken.LosesTheEventOnCrash,
    broken.Ignores429,
)
CAUGHT = list(zip(BROKEN, SCENARIOS, strict=True))
PASSED = [
    (bot, scenario)
    for bot in (CarefulBot, *BROKEN)
    for scenario in SCENARIOS
    if (bot, scenario) not in CAUGHT
]


def name(part: MakeBot | Scenario) -> str:
    return part.__name__


@pytest.mark.parametrize(("bot", "scenario"), CAUGHT, ids=name)
async def test_a_broken_bot_is_caught(
    slack: Emulator, room: Room, bot: MakeBot, scenario: Scenario
) -> None:
    with pytest.raises(AssertionError):
        await scenario(slack, room, bot)


@pytest.mark.parametrize(("bot", "scenario"), PASSED, ids=name)
async def test_nothing_else_is_held_against_it(
    slack: Emulator, room: Room, bot: MakeBot, scenario: Scenario
) -> None:
    await scenario(slack, room, bot)
