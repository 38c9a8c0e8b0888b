"""What a chat platform says: posts in channels, as its adapter has read them and uncleaned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from core.records import PUBLIC, Failed
from core.thread import Reaction


@dataclass(frozen=True, slots=True)
class Post:
    """One message. Whatever platform it comes from, its ids sort by time within a channel."""

    id: str
    author: str
    text: str
    """As Markdown."""
    at: datetime
    thread: str = ""
    """Id of the message that it replies to; empty where it stands in the channel itself."""
    is_bot: bool = False
    reactions: tuple[Reaction, ...] = ()
    links: tuple[str, ...] = ()
    edited_at: datetime | None = None
    mentions: tuple[str, ...] = ()
    """Ids of the people it names."""
    replies: int = 0
    """How many replies the platform says it has."""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel."""

    id: str
    name: str
    audience: str = PUBLIC


@dataclass(frozen=True, slots=True)
class RoomPosts:
    """Everything that can be read of a channel."""

    room: Room
    posts: tuple[Post, ...]
    """Oldest first."""
    missing: tuple[date, ...] = ()
    """Days (UTC) that are there and could not be read: what is stored of them stays."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Messages that are no posts, by what they are: joins, topics, duplicates."""


class PostSource(Protocol):
    """A chat platform, or an export of one."""

    @property
    def name(self) -> str:
        """What people call it: the `--source` name."""

    @property
    def salt(self) -> str:
        """Everything in its settings that changes how the same messages are read."""

    def count(self) -> int | None:
        """How many channels `read` will yield, or None where only reading tells."""

    def read(self) -> Iterator[RoomPosts | Failed]:
        """Every channel once, and what could not be read by name."""

    def covers(self, channel_id: str, moment: datetime) -> bool:
        """Whether what was asked there and then would be in it, were it still to be read.

        Of what it does not cover it says nothing: an export of one month leaves the others alone.
        """

    def names(self) -> Mapping[str, str]:
        """What each person is called, by id."""

    def permalink(self, room: Room, post: str) -> str:
        """Where a person can open a message; empty where that is not known."""
