"""Every method answers a good call, from each of the SDK's clients."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.limits import METHOD_TIERS
from tests.slack.tests.calls_of_every_method import CALLS, Scene
from tests.slack.tests.conftest import Room
from tests.slack.webapi.method import METHODS


def sdk_name(method: str) -> str:
    return method.replace(".", "_")


def test_no_method_is_left_out() -> None:
    assert set(CALLS) == set(METHODS)
    special = {"auth.test", "chat.getPermalink", "chat.postMessage", "assistant.threads.setStatus"}
    assert set(METHODS) - set(METHOD_TIERS) == special


@pytest.mark.parametrize("method", sorted(CALLS))
async def test_async_client(
    slack: Emulator, room: Room, client: AsyncWebClient, method: str
) -> None:
    call = getattr(client, sdk_name(method))
    answer = await call(**CALLS[method](Scene(slack, room)))
    assert answer["ok"] is True
    assert [each.ok for each in slack.calls(method)] == [True]


@pytest.mark.parametrize("method", sorted(CALLS))
async def test_sync_client_in_a_thread(slack: Emulator, room: Room, method: str) -> None:
    client = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
    call = getattr(client, sdk_name(method))
    answer = await asyncio.to_thread(call, **CALLS[method](Scene(slack, room)))
    assert answer["ok"] is True


@pytest.mark.parametrize("method", sorted(set(CALLS) - {"api.test"}))
async def test_every_method_wants_a_token(
    slack: Emulator, room: Room, method: str, client: AsyncWebClient
) -> None:
    nobody = AsyncWebClient(token="xoxb-nobody", base_url=slack.api_url)
    arguments: dict[str, Any] = CALLS[method](Scene(slack, room))
    if "app_token" in arguments:
        arguments["app_token"] = "xapp-nobody"
    with pytest.raises(SlackApiError) as refused:
        await getattr(nobody, sdk_name(method))(**arguments)
    assert refused.value.response["error"] == "invalid_auth"


@pytest.mark.parametrize("method", sorted(name for name in CALLS if METHODS[name].scopes))
async def test_every_scope_is_asked_for(
    slack: Emulator, room: Room, method: str, client: AsyncWebClient
) -> None:
    arguments = CALLS[method](Scene(slack, room))
    slack.app.scopes = {"nothing:much"}
    slack.app.app_scopes = {"nothing:much"}
    with pytest.raises(SlackApiError) as refused:
        await getattr(client, sdk_name(method))(**arguments)
    answer = refused.value.response
    assert answer["error"] == "missing_scope"
    assert answer["needed"] in METHODS[method].scopes
    assert answer["provided"] == "nothing:much"
