"""Streaming, by the SDK's `chat_stream` and by the bare methods."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.tests.calls_of_every_method import Scene
from tests.slack.tests.conftest import Room


@pytest.fixture
def target(slack: Emulator, room: Room) -> dict[str, Any]:
    """Where to stream: a thread, and for whom."""
    asked = slack.post(room.ada, room.channel, "Why?")
    return {
        "channel": room.channel.id,
        "thread_ts": asked.ts,
        "recipient_user_id": room.ada.id,
        "recipient_team_id": slack.backend.workspace.team_id,
    }


async def test_the_async_chat_stream(
    slack: Emulator, client: AsyncWebClient, target: dict[str, Any]
) -> None:
    stream = await client.chat_stream(buffer_size=5, **target)
    await stream.append(markdown_text="Because ")
    assert slack.said_by_bot()[0].streaming == "in_progress"
    await stream.append(markdown_text="of *x*.")
    done = await stream.stop(
        blocks=[{"type": "divider"}],
        metadata={"event_type": "answer", "event_payload": {"id": "1"}},
    )
    assert done["message"]["text"] == "Because of *x*."
    assert done["message"]["streaming_state"] == "completed"
    (message,) = slack.said_by_bot(target["thread_ts"])
    assert [each["type"] for each in message.blocks] == ["markdown", "divider"]
    assert message.blocks[0]["text"] == "Because of *x*."
    assert message.metadata == {"event_type": "answer", "event_payload": {"id": "1"}}
    called = [each.method for each in slack.calls()]
    assert called == ["chat.startStream", "chat.appendStream", "chat.stopStream"]


async def test_the_sync_chat_stream_in_a_thread(slack: Emulator, target: dict[str, Any]) -> None:
    def stream() -> None:
        client = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
        writing = client.chat_stream(**target)
        writing.append(markdown_text="Short.")
        writing.stop()

    await asyncio.to_thread(stream)
    assert [each.text for each in slack.said_by_bot()] == ["Short."]


async def test_chunks_and_task_cards(
    slack: Emulator, client: AsyncWebClient, target: dict[str, Any]
) -> None:
    stream = await client.chat_stream(task_display_mode="plan", **target)
    task: dict[str, Any] = {"id": "1", "title": "Search the docs"}
    await stream.append(chunks=[TaskUpdateChunk(status="in_progress", **task)])
    await stream.append(chunks=[MarkdownTextChunk(text="Found it.")])
    await stream.append(chunks=[{"type": "plan_update", "title": "Answering"}])
    await stream.append(chunks=[{"type": "blocks", "blocks": [{"type": "divider"}]}])
    await stream.stop(chunks=[TaskUpdateChunk(status="complete", **task)])
    (message,) = slack.said_by_bot()
    assert [each["type"] for each in message.blocks] == ["task_card", "markdown", "divider"]
    assert message.blocks[0]["status"] == "complete"
    assert message.wire()["plan_title"] == "Answering"


async def test_bare_methods_with_text(
    slack: Emulator, client: AsyncWebClient, target: dict[str, Any]
) -> None:
    started = await client.chat_startStream(**target)
    where = {"channel": target["channel"], "ts": started["ts"]}
    await client.chat_appendStream(markdown_text="One. ", **where)
    await client.chat_appendStream(markdown_text="Two.", **where)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_appendStream(
            chunks=[{"type": "markdown_text", "text": "Three."}], **where
        )
    assert refused.value.response["error"] == "streaming_mode_mismatch"
    await client.chat_stopStream(session_status="active", **where)
    assert slack.said_by_bot()[0].text == "One. Two."
    pane = slack.backend.pane(target["channel"], target["thread_ts"])
    assert pane.session_status == "active"


async def test_a_direct_message_needs_no_recipient(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    dm = slack.open_dm(room.ada)
    asked = slack.post(room.ada, dm, "Why?")
    stream = await client.chat_stream(channel=dm.id, thread_ts=asked.ts)
    await stream.append(markdown_text="So.")
    await stream.stop()
    assert slack.said_by_bot(asked.ts)[0].text == "So."


async def test_a_stream_that_was_stopped_takes_no_more(
    slack: Emulator, room: Room, client: AsyncWebClient, target: dict[str, Any]
) -> None:
    started = await client.chat_startStream(markdown_text="One. ", **target)
    slack.stop_stream(room.channel, started["ts"])
    with pytest.raises(SlackApiError) as refused:
        await client.chat_stopStream(channel=room.channel.id, ts=started["ts"])
    assert refused.value.response["error"] == "message_not_in_streaming_state"
    edited = await client.chat_update(channel=room.channel.id, ts=started["ts"], text="Whole.")
    assert edited["text"] == "Whole."


@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "markdown_text"},
        {"type": "task_update", "id": "1", "title": "x", "status": "asleep"},
        {"type": "plan_update"},
        {"type": "blocks"},
    ],
)
async def test_chunks_are_checked(
    slack: Emulator, room: Room, client: AsyncWebClient, chunk: dict[str, Any]
) -> None:
    ts = Scene(slack, room).streamed()
    with pytest.raises(SlackApiError) as refused:
        await client.chat_appendStream(channel=room.channel.id, ts=ts, chunks=[chunk])
    assert refused.value.response["error"] == "invalid_chunks"


async def test_a_status_and_prompts_show_beside_the_thread(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    dm = slack.open_dm(room.ada)
    asked = slack.post(room.ada, dm, "Why?")
    await client.assistant_threads_setStatus(
        channel_id=dm.id, thread_ts=asked.ts, status="is thinking...", loading_messages=["Hm"]
    )
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=dm.id, title="Try", prompts=[{"title": "a", "message": "b"}]
    )
    await client.agents_sessions_setStatus(
        channel_id=dm.id, thread_ts=asked.ts, status="processing", title="Why"
    )
    pane = slack.backend.pane(dm.id, asked.ts)
    assert (pane.status, pane.loading_messages) == ("is thinking...", ["Hm"])
    assert (pane.session_status, pane.title) == ("processing", "Why")
    assert slack.backend.pane(dm.id, "").prompts == [{"title": "a", "message": "b"}]
