"""A workspace as Slack exports it: lists of channels and people, a folder each, a file a day."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from core.errors import Permanent, UserError
from core.records import PUBLIC, Failed
from core.slack import private_audience
from ingest.sources.slack.archive import Archive, open_archive
from ingest.sources.slack.message import Wire, is_said, moment, post_of, subtype
from ingest.sources.slack.mrkdwn import Mrkdwn
from ingest.sources.slack.workspace import people_of, permalink
from ingest.threads.post import Post, Room, RoomPosts

_VERSION = "slack-export-1"
_PUBLIC_LIST, _PRIVATE_LIST = "channels.json", "groups.json"
_DIRECT_LISTS = ("dms.json", "mpims.json")
_NOTES = frozenset({"canvases.json", "huddle_transcripts.json", "file_conversations.json"})


@dataclass(slots=True)
class _Days:
    """The messages of a channel by `ts`, and what was left out on the way."""

    messages: dict[str, Wire] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    missing: list[date] = field(default_factory=list)


class SlackExport:
    """Reads an export. Direct messages are never read.

    channels: names or globs, with or without `#`; empty means every public channel. A private
    channel is read only where it is named, and its audience are its members.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        channels: tuple[str, ...] = (),
        opted_out: tuple[str, ...] = (),
        workspace: str = "",
        audience: str = PUBLIC,
    ) -> None:
        self.name = name
        self._path = path
        self._archive = open_archive(path)
        self._paths = list(self._archive.paths())
        days = [day for path in self._paths if "/" in path for day in _date_of(path)]
        self._first, self._last = min(days, default=date.max), max(days, default=date.min)
        self._wanted = tuple(each.removeprefix("#") for each in channels)
        self._opted_out = tuple(each.removeprefix("#") for each in opted_out)
        self._workspace = workspace
        self._audience = audience
        self.salt = json.dumps([_VERSION, workspace, audience])
        self._notes: list[Failed] = []
        self._users = self._read_users()
        self._people = people_of(self._users)
        self._rooms = self._read_rooms()

    def count(self) -> int | None:
        return len(self._rooms)

    def covers(self, channel_id: str, moment: datetime) -> bool:
        return channel_id not in self._rooms or self._first <= moment.date() <= self._last

    def names(self) -> Mapping[str, str]:
        return self._people

    def permalink(self, room: Room, post: str) -> str:
        return permalink(self._workspace, room.id, post)

    def read(self) -> Iterator[RoomPosts | Failed]:
        for path, reason in self._archive.refused():
            yield Failed(path, reason)
        yield from self._notes
        folders = self._folders()
        bots = frozenset(user["id"] for user in self._users if user.get("is_bot"))
        mrkdwn = Mrkdwn(self._people, {room.id: room.name for room in self._rooms.values()})
        days: dict[str, _Days] = {}
        for folder, files in sorted(folders.items()):
            room_id = self._room_of(folder, files)
            if not room_id:
                if not self._is_known(folder) and self._is_wanted(folder, private=False):
                    yield Failed(folder, "no list of channels names this folder; it is not read")
                continue
            of_room = days.setdefault(room_id, _Days())
            for file in files:
                yield from self._day(file, of_room)
        for room_id, of_room in days.items():
            room = self._rooms[room_id]
            posts = _posts(of_room, mrkdwn, bots)
            yield RoomPosts(room, posts, tuple(of_room.missing), of_room.skipped)

    def _read_users(self) -> list[Wire]:
        try:
            return _listed(self._archive, "users.json", self._paths)
        except Permanent as error:
            self._notes.append(Failed("users.json", f"{error}; people have no names"))
            return []

    def _read_rooms(self) -> dict[str, Room]:
        """The channels to read, by id. Raises UserError where that cannot be told."""
        rooms: dict[str, Room] = {}
        self._known: set[str] = set()
        lists = [each for each in (_PUBLIC_LIST, _PRIVATE_LIST) if each in self._paths]
        if not lists:
            raise UserError(
                f"{self._path} has no channels.json, so it is no Slack export.",
                "Give the folder or zip that has channels.json in it.",
            )
        for list_name in lists:
            try:
                entries = _listed(self._archive, list_name, self._paths)
            except Permanent as error:
                if list_name == _PUBLIC_LIST:
                    raise UserError(
                        f"channels.json {error}: which channels are public cannot be told.",
                        "Export again, or mend the file.",
                    ) from error
                self._notes.append(Failed(list_name, f"{error}; private channels are not read"))
                continue
            for entry in entries:
                self._add_room(entry, rooms, list_name == _PRIVATE_LIST)
        for list_name in _DIRECT_LISTS:
            self._know_direct(list_name)
        self._refuse_empty(rooms)
        return rooms

    def _add_room(self, entry: Wire, rooms: dict[str, Room], private: bool) -> None:
        name, key = str(entry.get("name") or ""), str(entry.get("id") or "")
        if not name or not key:
            self._notes.append(Failed(f"{name or key or 'a channel'}", "has no name or no id"))
            return
        self._known.add(name)
        private = private or bool(entry.get("is_private"))
        is_out = any(fnmatchcase(each, p) for each in (name, key) for p in self._opted_out)
        if not is_out and (self._is_wanted(name, private) or self._is_wanted(key, private)):
            audience = private_audience(key) if private else self._audience
            rooms[key] = Room(key, name, audience)

    def _know_direct(self, list_name: str) -> None:
        try:
            entries = _listed(self._archive, list_name, self._paths)
        except Permanent:
            return
        for entry in entries:
            self._known.update(str(entry.get(key)) for key in ("id", "name") if entry.get(key))

    def _refuse_empty(self, rooms: Mapping[str, Room]) -> None:
        if not rooms:
            known = ", ".join(sorted(self._known)[:20]) or "none"
            raise UserError(
                f"No channel of {self._path} is like {', '.join(self._wanted) or '*'}.",
                f"Channels there: {known}.",
            )

    def _is_wanted(self, name: str, private: bool) -> bool:
        named = [each for each in self._wanted if fnmatchcase(name, each)]
        if private:
            # `*` is no decision to read what is private.
            return any(each.strip("*?") for each in named)
        return bool(named) or not self._wanted

    def _folders(self) -> dict[str, list[str]]:
        """Files of days by folder."""
        found: dict[str, list[str]] = {}
        for path in self._paths:
            folder, _, _ = path.rpartition("/")
            if folder and path not in _NOTES:
                found.setdefault(folder, []).append(path)
        return found

    def _is_known(self, folder: str) -> bool:
        return folder in self._known

    def _room_of(self, folder: str, files: Iterable[str]) -> str:
        """The id of a folder's channel: by its name, or by the name it had or got later."""
        by_name = {room.name: room.id for room in self._rooms.values()}
        if folder in by_name:
            return by_name[folder]
        if folder in self._rooms:
            return folder
        if folder in self._known:
            return ""
        return self._renamed(files, by_name)

    def _renamed(self, files: Iterable[str], by_name: Mapping[str, str]) -> str:
        for file in files:
            try:
                wires = _wires(self._archive.load(file))
            except Permanent:
                continue
            for wire in wires:
                if subtype(wire) in ("channel_name", "group_name"):
                    for key in ("name", "old_name"):
                        if wire.get(key) in by_name:
                            return by_name[str(wire[key])]
        return ""

    def _day(self, file: str, into: _Days) -> Iterator[Failed]:
        try:
            wires = _wires(self._archive.load(file))
        except Permanent as error:
            into.missing += _date_of(file)
            yield Failed(file, str(error))
            return
        bad: Counter[str] = Counter()
        for wire in wires:
            try:
                _take(wire, into)
            except Permanent as error:
                bad[str(error)] += 1
        for reason, count in bad.items():
            into.skipped["unreadable"] += count
            yield Failed(file, reason if count == 1 else f"{count} times {reason}")


