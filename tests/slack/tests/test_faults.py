"""Every fault, seen from the side that it strikes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import get_args

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncServerErrorRetryHandler
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.faults import KINDS, ApiFault, Faults
from tests.slack.tests.bolt_bots import bolt_over_http
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import http_probe, socket_probe
from tests.slack.tests.sdk_clients import aiohttp_client

Post = Callable[[], Awaitable[object]]


@pytest.fixture
def post(client: AsyncWebClient, room: Room) -> Post:
    """Post once, by a client that does not try again."""
    client.retry_handlers.clear()
    return lambda: client.chat_postMessage(channel=room.channel.id, text="x")


# On the Web API


async def test_rate_limited(slack: Emulator, post: Post) -> None:
    slack.fault("rate_limited", "chat.postMessage", seconds=7)
    with pytest.raises(SlackApiError) as refused:
        await post()
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert slack.said_by_bot() == []
    await post()


@pytest.mark.parametrize("status", [500, 503])
async def test_an_error_before_the_write(slack: Emulator, post: Post, status: int) -> None:
    slack.fault("error_before", "chat.postMessage", status=status)
    with pytest.raises(SlackApiError) as refused:
        await post()
    assert refused.value.response.status_code == status
    assert slack.said_by_bot() == []


async def test_an_error_after_the_write(slack: Emulator, post: Post) -> None:
    slack.fault("error_after", "chat.postMessage")
    with pytest.raises(SlackApiError) as refused:
        await post()
    assert refused.value.response.status_code == 500
    assert len(slack.said_by_bot()) == 1


async def test_the_sdks_server_error_handler_posts_twice(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    client.retry_handlers.append(AsyncServerErrorRetryHandler(max_retry_count=1))
    slack.fault("error_after", "chat.postMessage")
    await client.chat_postMessage(channel=room.channel.id, text="x")
    assert len(slack.said_by_bot()) == 2


async def test_slow(slack: Emulator, post: Post) -> None:
    slack.fault("slow", "chat.postMessage", seconds=200)
    began = time.monotonic()
    await post()
    assert time.monotonic() - began >= 0.2
    assert len(slack.said_by_bot()) == 1


async def test_slow_writes_nothing_for_a_caller_who_gave_up(slack: Emulator, room: Room) -> None:
    slack.fault("slow", "chat.postMessage", seconds=300)
    impatient = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    timeout = aiohttp.ClientTimeout(total=0.1)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        impatient.session = session
        impatient.retry_handlers.clear()
        with pytest.raises(TimeoutError):
            await impatient.chat_postMessage(channel=room.channel.id, text="x")
        await slack.settle()
    assert slack.said_by_bot() == []


@pytest.mark.parametrize(("kind", "written"), [("reset", 0), ("reset_after", 1)])
async def test_connection_reset(slack: Emulator, post: Post, kind: ApiFault, written: int) -> None:
    slack.fault(kind, "chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post()
    assert len(slack.said_by_bot()) == written
    assert slack.calls("chat.postMessage")[0].fault == kind


async def test_a_fault_strikes_one_method_so_many_times(
    slack: Emulator, post: Post, client: AsyncWebClient
) -> None:
    slack.fault("error_before", "chat.postMessage", count=2, skip=1)
    results = []
    for _ in range(5):
        assert (await client.auth_test())["ok"]
        try:
            await post()
        except SlackApiError:
            results.append("failed")
        else:
            results.append("done")
    assert results == ["done", "failed", "failed", "done", "done"]


# On delivery


async def test_a_duplicate_has_the_same_event_id_in_a_new_envelope(
    slack: Emulator, room: Room
) -> None:
    async with socket_probe(slack) as probe:
        slack.fault("duplicate", "message")
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        first, second = probe.envelopes
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]
    assert second["retry_attempt"] == 0
    assert [each.outcome for each in slack.deliveries()[0].attempts] == ["acked", "acked"]


async def test_a_duplicate_over_http_has_no_retry_header(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        slack.fault("duplicate", "message")
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        assert len({each["event_id"] for each in probe.bodies}) == 1
        assert ["x-slack-retry-num" in each for each in probe.headers] == [False, False]


async def test_out_of_order(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.fault("out_of_order", "message")
        for text in ("first", "second", "third"):
            slack.post(room.ada, "help", text)
        await slack.settle()
        came = [each["payload"]["event"]["text"] for each in probe.envelopes]
    assert sorted(came) == ["first", "second", "third"]
    assert came.index("first") > came.index("second")


async def test_a_last_event_out_of_order_still_comes(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.fault("out_of_order", "message")
        slack.post(room.ada, "help", "only")
        await slack.wait_for(lambda: probe.envelopes, what="the event")


async def test_a_lost_first_delivery_is_made_good_by_the_retry(slack: Emulator, room: Room) -> None:
    async with http_probe(slack) as probe:
        slack.fault("lost", "message")
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        (headers,) = probe.headers
    assert headers["x-slack-retry-num"] == "1"
    assert headers["x-slack-retry-reason"] == "http_timeout"
    assert [each.fault for each in slack.deliveries()[0].attempts] == ["lost", None]


async def test_a_missed_ack_brings_the_event_again(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.fault("missed_ack", "message")
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        assert [each["retry_attempt"] for each in probe.envelopes] == [0, 1]


@pytest.mark.parametrize("kind", ["bad_signature", "stale_signature"])
async def test_a_spoiled_signature_is_refused_by_bolt(
    slack: Emulator, room: Room, kind: str
) -> None:
    async with bolt_over_http(slack):
        slack.fault(kind, "app_mention")  # type: ignore[arg-type]
        asked = slack.post(room.ada, "help", f"{slack.bot.mention} hello?")
        await slack.wait_for_reply(asked.ts)
        await slack.settle()
    (parcel,) = slack.deliveries("app_mention")
    assert [each.outcome for each in parcel.attempts] == ["http_error", "acked"]


async def test_a_reconnect_that_fails_is_tried_again(slack: Emulator, room: Room) -> None:
    heard: list[SocketModeRequest] = []
    async with aiohttp_client(slack, heard):
        refused = slack.fault("refuse_socket", "link")
        unopened = slack.fault("error_before", "apps.connections.open")
        slack.disconnect(hard=True)
        await slack.wait_for(lambda: refused.spent and unopened.spent, what="both failures")
        await slack.wait_for(lambda: slack.sockets, what="a socket at last")
        slack.post(room.ada, "help", "back?")
        await slack.wait_for(lambda: heard, what="the event")


async def test_two_replicas_share_the_work_and_a_retry_reaches_the_other(
    slack: Emulator, room: Room
) -> None:
    async with socket_probe(slack) as one, socket_probe(slack) as two:
        slack.fault("missed_ack", "message")
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        (first,), (second,) = one.envelopes, two.envelopes
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert sorted([first["retry_attempt"], second["retry_attempt"]]) == [0, 1]


async def test_an_event_can_come_again_long_after(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        again = await slack.redeliver(slack.deliveries()[0])
        assert again.state == "acked"
        ids = [each["payload"]["event_id"] for each in probe.envelopes]
        assert len(ids) == 2
        assert len(set(ids)) == 1


# The plan itself


def test_the_same_seed_strikes_at_the_same_places() -> None:
    def pattern(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.plan("duplicate", "*", count=None, probability=0.3)
        return [faults.strike(("duplicate",), "message") is not None for _ in range(50)]

    assert pattern(1) == pattern(1)
    assert pattern(1) != pattern(2)
    assert 5 < sum(pattern(1)) < 25


def test_a_plan_is_checked() -> None:
    with pytest.raises(ValueError, match="no fault is called"):
        Faults().plan("earthquake")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="probability"):
        Faults().plan("slow", probability=0)


def test_every_kind_has_a_test_here() -> None:
    with open(__file__, encoding="utf-8") as source:
        text = source.read()
    assert [kind for kind in KINDS if f'"{kind}"' not in text] == []
    assert set(get_args(ApiFault)) < set(KINDS)
