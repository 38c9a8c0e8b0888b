"""A workspace as Slack exports it: lists of channels and people, and a file a day for each."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.slack.channel import Channel, Kind
from tests.slack.message import Message
from tests.slack.user import User
from tests.slack.wire import Json
from tests.slack.workspace import Workspace

Files = dict[str, str]
"""Path inside the export to JSON text."""

LISTS: dict[str, Kind] = {
    "channels.json": "channel",
    "groups.json": "group",
    "dms.json": "im",
    "mpims.json": "mpim",
}
_KNOWN = {
    "app_id",
    "attachments",
    "blocks",
    "bot_id",
    "bot_profile",
    "client_msg_id",
    "edited",
    "files",
    "icons",
    "is_locked",
    "latest_reply",
    "metadata",
    "parent_user_id",
    "reactions",
    "replies",
    "reply_count",
    "reply_users",
    "reply_users_count",
    "subscribed",
    "subtype",
    "team",
    "text",
    "thread_ts",
    "ts",
    "type",
    "user",
    "user_profile",
    "username",
}


def dump(workspace: Workspace) -> Files:
    """The export of a workspace, with direct messages as fuller exports have them."""
    files: dict[str, Any] = {"integration_logs.json": []}
    files["users.json"] = [user.wire() for user in workspace.users.values()]
    for name, kind in LISTS.items():
        files[name] = [_entry(each) for each in workspace.channels.values() if each.kind == kind]
    for channel in workspace.channels.values():
        for message in channel.messages.values():
            day = datetime.fromtimestamp(float(message.ts), UTC).strftime("%Y-%m-%d")
            files.setdefault(f"{_folder(channel)}/{day}.json", []).append(_line(channel, message))
    return {path: json.dumps(content, indent=1) for path, content in sorted(files.items())}


def load(workspace: Workspace, files: Mapping[str, str]) -> int:
    """Add an export to a workspace, telling no app; says how many messages there were."""
    for entry in json.loads(files.get("users.json", "[]")):
        _add_user(workspace, entry)
    folders: dict[str, Channel] = {}
    for name, kind in LISTS.items():
        for entry in json.loads(files.get(name, "[]")):
            channel = _add_channel(workspace, entry, kind)
            folders[_folder(channel)] = channel
    count = 0
    for path in sorted(files):
        folder, _, day = path.rpartition("/")
        if folder in folders and day.endswith(".json"):
            lines = json.loads(files[path])
            count += len(lines)
            for line in sorted(lines, key=lambda each: float(each["ts"])):
                _add_message(workspace, folders[folder], line)
    workspace.pulse.beat()
    return count


def to_folder(files: Files, folder: Path) -> None:
    """Write an export out."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def from_folder(folder: Path) -> Files:
    """Read an export that lies in a folder."""
    found = sorted(folder.rglob("*.json"))
    return {each.relative_to(folder).as_posix(): each.read_text("utf-8") for each in found}


def to_zip(files: Files) -> bytes:
    """An export as the archive that Slack hands out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return buffer.getvalue()


def from_zip(raw: bytes) -> Files:
    """Read the archive that Slack hands out."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name: archive.read(name).decode("utf-8") for name in names}


def _folder(channel: Channel) -> str:
    return channel.id if channel.kind == "im" else channel.name


def _entry(channel: Channel) -> Json:
    base: Json = {"id": channel.id, "created": channel.created, "members": channel.members}
    if channel.kind == "im":
        return base
    value = {"creator": channel.creator, "last_set": channel.created}
    return base | {
        "name": channel.name,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "topic": {"value": channel.topic, **value},
        "purpose": {"value": channel.purpose, **value},
    }


def _line(channel: Channel, message: Message) -> Json:
    line = channel.show(message, with_metadata=True)
    author = message.author
    if not author.is_bot:
        line["user_profile"] = {
            "real_name": author.real_name,
            "display_name": author.name,
            "name": author.name,
            "team": author.team_id,
        }
    if replies := channel.replies.get(message.ts):
        line["replies"] = [
            {"user": channel.messages[each].author.id, "ts": each} for each in replies
        ]
    return line


def _add_user(workspace: Workspace, entry: Json) -> None:
    if entry["id"] in workspace.users:
        return
    profile = entry.get("profile") or {}
    workspace.add_user(
        str(entry.get("name") or entry["id"]),
        str(entry.get("real_name") or profile.get("real_name") or ""),
        user_id=entry["id"],
        email=str(profile.get("email") or ""),
        title=str(profile.get("title") or ""),
        is_admin=bool(entry.get("is_admin")),
        deleted=bool(entry.get("deleted")),
        bot_id=str(profile.get("bot_id") or ("B-" + entry["id"] if entry.get("is_bot") else "")),
        app_id=str(profile.get("api_app_id") or ""),
    )


def _add_channel(workspace: Workspace, entry: Json, kind: Kind) -> Channel:
    members = [each for each in entry.get("members") or () if each in workspace.users]
    channel = Channel(
        id=entry["id"],
        team_id=workspace.team_id,
        name=str(entry.get("name") or ""),
        kind=kind,
        creator=str(entry.get("creator") or ""),
        created=int(entry.get("created") or 0),
        members=members,
        topic=str((entry.get("topic") or {}).get("value") or ""),
        purpose=str((entry.get("purpose") or {}).get("value") or ""),
        is_archived=bool(entry.get("is_archived")),
        is_general=bool(entry.get("is_general")),
    )
    workspace.channels[channel.id] = channel
    return channel


def _author(workspace: Workspace, line: Json) -> User:
    user_id = line.get("user")
    if user_id in workspace.users:
        return workspace.users[str(user_id)]
    bot_id = str(line.get("bot_id") or "")
    for user in workspace.users.values():
        if bot_id and user.bot_id == bot_id:
            return user
    name = str(line.get("username") or (line.get("user_profile") or {}).get("name") or "someone")
    return workspace.add_user(name, user_id=str(user_id or ""), bot_id=bot_id)


def _add_message(workspace: Workspace, channel: Channel, line: Json) -> None:
    thread_ts = line.get("thread_ts")
    message = Message(
        ts=line["ts"],
        channel=channel.id,
        author=_author(workspace, line),
        text=str(line.get("text") or ""),
        blocks=line.get("blocks") or [],
        attachments=line.get("attachments") or [],
        files=line.get("files") or [],
        thread_ts=thread_ts if thread_ts != line["ts"] else None,
        subtype=line.get("subtype"),
        metadata=line.get("metadata"),
        client_msg_id=line.get("client_msg_id"),
        username=line.get("username"),
        icons=line.get("icons"),
        edited=line.get("edited"),
        reactions={each["name"]: list(each["users"]) for each in line.get("reactions") or ()},
        extra={key: value for key, value in line.items() if key not in _KNOWN},
    )
    channel.add(message)
    workspace.clock.not_before(message.ts)
