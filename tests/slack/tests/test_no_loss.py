"""Many messages at once arrive, every one; `tests.slack.bench` says how fast."""

from __future__ import annotations

from tests.slack.bench import over_http, over_sockets, run
from tests.slack.emulator import Emulator
from tests.slack.tests.conftest import Room


async def test_a_burst_over_sockets_arrives_whole_and_in_order(slack: Emulator, room: Room) -> None:
    slack.backend.clock.floor = 3.0
    heard: list[str] = []
    async with over_sockets(slack, heard.append):
        for number in range(500):
            slack.post(room.ada, "help", str(number))
        await slack.wait_for(lambda: not slack.backend.postman.pending, 30)
    assert heard == [each.event_id for each in slack.deliveries()]
    assert len(heard) == 500


async def test_a_burst_over_http_arrives_whole(slack: Emulator, room: Room) -> None:
    slack.backend.clock.floor = 3.0
    heard: list[str] = []
    async with over_http(slack, heard.append):
        for number in range(200):
            slack.post(room.ada, "help", str(number))
        await slack.wait_for(lambda: not slack.backend.postman.pending, 30)
    assert set(heard) == {each.event_id for each in slack.deliveries()}
    assert len(heard) >= 200


async def test_the_benchmark_counts() -> None:
    result = await run("socket", 200, 0.2)
    assert (result.posted, result.received, result.lost) == (40, 40, 0)


async def test_nothing_is_lost_under_a_storm_of_faults(slack: Emulator, room: Room) -> None:
    slack.backend.clock.floor = 0.2
    heard: set[str] = set()
    slack.fault("missed_ack", count=None, probability=0.1)
    slack.fault("duplicate", count=None, probability=0.1)
    slack.fault("out_of_order", count=None, probability=0.1)
    slack.fault("lost", count=20)
    async with over_sockets(slack, heard.add):
        for number in range(200):
            slack.post(room.ada, "help", str(number))
        await slack.wait_for(lambda: not slack.backend.postman.pending, 30)
    assert heard == {each.event_id for each in slack.deliveries()}
