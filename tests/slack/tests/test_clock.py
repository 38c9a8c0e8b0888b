"""Slack's time: fixed stamps, scaled waits, and no step back."""

from __future__ import annotations

import time

import pytest

from tests.slack.clock import FIXED_START, Clock
from tests.slack.emulator import Emulator
from tests.slack.ids import Ids
from tests.slack.tests.conftest import Room


def test_five_minutes_can_last_fifty_milliseconds() -> None:
    clock = Clock(scale=1 / 6000)
    assert clock.real(300) == pytest.approx(0.05)
    assert clock.deadline(3) == clock.floor


def test_a_deadline_is_the_real_one_in_real_time() -> None:
    assert Clock().deadline(3) == 3
    assert Clock(scale=0.5).deadline(3) == 1.5
    assert Clock(scale=0.001).deadline(0.1) == 0.1
    clock = Clock()
    clock.grace = 20
    assert clock.deadline(3) == 23


def test_stamps_are_the_same_every_time_and_only_go_up() -> None:
    stamps = [Clock().stamp() for _ in range(2)]
    assert stamps == [f"{FIXED_START + 1}.000100"] * 2
    clock = Clock()
    many = [clock.stamp() for _ in range(20_000)]
    assert many == sorted(set(many))
    clock.advance(86_400)
    assert float(clock.stamp()) > float(many[-1]) + 86_000
    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(-1)


def test_live_stamps_follow_the_wall_clock() -> None:
    clock = Clock(start=None)
    first, second = clock.stamp(), clock.stamp()
    assert first != second
    assert abs(float(first) - time.time()) < 5


def test_a_new_scale_does_not_turn_time_back() -> None:
    clock = Clock(scale=0.0001)
    time.sleep(0.001)
    before = clock.elapsed()
    clock.scale = 1.0
    assert clock.elapsed() >= before > 5


def test_the_same_seed_makes_the_same_names() -> None:
    one, two, other = Ids(1), Ids(1), Ids(2)
    assert [one.new("U"), one.uuid(), one.trigger()] == [two.new("U"), two.uuid(), two.trigger()]
    assert Ids(1).new("U") != other.new("U")


async def test_a_reset_begins_the_same_world_again(slack: Emulator, room: Room) -> None:
    def world() -> list[str]:
        ada = slack.add_user("ada")
        channel = slack.add_channel("x", ada, slack.bot)
        return [ada.id, channel.id, slack.post(ada, channel, "hi").ts, slack.app.bot_token]

    await slack.reset()
    first = world()
    await slack.reset()
    assert world() == first
