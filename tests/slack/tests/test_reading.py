"""History, threads, cursors, metadata and links."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.tests.conftest import Room


async def test_history_is_newest_first_and_leaves_replies_out(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    first = slack.post(room.ada, "help", "first")
    slack.post(room.ben, "help", "under first", thread_ts=first.ts)
    slack.post(room.ben, "help", "for all", thread_ts=first.ts, broadcast=True)
    slack.post(room.ada, "help", "second")
    history = await client.conversations_history(channel=room.channel.id)
    texts = [each["text"] for each in history["messages"]]
    assert texts == ["second", "for all", "first"]
    assert history["messages"][2]["reply_count"] == 2
    assert history["messages"][2]["reply_users"] == [room.ben.id]
    assert history["has_more"] is False


async def test_a_thread_is_oldest_first_from_any_of_its_messages(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    parent = slack.post(room.ada, "help", "q")
    replies = [slack.post(room.ben, "help", f"a{n}", thread_ts=parent.ts) for n in range(3)]
    for ts in (parent.ts, replies[1].ts):
        thread = await client.conversations_replies(channel=room.channel.id, ts=ts)
        assert [each["text"] for each in thread["messages"]] == ["q", "a0", "a1", "a2"]
    assert thread["messages"][1]["parent_user_id"] == room.ada.id


async def test_cursors_reach_every_message_once(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    said = [slack.post(room.ada, "help", str(n)).ts for n in range(25)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_history(channel=room.channel.id, limit=10, cursor=cursor)
        seen += [each["ts"] for each in page["messages"]]
        assert page["has_more"] is bool(page.get("response_metadata"))
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == said[::-1]


async def test_lists_have_cursors(slack: Emulator, room: Room, client: AsyncWebClient) -> None:
    for number in range(5):
        slack.add_channel(f"c{number}", room.ada)
    seen: list[str] = []
    async for page in await client.conversations_list(limit=2):
        seen += [each["name"] for each in page["channels"]]
    assert seen == ["help", "c0", "c1", "c2", "c3", "c4"]
    names = [m["name"] async for p in await client.users_list(limit=1) for m in p["members"]]
    assert names == ["dialbot", "ada", "ben"]
    members = await client.conversations_members(channel=room.channel.id, limit=2)
    assert members["members"] == [room.ada.id, room.ben.id]
    assert members["response_metadata"]["next_cursor"]


async def test_bounds_are_exclusive_unless_asked_for(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    a, b, c = (slack.post(room.ada, "help", each).ts for each in "abc")

    async def texts(**bounds: object) -> str:
        page = await client.api_call(
            "conversations.history", json={"channel": room.channel.id, **bounds}
        )
        return "".join(each["text"] for each in page["messages"])

    assert await texts(oldest=a) == "cb"
    assert await texts(oldest=a, inclusive=True) == "cba"
    assert await texts(latest=c) == "ba"
    assert await texts(oldest=b, latest=b, inclusive=True) == "b"


async def test_metadata_is_read_back_only_when_asked_for(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    asked = slack.post(room.ada, "help", "q")
    tag = {"event_type": "answer", "event_payload": {"id": "42"}}
    posted = await client.chat_postMessage(
        channel=room.channel.id, text="a", thread_ts=asked.ts, metadata=tag
    )
    assert posted["message"]["metadata"] == tag
    plain = await client.conversations_replies(channel=room.channel.id, ts=asked.ts)
    assert "metadata" not in plain["messages"][1]
    full = await client.conversations_replies(
        channel=room.channel.id, ts=asked.ts, include_all_metadata=True
    )
    assert full["messages"][1]["metadata"] == tag


async def test_a_private_channel_and_a_dm_take_scopes_of_their_own(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    secret = slack.add_channel("secret", room.ada, slack.bot, kind="group")
    dm = slack.open_dm(room.ada)
    slack.app.scopes -= {"groups:history", "im:history"}
    for channel, scope in ((secret, "groups:history"), (dm, "im:history")):
        with pytest.raises(SlackApiError) as refused:
            await client.conversations_history(channel=channel.id)
        assert refused.value.response["needed"] == scope


async def test_permalinks(slack: Emulator, room: Room, client: AsyncWebClient) -> None:
    asked = slack.post(room.ada, "help", "q")
    reply = slack.post(room.ben, "help", "a", thread_ts=asked.ts)
    link = await client.chat_getPermalink(channel=room.channel.id, message_ts=asked.ts)
    base = f"https://emulated.slack.com/archives/{room.channel.id}/p"
    assert link["permalink"] == base + asked.ts.replace(".", "")
    link = await client.chat_getPermalink(channel=room.channel.id, message_ts=reply.ts)
    assert link["permalink"].endswith(f"?thread_ts={asked.ts}&cid={room.channel.id}")


async def test_posting_to_a_person_opens_a_dm(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=room.ada.id, text="psst")
    opened = await client.conversations_open(users=room.ada.id, return_im=True)
    assert opened["channel"]["id"] == posted["channel"]
    assert opened["channel"]["user"] == room.ada.id
    assert opened["already_open"] is True
    group = await client.conversations_open(users=[room.ada.id, room.ben.id])
    assert slack.channel(group["channel"]["id"]).kind == "mpim"


async def test_an_address_takes_a_scope(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    info = await client.users_info(user=room.ada.id)
    assert info["user"]["profile"]["email"] == "ada@example.com"
    slack.app.scopes.remove("users:read.email")
    info = await client.users_info(user=room.ada.id)
    assert "email" not in info["user"]["profile"]


async def test_an_app_sold_outside_the_directory_reads_fifteen_once_a_minute(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    for number in range(20):
        slack.post(room.ada, "help", str(number))
    slack.backend.limits.external = True
    slack.backend.clock.scale = 1.0
    page = await client.conversations_history(channel=room.channel.id, limit=200)
    assert len(page["messages"]) == 15
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=room.channel.id)
    assert refused.value.response.status_code == 429


async def test_deleting_a_parent_leaves_a_tombstone_until_its_replies_go(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    asked = slack.post(room.ada, "help", "q")
    reply = slack.post(room.ben, "help", "a", thread_ts=asked.ts)
    slack.delete(room.ada, "help", asked.ts)
    thread = await client.conversations_replies(channel=room.channel.id, ts=asked.ts)
    assert thread["messages"][0]["subtype"] == "tombstone"
    slack.delete(room.ben, "help", reply.ts)
    slack.delete(room.ada, "help", asked.ts)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_replies(channel=room.channel.id, ts=asked.ts)
    assert refused.value.response["error"] == "thread_not_found"
