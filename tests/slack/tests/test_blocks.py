"""Block Kit's limits, on the number and the size of things."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ContextActionsBlock, FeedbackButtonsElement, MarkdownBlock
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.blocks import check_view, problems
from tests.slack.emulator import Emulator
from tests.slack.errors import SlackError
from tests.slack.tests.conftest import Room
from tests.slack.wire import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**given: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **given}


def modal(*blocks: Json, **given: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **given}


TOO_MUCH: list[tuple[str, Json, str]] = [
    ("section", section("x" * 3001), "less than 3001"),
    ("section-empty", {"type": "section"}, "missing required field: text"),
    ("section-no-text", section(""), "more than 0 characters"),
    ("fields", {"type": "section", "fields": [plain("x")] * 11}, "no more than 10"),
    ("field", {"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
    ("header", {"type": "header", "text": plain("x" * 151)}, "less than 151"),
    ("header-empty", {"type": "header"}, "missing required field"),
    ("actions", {"type": "actions", "elements": [button()] * 26}, "no more than 25"),
    ("no-actions", {"type": "actions"}, "must provide an array"),
    ("context", {"type": "context", "elements": [plain("x")] * 11}, "no more than 10"),
    ("context_actions", {"type": "context_actions", "elements": [button()] * 6}, "no more than 5"),
    ("markdown", {"type": "markdown", "text": "x" * 12_001}, "less than 12001"),
    ("button", {"type": "actions", "elements": [button(text=plain("x" * 76))]}, "than 76"),
    ("value", {"type": "actions", "elements": [button(value="x" * 2001)]}, "than 2001"),
    ("action_id", {"type": "actions", "elements": [button(action_id="x" * 256)]}, "than 256"),
    ("block_id", {"type": "divider", "block_id": "x" * 256}, "less than 256"),
    ("image", {"type": "image", "image_url": "https://example.com/x.png"}, "alt_text"),
    ("unknown", {"type": "carpet"}, "unsupported type"),
    ("no-object", section("x") | {"text": "bare"}, "failed to match all allowed schemas"),
]


@pytest.mark.parametrize(
    ("block", "told"), [each[1:] for each in TOO_MUCH], ids=[each[0] for each in TOO_MUCH]
)
async def test_too_much_is_refused_with_a_pointer(
    slack: Emulator, room: Room, client: AsyncWebClient, block: Json, told: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=room.channel.id, text="x", blocks=[block])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    messages = answer["response_metadata"]["messages"]
    assert any(told in each and "[json-pointer:/blocks" in each for each in messages)


@pytest.mark.parametrize(
    "block",
    [
        section("x" * 3000),
        {"type": "header", "text": plain("x" * 150)},
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "actions", "elements": [button()] * 25},
    ],
)
async def test_as_much_as_is_allowed_goes_through(
    slack: Emulator, room: Room, client: AsyncWebClient, block: Json
) -> None:
    assert (await client.chat_postMessage(channel=room.channel.id, text="x", blocks=[block]))["ok"]


async def test_the_total_has_a_limit_nobody_documents(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    blocks = [section("x" * 2900)] * 5
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=room.channel.id, text="x", blocks=blocks)
    assert refused.value.response["error"] == "msg_blocks_too_long"


async def test_the_sdks_own_models_pass(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    good, bad = ({"text": plain(word), "value": word} for word in ("good", "bad"))
    feedback = FeedbackButtonsElement(action_id="f", positive_button=good, negative_button=bad)
    blocks = [MarkdownBlock(text="**hi**"), ContextActionsBlock(elements=[feedback])]
    posted = await client.chat_postMessage(channel=room.channel.id, text="x", blocks=blocks)
    assert [each["type"] for each in posted["message"]["blocks"]] == ["markdown", "context_actions"]
    assert all(each["block_id"] for each in posted["message"]["blocks"])


def test_two_blocks_cannot_share_a_name() -> None:
    found = problems([{"type": "divider", "block_id": "a"}] * 2, "message")
    assert found == ["block_id must be unique [json-pointer:/blocks]"]


@pytest.mark.parametrize(
    "view",
    [
        modal(*([section("x")] * 101)),
        modal(section("x"), title=plain("x" * 25)),
        modal(section("x"), submit=plain("x" * 25)),
        modal(section("x"), private_metadata="x" * 3001),
        modal(section("x"), callback_id="x" * 256),
        modal({"type": "markdown", "text": "x"}),
        modal({"type": "input", "label": plain("x")}),
        modal({"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}}),
        {"type": "modal", "blocks": []},
        {"type": "window", "blocks": []},
        modal() | {"blocks": "none"},
    ],
)
def test_views_that_are_refused(view: Json) -> None:
    with pytest.raises(SlackError) as refused:
        check_view(view)
    assert refused.value.code == "invalid_arguments"
    assert refused.value.details["response_metadata"]["messages"]


def test_a_modal_takes_a_hundred_blocks() -> None:
    check_view(modal(*([section("x")] * 100)))
