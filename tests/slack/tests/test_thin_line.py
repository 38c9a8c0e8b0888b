"""One question and one answer, all the way round, over each transport."""

from __future__ import annotations

from tests.slack.emulator import Emulator
from tests.slack.tests.bolt_bots import bolt_over_http, bolt_over_sockets
from tests.slack.tests.conftest import Room


async def test_a_bolt_app_answers_over_socket_mode(slack: Emulator, room: Room) -> None:
    async with bolt_over_sockets(slack):
        asked = slack.post(room.ada, room.channel, f"{slack.bot.mention} where are the docs?")
        answers = await slack.wait_for_reply(asked.ts)
    assert [each.text for each in answers] == ["Here: <https://docs.example.com|docs>"]
    assert {each.name for each in slack.deliveries()} >= {"app_mention", "message"}
    assert all(each.state == "acked" for each in slack.deliveries("app_mention"))


async def test_a_bolt_app_answers_over_signed_http(slack: Emulator, room: Room) -> None:
    async with bolt_over_http(slack):
        asked = slack.post(room.ada, room.channel, f"{slack.bot.mention} where are the docs?")
        answers = await slack.wait_for_reply(asked.ts)
        await slack.settle()
    assert len(answers) == 1
    assert [each.latency_ms is not None for each in slack.deliveries("app_mention")] == [True]
