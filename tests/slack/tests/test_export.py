"""The export format, out and in again."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import export
from tests.slack.emulator import Emulator
from tests.slack.tests.conftest import Room


def talk(slack: Emulator, room: Room) -> str:
    """A little history over two days; the first question's ts."""
    asked = slack.post(room.ada, "help", "q")
    slack.post(room.ben, "help", "a", thread_ts=asked.ts)
    slack.react(room.ada, "help", asked.ts, "eyes")
    slack.backend.clock.advance(86_400)
    slack.post(room.ben, "help", "next day")
    slack.post(room.ada, slack.open_dm(room.ada), "in private")
    return asked.ts


def test_the_shape(slack: Emulator, room: Room) -> None:
    ts = talk(slack, room)
    slack.add_channel("secret", room.ada, kind="group")
    files = export.dump(slack.backend.workspace)
    lists = {"channels.json", "users.json", "groups.json", "dms.json", "mpims.json"}
    assert lists | {"integration_logs.json"} <= set(files)
    days = sorted(each for each in files if each.startswith("help/"))
    assert len(days) == 2
    question, reply = json.loads(files[days[0]])
    assert question["replies"] == [{"user": room.ben.id, "ts": reply["ts"]}]
    assert question["reactions"] == [{"name": "eyes", "users": [room.ada.id], "count": 1}]
    assert question["user_profile"]["real_name"] == "Ada Lane"
    assert (reply["thread_ts"], reply["parent_user_id"]) == (ts, room.ada.id)
    (dm,) = json.loads(files["dms.json"])
    assert any(each.startswith(f"{dm['id']}/") for each in files)
    assert json.loads(files["groups.json"])[0]["name"] == "secret"


async def test_out_and_in_again_by_folder(slack: Emulator, room: Room, tmp_path: Path) -> None:
    talk(slack, room)
    files = export.dump(slack.backend.workspace)
    export.to_folder(files, tmp_path)
    await slack.reset()
    assert export.load(slack.backend.workspace, export.from_folder(tmp_path)) == 4
    assert export.dump(slack.backend.workspace) == files


async def test_out_and_in_again_over_http(
    slack: Emulator, room: Room, client: AsyncWebClient
) -> None:
    ts = talk(slack, room)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{slack.base_url}/emulator/export") as response:
            archive = await response.read()
        await slack.reset()
        url = f"{slack.base_url}/emulator/import"
        async with session.post(url, data=archive) as response:
            assert await response.json() == {"messages": 4}
        async with session.post(url, data=b"not a zip") as response:
            assert response.status == 400
    thread = await client.conversations_replies(channel=room.channel.id, ts=ts)
    assert [each["text"] for each in thread["messages"]] == ["q", "a"]
    later = slack.post("ada", "help", "after all that")
    assert float(later.ts) > max(float(each) for each in room.channel.messages)


def test_a_foreign_export_with_gaps(slack: Emulator) -> None:
    files = {
        "users.json": json.dumps([{"id": "U1", "name": "ann", "profile": {"real_name": "Ann"}}]),
        "channels.json": json.dumps([{"id": "C1", "name": "ops", "members": ["U1", "U9"]}]),
        "ops/2024-01-02.json": json.dumps(
            [
                {"type": "message", "user": "U1", "text": "hi", "ts": "1704153600.000100"},
                {
                    "type": "message",
                    "bot_id": "B7",
                    "username": "pager",
                    "text": "down",
                    "subtype": "bot_message",
                    "ts": "1704153601.000100",
                },
                {"type": "message", "user": "U8", "text": "who?", "ts": "1704153602.000100"},
            ]
        ),
    }
    assert export.load(slack.backend.workspace, files) == 3
    channel = slack.channel("ops")
    assert channel.members == ["U1"]
    bot, stranger = [each.author for each in channel.messages.values()][1:]
    assert (bot.bot_id, bot.name, stranger.id) == ("B7", "pager", "U8")
