"""Which events an app is told, and what they look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import HttpProbe, http_probe
from tests.slack.wire import Json


@pytest_asyncio.fixture
async def probe(slack: Emulator, room: Room) -> AsyncIterator[HttpProbe]:
    """A receiver of events."""
    async with http_probe(slack) as probe:
        yield probe


async def events(slack: Emulator, probe: HttpProbe) -> list[Json]:
    """The inner events, once all have come."""
    await slack.settle(0.02)
    return [each["event"] for each in probe.bodies]


async def test_a_mention_comes_twice_with_two_ids(
    slack: Emulator, room: Room, probe: HttpProbe
) -> None:
    asked = slack.post(room.ada, "help", f"{slack.bot.mention} hello?")
    told = await events(slack, probe)
    assert Counter(each["type"] for each in told) == {"message": 1, "app_mention": 1}
    assert {each["ts"] for each in told} == {asked.ts}
    assert len({each["event_id"] for each in probe.bodies}) == 2
    outer = probe.bodies[0]
    assert outer["type"] == "event_callback"
    assert outer["api_app_id"] == slack.app.app_id
    assert outer["authorizations"][0]["user_id"] == slack.bot.id


async def test_nothing_comes_from_channels_the_bot_has_not_joined(
    slack: Emulator, room: Room, probe: HttpProbe, client: AsyncWebClient
) -> None:
    other = slack.add_channel("other", room.ada)
    said = slack.post(room.ada, other, f"{slack.bot.mention} hello?")
    slack.react(room.ada, other, said.ts, "wave")
    assert await events(slack, probe) == []
    await client.conversations_join(channel=other.id)
    slack.post(room.ada, other, "and now?")
    told = await events(slack, probe)
    kinds = [each.get("subtype") or each["type"] for each in told]
    assert kinds == ["channel_join", "member_joined_channel", "message"]


async def test_the_bot_hears_its_own_messages(
    slack: Emulator, room: Room, probe: HttpProbe, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=room.channel.id, text=f"I am {slack.bot.mention}")
    (told,) = await events(slack, probe)
    assert (told["bot_id"], told["user"]) == (slack.bot.bot_id, slack.bot.id)
    assert told["bot_profile"]["app_id"] == slack.app.app_id


async def test_other_bots_are_heard_too(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    other = slack.add_bot("pager")
    slack.post(other, "help", "Build 7 failed")
    told = [each for each in await events(slack, probe) if "bot_id" in each]
    assert told[-1]["bot_id"] == other.bot_id != slack.bot.bot_id


async def test_an_edit(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    asked = slack.post(room.ada, "help", "helo?")
    slack.edit(room.ada, "help", asked.ts, "hello?")
    told = (await events(slack, probe))[1]
    assert (told["subtype"], told["hidden"]) == ("message_changed", True)
    assert told["message"]["text"] == "hello?"
    assert told["message"]["edited"]["user"] == room.ada.id
    assert told["previous_message"]["text"] == "helo?"
    assert told["ts"] != told["message"]["ts"] == asked.ts


async def test_a_link_preview_looks_like_an_edit_by_nobody(
    slack: Emulator, room: Room, probe: HttpProbe
) -> None:
    asked = slack.post(room.ada, "help", "see <https://example.com>")
    slack.unfurl("help", asked.ts)
    told = (await events(slack, probe))[1]
    assert told["subtype"] == "message_changed"
    assert "edited" not in told["message"]
    assert told["message"]["attachments"]


async def test_a_deletion(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    asked = slack.post(room.ada, "help", "never mind")
    slack.delete(room.ada, "help", asked.ts)
    told = (await events(slack, probe))[1]
    assert (told["subtype"], told["deleted_ts"]) == ("message_deleted", asked.ts)
    assert told["previous_message"]["text"] == "never mind"


async def test_deleting_a_parent_is_told_as_a_tombstone(
    slack: Emulator, room: Room, probe: HttpProbe
) -> None:
    asked = slack.post(room.ada, "help", "q")
    slack.post(room.ben, "help", "a", thread_ts=asked.ts)
    slack.delete(room.ada, "help", asked.ts)
    told = (await events(slack, probe))[-1]
    assert told["subtype"] == "message_changed"
    assert told["message"]["subtype"] == "tombstone"


async def test_replies_and_broadcasts(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    asked = slack.post(room.ada, "help", "q")
    slack.post(room.ben, "help", "a", thread_ts=asked.ts)
    slack.post(room.ben, "help", "b", thread_ts=asked.ts, broadcast=True)
    _, reply, broadcast = await events(slack, probe)
    assert (reply["thread_ts"], reply["parent_user_id"]) == (asked.ts, room.ada.id)
    assert "subtype" not in reply
    assert broadcast["subtype"] == "thread_broadcast"


async def test_a_file(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    slack.post(room.ada, "help", "log", files=[{"id": "F1", "name": "build.log"}])
    (told,) = await events(slack, probe)
    assert (told["subtype"], told["files"][0]["name"]) == ("file_share", "build.log")


async def test_reactions(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    asked = slack.post(room.ada, "help", "q")
    slack.react(room.ben, "help", asked.ts, ":white_check_mark:")
    slack.react(room.ben, "help", asked.ts, "white_check_mark")
    slack.unreact(room.ben, "help", asked.ts, "white_check_mark")
    _, added, removed = await events(slack, probe)
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    assert added["item"] == {"type": "message", "channel": room.channel.id, "ts": asked.ts}
    assert (added["user"], added["item_user"]) == (room.ben.id, room.ada.id)


async def test_joining_and_leaving(slack: Emulator, room: Room, probe: HttpProbe) -> None:
    cy = slack.add_user("cy")
    slack.join(cy, "help", inviter=room.ada)
    slack.leave(cy, "help")
    line, joined, left = await events(slack, probe)
    assert line["subtype"] == "channel_join"
    assert (joined["type"], joined["inviter"]) == ("member_joined_channel", room.ada.id)
    assert left["type"] == "member_left_channel"


async def test_a_direct_message_has_no_mention(
    slack: Emulator, room: Room, probe: HttpProbe
) -> None:
    dm = slack.open_dm(room.ada)
    slack.post(room.ada, dm, f"{slack.bot.mention} hello?")
    (told,) = await events(slack, probe)
    assert (told["type"], told["channel_type"], told["channel"]) == ("message", "im", dm.id)


async def test_the_apps_own_space(
    slack: Emulator, room: Room, probe: HttpProbe, client: AsyncWebClient
) -> None:
    slack.open_home(room.ada, "messages")
    await client.views_publish(user_id=room.ada.id, view={"type": "home", "blocks": []})
    slack.open_home(room.ada)
    slack.look_at(room.ada, "help")
    slack.look_at(room.ada, None)
    messages, home, looking, away = await events(slack, probe)
    assert (messages["type"], messages["tab"]) == ("app_home_opened", "messages")
    assert "view" not in messages
    assert home["view"]["type"] == "home"
    assert looking["context"]["entities"][0]["value"] == room.channel.id
    assert away["context"] == {}


async def test_streams_are_told_at_both_ends(
    slack: Emulator, room: Room, probe: HttpProbe, client: AsyncWebClient
) -> None:
    dm = slack.open_dm(room.ada)
    asked = slack.post(room.ada, dm, "q")
    stream = await client.chat_stream(channel=dm.id, thread_ts=asked.ts, buffer_size=1)
    await stream.append(markdown_text="One ")
    await stream.append(markdown_text="two")
    await stream.stop()
    _, started, ended = await events(slack, probe)
    assert started["streaming_state"] == "in_progress"
    assert started["text"] == "One "
    assert ended["message"]["text"] == "One two"
    assert ended["previous_message"]["streaming_state"] == "in_progress"


async def test_subscriptions_and_scopes_decide(
    slack: Emulator, room: Room, probe: HttpProbe
) -> None:
    slack.app.events.remove("message.channels")
    slack.app.scopes.remove("reactions:read")
    asked = slack.post(room.ada, "help", f"{slack.bot.mention} hello?")
    slack.react(room.ada, "help", asked.ts, "wave")
    assert [each["type"] for each in await events(slack, probe)] == ["app_mention"]
    slack.app.revoked = True
    slack.post(room.ada, "help", f"{slack.bot.mention} again?")
    assert len(await events(slack, probe)) == 1
