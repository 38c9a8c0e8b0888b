"""Nothing is lost and nothing is said twice, whatever Slack, the network or a crash does."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack.incoming import read
from core.errors import Transient
from core.slack import Incoming, Kind
from tests.bot.slack.help_channel import (
    OTHER,
    QUESTION,
    HelpChannel,
    Transport,
    help_channel,
    listening,
    settings,
)
from tests.bot.web.line import ScriptedApp, write_pages
from tests.slack.emulator import Emulator
from tests.slack.message import Message


def event(slack: Emulator, message: Message, event_id: str = "Ev1") -> dict[str, Any]:
    """What Slack sends about a message."""
    said = slack.channel(message.channel).show(message) | {"channel": message.channel}
    return {"type": "event_callback", "event_id": event_id, "event": said}


@pytest.mark.parametrize("fault", ["duplicate", "missed_ack", "lost", "out_of_order"])
async def test_whatever_happens_to_events_there_is_one_answer_each_in_order(
    room: HelpChannel,
    fault: str,
) -> None:
    room.slack.fault(fault, "message")  # type: ignore[arg-type]
    asked = room.asks()
    room.asks(OTHER, thread_ts=asked.ts)
    first, second = await room.answers(asked.ts, 2)
    assert "harbor rollback" in first.text
    assert "64 GiB" in second.text


async def test_a_reply_that_came_first_waits_until_slack_tells_what_was_before_it(
    room: HelpChannel,
) -> None:
    room.slack.fault("out_of_order", "message")
    room.slack.fault("error_before", "conversations.replies", count=3)
    asked = room.asks()
    room.asks(OTHER, thread_ts=asked.ts)
    first, second = await room.answers(asked.ts, 2)
    assert ("harbor rollback" in first.text, "64 GiB" in second.text) == (True, True)


@pytest.mark.parametrize("fault", ["bad_signature", "stale_signature"])
async def test_a_request_that_is_not_slacks_is_refused(
    slack: Emulator, tmp_path: Path, fault: str
) -> None:
    async with help_channel(slack, tmp_path, "http") as room:
        slack.fault(fault, "message")  # type: ignore[arg-type]
        asked = room.asks()
        assert len(await room.answers(asked.ts)) == 1
        (delivery,) = [each for each in slack.deliveries("message") if each.attempts[0].fault]
        assert [each.outcome for each in delivery.attempts] == ["http_error", "acked"]


@pytest.mark.parametrize(
    "fault", ["error_before", "error_after", "reset", "reset_after", "rate_limited"]
)
async def test_whatever_happens_to_a_post_there_is_one_answer(
    room: HelpChannel,
    fault: str,
) -> None:
    room.slack.fault(fault, "chat.postMessage", count=2)  # type: ignore[arg-type]
    room.slack.fault("error_before", "conversations.replies")
    asked = room.asks()
    assert len(await room.answers(asked.ts)) == 1


async def test_an_event_that_cannot_be_stored_is_not_acknowledged_and_comes_again(
    room: HelpChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inbox = room.line.parts.inbox
    store = inbox.store
    failed: list[object] = []

    def fails_first(incoming: Incoming, **more: Any) -> bool:
        # Beside it, on its own time, it notes from where on it listens in the channel.
        if incoming.kind is Kind.MESSAGE and incoming.user == room.ada.id and not failed:
            failed.append(incoming)
            raise Transient("The disk is away.")
        return store(incoming, **more)

    monkeypatch.setattr(inbox, "store", fails_first)
    asked = room.asks()
    assert len(await room.answers(asked.ts)) == 1
    (delivery,) = [each for each in room.slack.deliveries("message") if len(each.attempts) > 1]
    # The answer may be there before the acknowledgement of what it answers is.
    await room.slack.wait_for(lambda: delivery.attempts[-1].outcome == "acked")
    assert delivery.attempts[0].outcome != "acked"


async def test_a_placeholder_is_replaced_in_place(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport, placeholder_seconds=0) as room:
        slack.fault("reset_after", "chat.postMessage")
        slack.fault("reset_after", "chat.update")
        asked = room.asks()
        (said,) = await room.answers(asked.ts)
        assert "harbor rollback" in said.text
        assert slack.calls("chat.update")


async def test_posts_to_one_channel_queue_without_being_refused(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    slack.backend.clock.scale = 1.0
    async with help_channel(slack, tmp_path, transport) as room:
        asked = [room.asks() for _ in range(9)]
        await slack.wait_for(lambda: len(slack.said_by_bot()) == 9, 60)
        assert [len(slack.said_by_bot(each.ts)) for each in asked] == [1] * 9
        assert not any(call.error for call in slack.calls("chat.postMessage"))


async def test_a_limit_is_waited_for_in_its_channel_and_in_no_other(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport, help_channels=("help", "sre")) as room:
        other = slack.add_channel("sre", room.ada, slack.bot)
        slack.fault("rate_limited", "chat.postMessage", seconds=5)
        held = room.asks()
        await slack.wait_for(lambda: slack.calls("chat.postMessage"), 20)
        free = slack.post(room.ada, other, OTHER)
        await slack.wait_for(lambda: len(slack.said_by_bot()) == 2, 30)
        await room.rest()
        posts = [call.arguments["thread_ts"] for call in slack.calls("chat.postMessage")]
        assert posts == [held.ts, free.ts, held.ts]


async def test_what_is_said_was_stored_before_and_bears_its_id(room: HelpChannel) -> None:
    asked = room.asks()
    (said,) = await room.answers(asked.ts)
    stored = room.app.slack_stores.outbox.at(room.channel.id, said.ts)
    assert stored
    assert said.metadata is not None
    assert said.metadata["event_payload"] == {"id": stored.id}


async def test_what_was_stored_and_not_worked_on_is_worked_on_after_the_next_start(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    ada = slack.add_user("ada")
    channel = slack.add_channel("help", ada, slack.bot)
    asked = slack.post(ada, channel, QUESTION)
    with ScriptedApp(settings(slack, tmp_path / "home", transport)) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        incoming = read(event(slack, asked))
        assert incoming
        assert app.slack_stores.inbox.store(incoming)
        async with listening(slack, app, transport):
            assert len(await slack.wait_for_reply(asked.ts, 1, 20)) == 1


async def test_what_was_posted_and_not_noted_is_found_and_not_posted_again(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        asked = room.asks()
        (said,) = await room.answers(asked.ts)
        # As a crash between the call and the note of it leaves it, once its lease has run out.
        past = datetime.now(UTC) - timedelta(minutes=1)
        room.app.slack_stores.outbox._settle(
            _answer_key(room, asked), state="waiting", unsure=True, ts="", due_at=past
        )
        await room.rest()
        again = room.app.slack_stores.outbox.get(_answer_key(room, asked))
        assert again
        assert again.ts == said.ts
        assert len(slack.said_by_bot(asked.ts)) == 1


def _answer_key(room: HelpChannel, asked: Message) -> str:
    sent = room.app.slack_stores.outbox.thread(asked.channel, asked.ts)
    return next(each.key for each in sent if each.key.startswith("answer:"))


async def _missed(room: HelpChannel) -> tuple[Message, Message]:
    """What was answered before Dialtone went away, and what was asked meanwhile."""
    before = room.asks()
    await room.answers(before.ts)
    await room.goes_away()
    room.slack.app.events.discard("message.channels")
    return before, room.asks(OTHER)


async def test_what_was_asked_while_nobody_listened_is_answered(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        before, missed = await _missed(room)
        async with listening(slack, room.app, transport):
            await slack.wait_for_reply(missed.ts, 1, 20)
            await slack.settle()
        assert [len(slack.said_by_bot(each.ts)) for each in (before, missed)] == [1, 1]


async def test_what_slack_never_delivered_is_found_by_looking(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport, look_back_minutes=0.01) as room:
        before = room.asks()
        await room.answers(before.ts)
        slack.fault("lost", "message", count=None)
        missed = room.asks(OTHER)
        more = room.asks("And in the EU region?", thread_ts=before.ts)
        await slack.wait_for_reply(missed.ts, 1, 20)
        assert "--region eu" in (await slack.wait_for_reply(before.ts, 2, 20))[1].text
        assert more.ts not in {
            each.payload["event"]["ts"]
            for each in slack.deliveries("message")
            if each.state == "acked"
        }


async def test_what_was_never_delivered_is_found_before_what_we_said_since(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport, look_back_minutes=0.01) as room:
        slack.fault("slow", "chat.postMessage", seconds=30, count=None)
        before = room.asks()
        inbox = room.app.slack_stores.inbox
        await slack.wait_for(lambda: bool(inbox.thread(room.channel.id, before.ts)), 20, "it")
        slack.fault("lost", "message", count=None)
        more = room.asks("And in the EU region?", thread_ts=before.ts)
        assert not slack.said_by_bot(before.ts)
        answers = await slack.wait_for_reply(before.ts, 2, 60)
        assert answers[0].ts > more.ts
        assert "--region eu" in answers[1].text


async def test_a_bot_that_died_before_anybody_spoke_finds_what_was_asked(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        while not room.app.slack_stores.inbox.channels():
            await asyncio.sleep(0.02)
        await room.goes_away()
        slack.app.events.discard("message.channels")
        missed = room.asks()
        async with listening(slack, room.app, transport):
            assert len(await slack.wait_for_reply(missed.ts, 1, 20)) == 1


async def test_channels_that_cannot_be_read_back_now_are_read_soon(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        _, missed = await _missed(room)
        slack.fault("error_before", "conversations.history", count=2)
        async with listening(slack, room.app, transport):
            await slack.wait_for_reply(missed.ts, 1, 30)


async def test_a_new_bot_does_not_answer_what_was_asked_before_it_came(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    ada = slack.add_user("ada")
    channel = slack.add_channel("help", ada, slack.bot)
    old = slack.post(ada, channel, QUESTION)
    with ScriptedApp(settings(slack, tmp_path / "home", transport)) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        async with listening(slack, app, transport):
            asked = slack.post(ada, channel, OTHER)
            await slack.wait_for_reply(asked.ts, 1, 20)
            await slack.settle()
    assert slack.said_by_bot(old.ts) == []


async def test_a_socket_that_is_cut_off_is_replaced(slack: Emulator, tmp_path: Path) -> None:
    async with help_channel(slack, tmp_path, "socket") as room:
        for hard in (False, True):
            slack.disconnect(hard=hard)
            asked = room.asks()
            await slack.wait_for_reply(asked.ts, 1, 30)
        await room.rest()
        assert len(slack.said_by_bot()) == 2


async def test_two_replicas_share_the_work(
    slack: Emulator, tmp_path: Path, postgres_url: str, chroma_url: str, transport: Transport
) -> None:
    ada = slack.add_user("ada")
    channels = [slack.add_channel(f"help-{each}", ada, slack.bot) for each in range(4)]
    given = settings(
        slack, tmp_path / "home", transport, help_channels=tuple(each.name for each in channels)
    ).model_dump()
    given["database"] = {"url": postgres_url}
    given["vectors"] = {"url": chroma_url}
    chosen = type(settings(slack, tmp_path, transport)).model_validate(given)
    with ScriptedApp(chosen) as app, ScriptedApp(chosen) as other:
        app.ingest(write_pages(tmp_path / "pages"))
        async with listening(slack, app, transport), listening(slack, other, transport):
            slack.fault("missed_ack", "message", count=6)
            slack.fault("duplicate", "message", count=6)
            threads = []
            for number in range(12):
                asked = slack.post(ada, channels[number % 4], QUESTION)
                slack.post(ada, channels[number % 4], OTHER, thread_ts=asked.ts)
                threads.append(asked.ts)
            await slack.wait_for(lambda: len(slack.said_by_bot()) >= 24, 60)
            await slack.settle(timeout=30)
        for ts in threads:
            first, second = slack.said_by_bot(ts)
            assert ("harbor rollback" in first.text, "64 GiB" in second.text) == (True, True)
        for name in app.ledger.vector_counts():
            app.index.drop(name)
