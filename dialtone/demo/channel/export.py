"""The channel as Slack exports a workspace: users, channels, and a JSON file for each day."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from dialtone.demo.channel.people import BOTS, Person, slack_id
from dialtone.demo.channel.telling import FIRST_DAY, SEED, Channel, Message, Told, tell

CHANNEL = "ask-harbor"
ANNOUNCEMENTS = "harbor-announce"
_STATUS = (
    ":large_orange_circle: *CI queue* slower than usual. Watching.",
    ":large_green_circle: *CI queue* back to normal.",
    ":large_orange_circle: *Package mirror* degraded: npm downloads time out.",
    ":large_green_circle: *Package mirror* resolved.",
    ":calendar: Maintenance: PostgreSQL, Tuesday 04:00-05:00 UTC.",
)

Entry = dict[str, Any]


def write(target: Path, seed: int = SEED) -> int:
    """Write the export as a folder, or as one file where `target` ends in .zip.

    Says how many messages it holds. The same seed writes the same files.
    """
    files, count = _files(tell(seed), Random(seed))
    if target.suffix == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, text in files.items():
                entry = zipfile.ZipInfo(path, (2026, 11, 21, 0, 0, 0))
                archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
        return count
    for path, text in files.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return count


def planted(seed: int = SEED) -> dict[str, str]:
    """Why each thread was asked: its `ts` to its cause. Only the generator can know."""
    channel = tell(seed)
    _number(_everything(channel))
    return {told.messages[0].ts: told.cause for told in channel.threads}


def _files(channel: Channel, random: Random) -> tuple[Mapping[str, str], int]:
    bots = {handle: slack_id(random, "B") for handle, _ in BOTS}
    messages = _everything(channel)
    _number(messages)
    entries = [_entry(message) for message in messages]
    entries += _joins(channel.people, random) + _bot_posts(bots, random)
    days: dict[str, list[Entry]] = {}
    for entry in entries:
        _put(days, CHANNEL, entry)
    for number, message in enumerate(channel.announcements):
        message.ts = f"{message.at.timestamp():.0f}.{number:06}"
        _put(days, ANNOUNCEMENTS, _entry(message))
    files: dict[str, Any] = {
        "users.json": [_user(each) for each in channel.people] + _bot_users(bots),
        "channels.json": [
            _channel(name, channel.people, random) for name in (CHANNEL, ANNOUNCEMENTS)
        ],
    }
    for path in sorted(days):
        files[path] = sorted(days[path], key=lambda entry: str(entry["ts"]))
    count = len(entries) + len(channel.announcements)
    return {path: json.dumps(content, indent=1) for path, content in files.items()}, count


def _everything(channel: Channel) -> list[Message]:
    messages = [message for told in channel.threads for message in told.messages]
    return sorted([*messages, *channel.chatter], key=lambda message: message.at)


def _number(messages: Sequence[Message]) -> None:
    for number, message in enumerate(messages):
        message.ts = f"{message.at.timestamp():.0f}.{number * 7 % 1000000:06}"


def _entry(message: Message) -> Entry:
    entry: Entry = {"type": "message", "user": message.author.id, "text": _escaped(message.text)}
    entry["ts"] = message.ts
    told = message.thread
    if told is not None and not told.loose and len(told.messages) > 1:
        entry["thread_ts"] = told.messages[0].ts
        entry |= _head(told) if message is told.messages[0] else _reply(told)
    if message.edited:
        moment = float(message.ts) + 65
        entry["edited"] = {"user": message.author.id, "ts": f"{moment:.0f}.000000"}
    if message.reactions:
        entry["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return entry


def _head(told: Told) -> Entry:
    replies = told.messages[1:]
    people = list(dict.fromkeys(reply.author.id for reply in replies))
    return {
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
        "replies": [{"user": reply.author.id, "ts": reply.ts} for reply in replies],
    }


def _reply(told: Told) -> Entry:
    return {"parent_user_id": told.messages[0].author.id}


def _escaped(text: str) -> str:
    """As Slack stores text: `&` as an entity, bare addresses between angle brackets."""
    return text.replace("&", "&amp;").replace(" -> ", " -&gt; ")


def _joins(people: Sequence[Person], random: Random) -> list[Entry]:
    start = FIRST_DAY.timestamp()
    return [
        {
            "type": "message",
            "subtype": "channel_join",
            "user": person.id,
            "text": f"<@{person.id}> has joined the channel",
            "ts": f"{start + 86400 * random.randrange(68) + random.randrange(30000, 60000):.0f}"
            f".{900000 + number:06}",
        }
        for number, person in enumerate(random.sample(list(people), 14))
    ]


def _bot_posts(bots: Mapping[str, str], random: Random) -> list[Entry]:
    start = FIRST_DAY.timestamp()
    return [
        {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": bots["statusbot"],
            "username": "Harbor Status",
            "text": random.choice(_STATUS),
            "ts": f"{start + 86400 * random.randrange(68) + random.randrange(30000, 60000):.0f}"
            f".{950000 + number:06}",
        }
        for number in range(26)
    ]


def _put(days: dict[str, list[Entry]], channel: str, entry: Entry) -> None:
    day = datetime.fromtimestamp(float(entry["ts"]), UTC).strftime("%Y-%m-%d")
    days.setdefault(f"{channel}/{day}.json", []).append(entry)


def _user(person: Person) -> Entry:
    return {
        "id": person.id,
        "team_id": "T0FERNWAY1",
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        "is_bot": False,
        "tz": "Europe/Amsterdam",
        "profile": {
            "real_name": person.name,
            "display_name": person.first_name,
            "title": person.team,
            "email": f"{person.handle}@fernway.example",
        },
    }


def _bot_users(bots: Mapping[str, str]) -> list[Entry]:
    return [
        {
            "id": "U" + bots[handle][1:],
            "team_id": "T0FERNWAY1",
            "name": handle,
            "real_name": name,
            "deleted": False,
            "is_bot": True,
            "profile": {"real_name": name, "display_name": name, "bot_id": bots[handle]},
        }
        for handle, name in BOTS
    ]


def _channel(name: str, people: Sequence[Person], random: Random) -> Entry:
    return {
        "id": slack_id(random, "C"),
        "name": name,
        "created": 1704790000,
        "creator": people[0].id,
        "is_archived": False,
        "is_general": False,
        "members": [person.id for person in people],
        "topic": {"value": ""},
        "purpose": {"value": "Questions about Harbor" if name == CHANNEL else "What changes"},
    }
