"""Refusals carry Slack's own error codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.tests.calls_of_every_method import HOME, MODAL, Scene
from tests.slack.tests.conftest import Room
from tests.slack.wire import Json

Given = Callable[[Scene], dict[str, Any]]

LONG = "x" * 40_001
SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
GHOST = "1700000000.000001"


def _here(**given: Any) -> Given:
    return lambda it: {"channel": it.channel, **given}


def _private(it: Scene) -> str:
    return it.slack.add_channel("secret", it.room.ada, kind="group").id


def _elsewhere(it: Scene) -> str:
    return it.slack.add_channel("elsewhere", it.room.ada).id


def _archived(it: Scene) -> str:
    it.room.channel.is_archived = True
    return it.channel


def _stacked(it: Scene) -> dict[str, Any]:
    root = it.modal()
    for _ in range(2):
        it.slack.backend.views.push(it.room.ada.id, MODAL, root)
    return {"trigger_id": it.trigger(root), "view": MODAL}


def _named_twice(it: Scene) -> dict[str, Any]:
    view = {**MODAL, "external_id": "one"}
    it.slack.backend.views.open(it.room.ada.id, view)
    return {"trigger_id": it.trigger(), "view": view}


def _spent(it: Scene) -> dict[str, Any]:
    trigger = it.trigger()
    it.slack.backend.triggers.spend(trigger)
    return {"trigger_id": trigger, "view": MODAL}


def _late(it: Scene) -> dict[str, Any]:
    trigger = it.trigger()
    it.slack.backend.triggers.expire()
    return {"trigger_id": trigger, "view": MODAL}


def _start(**given: Any) -> Given:
    def arguments(it: Scene) -> dict[str, Any]:
        recipient = {"recipient_user_id": it.room.ada.id, "recipient_team_id": it.space.team_id}
        return {"channel": it.channel, "thread_ts": it.asked.ts, **recipient, **given}

    return arguments


REFUSALS: list[tuple[str, str, Given]] = [
    ("auth.unheard_of", "unknown_method", lambda it: {}),
    ("api.test", "just_so", lambda it: {"error": "just_so"}),
    ("bots.info", "bot_not_found", lambda it: {"bot": "B000"}),
    ("chat.postMessage", "channel_not_found", lambda it: {"channel": "C000", "text": "x"}),
    ("chat.postMessage", "channel_not_found", lambda it: {"channel": _private(it), "text": "x"}),
    ("chat.postMessage", "not_in_channel", lambda it: {"channel": _elsewhere(it), "text": "x"}),
    ("chat.postMessage", "is_archived", lambda it: {"channel": _archived(it), "text": "x"}),
    ("chat.postMessage", "no_text", _here()),
    ("chat.postMessage", "msg_too_long", _here(text=LONG)),
    ("chat.postMessage", "msg_too_long", _here(markdown_text="x" * 12_001)),
    ("chat.postMessage", "markdown_text_conflict", _here(text="x", markdown_text="x")),
    ("chat.postMessage", "invalid_blocks_format", _here(blocks="{not json")),
    ("chat.postMessage", "invalid_blocks", _here(blocks=[SECTION] * 51)),
    ("chat.postMessage", "invalid_attachments", _here(text="x", attachments="no")),
    ("chat.postMessage", "too_many_attachments", _here(attachments=[{"text": "x"}] * 101)),
    ("chat.postMessage", "invalid_metadata_format", _here(text="x", metadata="no")),
    ("chat.postMessage", "invalid_metadata_schema", _here(text="x", metadata={"a": 1})),
    ("chat.postMessage", "invalid_thread_ts", _here(text="x", thread_ts="0")),
    ("chat.postMessage", "thread_not_found", _here(text="x", thread_ts=GHOST)),
    ("chat.postEphemeral", "user_not_in_channel", _here(text="x", user="U000")),
    ("chat.postEphemeral", "no_text", lambda it: {"channel": it.channel, "user": it.room.ada.id}),
    ("chat.update", "message_not_found", _here(text="x", ts=GHOST)),
    (
        "chat.update",
        "cant_update_message",
        lambda it: {"channel": it.channel, "text": "x", "ts": it.asked.ts},
    ),
    (
        "chat.update",
        "streaming_state_conflict",
        lambda it: {"channel": it.channel, "text": "x", "ts": it.streamed()},
    ),
    ("chat.update", "no_text", lambda it: {"channel": it.channel, "ts": it.said().ts}),
    ("chat.delete", "message_not_found", _here(ts=GHOST)),
    (
        "chat.delete",
        "cant_delete_message",
        lambda it: {"channel": it.channel, "ts": it.asked.ts},
    ),
    ("chat.getPermalink", "message_not_found", _here(message_ts=GHOST)),
    ("chat.startStream", "missing_recipient_user_id", _start(recipient_user_id="")),
    ("chat.startStream", "missing_recipient_team_id", _start(recipient_team_id="")),
    ("chat.startStream", "invalid_thread_ts", _start(thread_ts="")),
    ("chat.startStream", "invalid_chunks", _start(chunks=[{"type": "unheard_of"}])),
    ("chat.startStream", "msg_too_long", _start(markdown_text="x" * 12_001)),
    (
        "chat.startStream",
        "cannot_provide_both_markdown_text_and_chunks",
        _start(markdown_text="x", chunks=[{"type": "markdown_text", "text": "x"}]),
    ),
    (
        "chat.appendStream",
        "message_not_in_streaming_state",
        lambda it: {"channel": it.channel, "ts": it.said().ts, "markdown_text": "x"},
    ),
    (
        "chat.appendStream",
        "message_not_owned_by_app",
        lambda it: {"channel": it.channel, "ts": it.asked.ts, "markdown_text": "x"},
    ),
    ("chat.appendStream", "no_text", lambda it: {"channel": it.channel, "ts": it.streamed()}),
    ("chat.stopStream", "message_not_found", _here(ts=GHOST)),
    ("conversations.history", "channel_not_found", lambda it: {"channel": "C000"}),
    ("conversations.history", "not_in_channel", lambda it: {"channel": _elsewhere(it)}),
    ("conversations.history", "invalid_limit", _here(limit=1000)),
    ("conversations.history", "invalid_cursor", _here(cursor="???")),
    ("conversations.history", "invalid_ts_oldest", _here(oldest="yesterday")),
    ("conversations.history", "invalid_ts_latest", _here(latest="today")),
    ("conversations.replies", "thread_not_found", _here(ts=GHOST)),
    ("conversations.list", "invalid_types", lambda it: {"types": "rooms"}),
    ("conversations.open", "users_list_not_supplied", lambda it: {}),
    ("conversations.open", "user_not_found", lambda it: {"users": "U000"}),
    ("conversations.join", "is_archived", lambda it: {"channel": _archived(it)}),
    (
        "conversations.join",
        "method_not_supported_for_channel_type",
        lambda it: {"channel": it.slack.open_dm(it.room.ada).id},
    ),
    (
        "reactions.add",
        "already_reacted",
        lambda it: {"channel": it.channel, "timestamp": it.reacted(), "name": "eyes"},
    ),
    ("reactions.add", "invalid_name", _here(timestamp=GHOST, name="No Such")),
    ("reactions.add", "message_not_found", _here(timestamp=GHOST, name="eyes")),
    ("reactions.add", "no_item_specified", _here(name="eyes")),
    (
        "reactions.remove",
        "no_reaction",
        lambda it: {"channel": it.channel, "timestamp": it.asked.ts, "name": "eyes"},
    ),
    ("users.info", "user_not_found", lambda it: {"user": "U000"}),
    ("users.lookupByEmail", "users_not_found", lambda it: {"email": "no@example.com"}),
    ("views.open", "invalid_trigger_id", lambda it: {"trigger_id": "1.2.3", "view": MODAL}),
    ("views.open", "expired_trigger_id", _late),
    ("views.open", "exchanged_trigger_id", _spent),
    ("views.open", "duplicate_external_id", _named_twice),
    ("views.open", "invalid_arguments", lambda it: {"trigger_id": it.trigger(), "view": HOME}),
    (
        "views.open",
        "view_too_large",
        lambda it: {
            "trigger_id": it.trigger(),
            "view": {**MODAL, "private_metadata": "x" * 250_001},
        },
    ),
    ("views.push", "push_limit_reached", _stacked),
    ("views.push", "invalid_trigger_id", lambda it: {"trigger_id": it.trigger(), "view": MODAL}),
    ("views.update", "not_found", lambda it: {"view_id": "V000", "view": MODAL}),
    (
        "views.update",
        "hash_conflict",
        lambda it: {"view_id": it.modal(), "view": MODAL, "hash": "old"},
    ),
    ("views.publish", "user_not_found", lambda it: {"user_id": "U000", "view": HOME}),
    (
        "assistant.threads.setStatus",
        "thread_not_found",
        lambda it: {"channel_id": it.channel, "thread_ts": GHOST, "status": "x"},
    ),
    (
        "assistant.threads.setSuggestedPrompts",
        "too_many_prompts",
        lambda it: {"channel_id": it.channel, "prompts": [{"title": "a", "message": "b"}] * 5},
    ),
    (
        "agents.sessions.setStatus",
        "invalid_arguments",
        lambda it: {"channel_id": it.channel, "status": "asleep"},
    ),
]


@pytest.mark.parametrize(
    ("method", "code", "given"), REFUSALS, ids=[f"{name}-{code}" for name, code, _ in REFUSALS]
)
async def test_refusal(
    slack: Emulator, room: Room, client: AsyncWebClient, method: str, code: str, given: Given
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=given(Scene(slack, room)))
    assert refused.value.response["error"] == code
    assert slack.calls(method)[-1].error == code


async def test_tokens(slack: Emulator, room: Room, client: AsyncWebClient) -> None:
    async def error(token: str | None, method: str) -> str:
        with pytest.raises(SlackApiError) as refused:
            await AsyncWebClient(token=token, base_url=slack.api_url).api_call(method)
        return str(refused.value.response["error"])

    assert await error(None, "auth.test") == "not_authed"
    assert await error(slack.app.bot_token, "apps.connections.open") == "not_allowed_token_type"
    assert await error(slack.app.app_token, "users.list") == "not_allowed_token_type"
    slack.app.revoked = True
    assert await error(slack.app.bot_token, "auth.test") == "token_revoked"


async def test_a_byline_takes_a_scope(slack: Emulator, room: Room, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(
        channel=room.channel.id, text="x", username="Docs", icon_emoji=":books:"
    )
    assert posted["message"]["username"] == "Docs"
    slack.app.scopes.remove("chat:write.customize")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=room.channel.id, text="x", username="Docs")
    assert refused.value.response["needed"] == "chat:write.customize"


async def test_a_public_channel_needs_no_seat_with_the_scope_for_it(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    elsewhere = slack.add_channel("elsewhere", room.ada)
    slack.app.scopes.add("chat:write.public")
    assert (await client.chat_postMessage(channel="#elsewhere", text="x"))["channel"] == (
        elsewhere.id
    )


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", b"", ""),
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("application/x-www-form-urlencoded", b"", ""),
    ],
)
async def test_bodies(slack: Emulator, room: Room, kind: str, body: bytes, error: str) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {slack.app.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + "auth.test", data=body, headers=headers) as response,
    ):
        answer = await response.json()
    assert answer.get("error", "") == error


async def test_a_token_may_come_in_a_form(slack: Emulator, room: Room) -> None:
    form = {"token": slack.app.bot_token, "channel": room.channel.id, "text": "by form"}
    form["blocks"] = '[{"type": "divider"}]'
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + "chat.postMessage", data=form) as response,
    ):
        answer = await response.json()
    assert answer["message"]["blocks"][0]["type"] == "divider"
    assert "token" not in slack.calls("chat.postMessage")[0].arguments
