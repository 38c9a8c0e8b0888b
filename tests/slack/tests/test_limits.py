"""Rate limits, in real time so that they bite."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.clock import Clock
from tests.slack.emulator import Emulator
from tests.slack.limits import METHOD_TIERS, POST_BURST, SPECIAL, TIERS, Limits
from tests.slack.tests.conftest import Room


@pytest.fixture
def slack_settings() -> dict[str, Any]:
    """Real time."""
    return {"time_scale": 1.0, "seed": 7}


def standing_clock() -> Clock:
    """Time so slow that nothing refills while a test runs."""
    return Clock(scale=1000)


@pytest.mark.parametrize("method", sorted(set(METHOD_TIERS) - {"apps.connections.open"}))
def test_each_tier_allows_its_number_and_no_more(method: str) -> None:
    limits = Limits(standing_clock())
    allowed = TIERS[METHOD_TIERS[method]]
    assert [limits.wait(method, "A1", "T1") for _ in range(allowed)] == [0] * allowed
    assert limits.wait(method, "A1", "T1") > 0
    assert limits.wait(method, "A2", "T1") == 0
    assert limits.wait(method, "A1", "T2") == 0


def test_special_methods_allow_hundreds() -> None:
    limits = Limits(standing_clock())
    assert [limits.wait("auth.test", "A", "T") for _ in range(SPECIAL)] == [0] * SPECIAL
    assert limits.wait("auth.test", "A", "T") > 0


def test_socket_mode_may_reconnect_in_a_burst() -> None:
    limits = Limits(standing_clock())
    assert [limits.wait("apps.connections.open", "A", "T") for _ in range(10)] == [0] * 10
    assert limits.wait("apps.connections.open", "A", "T") > 30


async def exhaust(client: AsyncWebClient, channel: str) -> tuple[int, SlackApiError]:
    """Post until refused; how many went through, and the refusal."""
    for number in range(10 * POST_BURST):
        try:
            await client.chat_postMessage(channel=channel, text="x")
        except SlackApiError as error:
            return number, error
    raise AssertionError("never refused")


async def test_posts_to_one_channel_come_once_a_second_after_a_burst(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    other = slack.add_channel("other", slack.bot)
    posted, refused = await exhaust(client, room.channel.id)
    assert posted >= POST_BURST
    answer = refused.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    assert (await client.chat_postMessage(channel=other.id, text="x"))["ok"]


async def test_the_sdks_handler_waits_and_gets_through(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    await exhaust(client, room.channel.id)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    assert (await client.chat_postMessage(channel=room.channel.id, text="late"))["ok"]
    refused, late = slack.calls("chat.postMessage")[-2:]
    assert (refused.error, late.error) == ("ratelimited", "")
    assert late.at - refused.at > 0


async def test_limits_can_be_switched_off(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    slack.backend.limits.enabled = False
    for _ in range(POST_BURST * 3):
        assert (await client.chat_postMessage(channel=room.channel.id, text="x"))["ok"]


def test_a_fast_clock_refills_fast() -> None:
    limits = Limits(Clock(scale=0.0001))
    for _ in range(TIERS[2]):
        limits.wait("users.list", "A", "T")
    time.sleep(0.01)
    assert limits.wait("users.list", "A", "T") == 0
