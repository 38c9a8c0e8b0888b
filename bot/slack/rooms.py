"""The places in Slack where we are: what kind each is, and what may be seen there."""

import time
from dataclasses import dataclass
from typing import Any

from bot.slack.api import Api, Refused
from core.errors import Transient
from core.records import PUBLIC
from core.slack import private_audience
from core.slack_settings import Slack

_REMEMBERED_SECONDS = 300.0
_PAGES = 20


@dataclass(frozen=True, slots=True)
class Room:
    """A channel or direct message."""

    id: str
    name: str
    private: bool
    """Whether only its members see what is said there."""
    direct: bool
    """Whether it is between us and one person."""
    member: bool = True
    """Whether we are in it, and so can speak there."""
    known: bool = True
    """False where Slack would not tell; then it is taken for a public channel, which sees least."""


class Rooms:
    """Looks places up, and remembers them for a while."""

    def __init__(self, api: Api, settings: Slack) -> None:
        self._api = api
        self._settings = settings
        self._rooms: dict[str, tuple[float, Room]] = {}
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._private_rooms: tuple[float, list[Room]] = (0.0, [])

    async def get(self, channel: str) -> Room:
        """The place with that id. Raises Transient where Slack does not answer."""
        if channel.startswith("D"):
            return Room(channel, "", private=True, direct=True)
        looked, room = self._rooms.get(channel, (0.0, None))
        # Where we are no member we say so and ask to be invited: that is looked at anew.
        if room and room.member and time.monotonic() - looked < _REMEMBERED_SECONDS:
            return room
        try:
            found = (await self._api.call("conversations.info", channel=channel))["channel"]
        except Refused:
            return Room(channel, "", private=False, direct=False, member=False, known=False)
        except Transient:
            if room:
                return room
            raise
        room = Room(
            channel,
            str(found.get("name", "")),
            private=bool(found.get("is_private") or found.get("is_mpim")),
            direct=bool(found.get("is_im")),
            member=bool(found.get("is_member", True)),
        )
        self._rooms[channel] = (time.monotonic(), room)
        return room

    async def joined(self) -> list[Room]:
        """The channels that we are in. Raises Refused, Transient."""
        found = await self._pages(
            "conversations.list", "channels", types="public_channel,private_channel", limit=200
        )
        return [
            Room(each["id"], each.get("name", ""), bool(each.get("is_private")), False)
            for each in found
            if each.get("is_member")
        ]

    def is_help(self, room: Room) -> bool:
        """Whether questions are answered there without a mention."""
        return bool({room.id, room.name} & set(self._settings.help_channels))

    async def audiences(self, room: Room, user: str) -> frozenset[str]:
        """What an answer there may draw on.

        In public, what is public. In a private channel, also what its members may see. To one
        person, also what that person may see.
        """
        if not room.private:
            return frozenset((PUBLIC,))
        if not room.direct:
            return frozenset((PUBLIC, *self._of_channel(room)))
        theirs = set(self._settings.people_audiences.get(user, ()))
        for other in await self._private():
            if user in await self._members_of(other.id):
                theirs.update(self._of_channel(other))
        return frozenset((PUBLIC, *theirs))

    def _of_channel(self, room: Room) -> tuple[str, ...]:
        given = self._settings.channel_audiences
        return (
            private_audience(room.id), *given.get(room.id, ()), *given.get(room.name, ())
        )  # fmt: skip

    async def _private(self) -> list[Room]:
        """The private channels that we are in."""
        looked, rooms = self._private_rooms
        if looked and time.monotonic() - looked < _REMEMBERED_SECONDS:
            return rooms
        try:
            found = await self._pages(
                "conversations.list", "channels", types="private_channel", limit=200
            )
        except (Refused, Transient):
            # Which there are cannot be told now: then nobody is shown what was said there.
            return []
        rooms = [Room(each["id"], each.get("name", ""), True, False) for each in found]
        self._private_rooms = (time.monotonic(), rooms)
        return rooms

    async def _members_of(self, channel: str) -> frozenset[str]:
        looked, members = self._members.get(channel, (0.0, frozenset()))
        if looked and time.monotonic() - looked < _REMEMBERED_SECONDS:
            return members
        try:
            found = await self._pages(
                "conversations.members", "members", channel=channel, limit=999
            )
        except (Refused, Transient):
            return frozenset()
        members = frozenset(found)
        self._members[channel] = (time.monotonic(), members)
        return members

    async def _pages(self, method: str, key: str, **arguments: Any) -> list[Any]:
        found: list[Any] = []
        cursor = ""
        for _ in range(_PAGES):
            page = await self._api.call(method, cursor=cursor or None, **arguments)
            found += page.get(key, ())
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
