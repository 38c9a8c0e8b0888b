"""Response URLs: five uses, for half an hour."""

from __future__ import annotations

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.emulator import Emulator
from tests.slack.tests.conftest import Room


@pytest.fixture
def url(slack: Emulator, room: Room) -> str:
    """A URL that came with a command."""
    return slack.base_url + slack.backend.response_urls.issue(room.channel.id, room.ada.id)


async def test_five_uses_and_no_more(slack: Emulator, room: Room, url: str) -> None:
    webhook = AsyncWebhookClient(url)
    for number in range(5):
        assert (await webhook.send(text=str(number))).body == "ok"
    refused = await webhook.send(text="6")
    assert (refused.status_code, "used_url" in refused.body) == (404, True)
    assert len(slack.shown_to(room.ada.id)) == 5


async def test_half_an_hour(slack: Emulator, room: Room, url: str) -> None:
    slack.backend.clock.scale, slack.backend.response_urls.floor = 1e-9, 0.0
    refused = await AsyncWebhookClient(url).send(text="late")
    assert (refused.status_code, "expired_url" in refused.body) == (404, True)
    unknown = await AsyncWebhookClient(slack.base_url + "/response/none").send(text="x")
    assert unknown.status_code == 404


async def test_replace_and_delete_the_original(slack: Emulator, room: Room) -> None:
    space = slack.backend.workspace
    said = space.post(room.channel, slack.bot, "Choose")
    path = slack.backend.response_urls.issue(room.channel.id, room.ada.id, said)
    webhook = AsyncWebhookClient(slack.base_url + path)
    await webhook.send(text="Chosen", replace_original=True)
    assert said.text == "Chosen"
    await webhook.send(delete_original=True)
    assert said.ts not in room.channel.messages


async def test_an_ephemeral_original(slack: Emulator, room: Room) -> None:
    shown = slack.backend.workspace.whisper(room.channel, slack.bot, room.ada, "Choose")
    path = slack.backend.response_urls.issue(room.channel.id, room.ada.id, shown)
    webhook = AsyncWebhookClient(slack.base_url + path)
    await webhook.send(text="Chosen", replace_original=True)
    assert [each.text for each in slack.shown_to(room.ada.id)] == ["Chosen"]
    await webhook.send(delete_original=True)
    assert slack.shown_to(room.ada.id) == []


async def test_what_is_posted_is_checked(slack: Emulator, room: Room, url: str) -> None:
    webhook = AsyncWebhookClient(url)
    assert (await webhook.send(text="")).status_code == 400
    too_much = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    assert "invalid_blocks" in (await webhook.send(text="x", blocks=too_much)).body
    assert "invalid_blocks_format" in (await webhook.send_dict({"blocks": "none"})).body