def _take(wire: Wire, into: _Days) -> None:
    """Add a message, or do what it says to one before it. Raises Permanent for a bad one."""
    kind = subtype(wire)
    inner = wire.get("message")
    if kind == "message_changed" and isinstance(inner, Mapping):
        into.skipped["edits"] += 1
        _take(inner, into)
        return
    if kind == "message_deleted":
        into.skipped["deletions"] += 1
        into.messages.pop(str(wire.get("deleted_ts") or ""), None)
        return
    moment(wire.get("ts"))
    ts = str(wire["ts"])
    before = into.messages.get(ts)
    if before is not None:
        into.skipped["duplicates"] += 1
        if _version(before) > _version(wire):
            return
    into.messages[ts] = wire


def _version(wire: Wire) -> str:
    """The later of two forms of one message sorts behind the earlier."""
    edited = wire.get("edited")
    return str(edited.get("ts") or "") if isinstance(edited, Mapping) else ""


def _posts(days: _Days, mrkdwn: Mrkdwn, bots: Collection[str]) -> tuple[Post, ...]:
    posts: list[Post] = []
    for wire in days.messages.values():
        if not is_said(wire):
            days.skipped[subtype(wire) or "other"] += 1
            continue
        post = post_of(wire, mrkdwn, frozenset(bots))
        if not post.text:
            days.skipped["empty"] += 1
            continue
        posts.append(post)
    return tuple(sorted(posts, key=lambda post: (post.at, post.id)))


def _listed(archive: Archive, name: str, paths: Collection[str]) -> list[Wire]:
    if name not in paths:
        raise Permanent("is missing")
    return _wires(archive.load(name))


def _wires(loaded: Any) -> list[Wire]:
    if not isinstance(loaded, list):
        raise Permanent("is no JSON list")
    return [each for each in loaded if isinstance(each, dict)]


def _date_of(file: str) -> list[date]:
    try:
        return [date.fromisoformat(file.rpartition("/")[2].removesuffix(".json")[:10])]
    except ValueError:
        return []
