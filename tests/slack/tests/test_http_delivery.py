"""Signed HTTP: verification, retries, and every way an attempt can fail."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from aiohttp import web

from tests.slack.delivery.postman import RETRY_WAITS
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.tests.bolt_bots import serving
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import Reply, http_probe
from tests.slack.wire import Json


def failing(times: int) -> Reply:
    """A reply that fails so often, then lets through."""
    left = times

    async def reply(body: Json) -> web.Response | None:
        nonlocal left
        left -= 1
        return web.Response(status=500) if left >= 0 else None

    return reply


async def outcomes(slack: Emulator) -> list[str]:
    """How each attempt of the one delivery went."""
    await slack.settle()
    (parcel,) = slack.deliveries()
    return [each.outcome for each in parcel.attempts]


async def test_an_ack_has_a_latency(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        slack.post(room.ada, "help", "hello")
        assert await outcomes(slack) == ["acked"]
        assert 0 < (slack.deliveries()[0].latency_ms or 0) < 1000
        assert "x-slack-retry-num" not in probe.headers[0]
        assert probe.headers[0]["user-agent"].startswith("Slackbot")


async def test_a_failure_is_retried_with_a_number_and_a_reason(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        probe.reply = failing(2)
        slack.post(room.ada, "help", "hello")
        assert await outcomes(slack) == ["http_error", "http_error", "acked"]
        numbers = [each.get("x-slack-retry-num") for each in probe.headers]
        reasons = [each.get("x-slack-retry-reason") for each in probe.headers]
    assert numbers == [None, "1", "2"]
    assert reasons == [None, "http_error", "http_error"]
    assert len({each["event_id"] for each in probe.bodies}) == 1


async def test_retries_come_at_once_then_after_one_and_five_minutes(
    slack: Emulator, room: Room
) -> None:
    assert RETRY_WAITS == (0, 60, 300)
    async with http_probe(slack) as probe:
        probe.reply = failing(9)
        slack.post(room.ada, "help", "hello")
        await slack.settle(0.4)
    (parcel,) = slack.deliveries()
    assert (parcel.state, len(parcel.attempts)) == ("failed", 4)
    sent = [each.sent_at for each in parcel.attempts]
    gaps = [(later - earlier) / 0.001 for earlier, later in pairwise(sent)]
    assert gaps[1] > 59
    assert gaps[2] > 299


async def test_no_retry_is_honoured(slack: Emulator, room: Room) -> None:
    async def refuse(body: Json) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with http_probe(slack) as probe:
        probe.reply = refuse
        slack.post(room.ada, "help", "hello")
        assert await outcomes(slack) == ["http_error"]


async def test_a_slow_bot_is_timed_out(slack: Emulator, room: Room) -> None:
    async def dawdle(body: Json) -> web.Response:
        await asyncio.sleep(0.7 if len(probe.bodies) == 1 else 0)
        return web.Response()

    async with http_probe(slack) as probe:
        probe.reply = dawdle
        slack.post(room.ada, "help", "hello")
        assert await outcomes(slack) == ["http_timeout", "acked"]


async def test_nobody_there(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        pass
    assert probe.url
    slack.post(room.ada, "help", "hello")
    assert await outcomes(slack) == ["connection_failed"] * 4


async def test_redirects_in_a_circle(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:

        async def round_again(body: Json) -> web.Response:
            return web.Response(status=307, headers={"Location": probe.url})

        probe.reply = round_again
        slack.post(room.ada, "help", "hello")
        assert set(await outcomes(slack)) == {"too_many_redirects"}


async def test_a_tls_error(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        slack.backend.line.http.point_at(probe.url.replace("http://", "https://"))
        slack.post(room.ada, "help", "hello")
        assert set(await outcomes(slack)) == {"ssl_error"}


async def test_a_url_that_does_not_repeat_the_challenge_is_not_taken(
    slack: Emulator, room: Room
) -> None:
    async def mumble(request: web.Request) -> web.Response:
        return web.json_response({"challenge": "what?"})

    async with serving(mumble) as url:
        with pytest.raises(ActorError, match="url_verification"):
            await slack.use_http(url)
    slack.post(room.ada, "help", "hello")
    assert slack.deliveries() == []


async def test_a_challenge_may_be_repeated_as_plain_text(slack: Emulator, room: Room) -> None:
    async def parrot(request: web.Request) -> web.Response:
        return web.Response(text=(await request.json())["challenge"])

    async with serving(parrot) as url:
        await slack.use_http(url)


async def test_only_this_machine_is_talked_to(slack: Emulator) -> None:
    with pytest.raises(ActorError, match="only talks to this machine"):
        await slack.use_http("https://example.com/slack/events")


async def test_several_urls_share_the_work(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as first, http_probe(slack) as second:
        await slack.use_http(first.url, second.url)
        for number in range(4):
            slack.post(room.ada, "help", str(number))
        await slack.settle()
        assert (len(first.bodies), len(second.bodies)) == (2, 2)
