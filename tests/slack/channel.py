"""A conversation: public or private channel, or direct message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.slack.message import Message
from tests.slack.wire import Json

Kind = Literal["channel", "group", "im", "mpim"]

TYPE_NAMES: dict[Kind, str] = {
    "channel": "public_channel",
    "group": "private_channel",
    "im": "im",
    "mpim": "mpim",
}
"""What `conversations.list` calls each kind."""


@dataclass
class Channel:
    """A conversation with its members and its messages, oldest first."""

    id: str
    team_id: str
    name: str
    kind: Kind = "channel"
    creator: str = ""
    created: int = 0
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_general: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message, of two or of a few."""
        return self.kind in ("im", "mpim")

    def add(self, message: Message) -> None:
        """Append a message, under its parent if it is a reply."""
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.replies.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, ts: str) -> None:
        """Forget a message, and its place under its parent."""
        message = self.messages.pop(ts)
        if message.is_reply and message.thread_ts:
            left = self.replies[message.thread_ts]
            left.remove(ts)
            if not left:
                self._end_thread(message.thread_ts)

    def _end_thread(self, ts: str) -> None:
        del self.replies[ts]
        if parent := self.messages.get(ts):
            parent.thread_ts = None

    def thread(self, ts: str) -> list[Message]:
        """The message `ts` and its replies, oldest first."""
        return [self.messages[each] for each in (ts, *self.replies.get(ts, ()))]

    def root(self, ts: str) -> str:
        """The `ts` of the message that the thread of `ts` hangs under."""
        message = self.messages[ts]
        return message.thread_ts or message.ts

    def timeline(self) -> Iterator[Message]:
        """What the channel itself shows: everything but replies that were not broadcast."""
        for message in self.messages.values():
            if not message.is_reply or message.subtype == "thread_broadcast":
                yield message

    def show(self, message: Message, with_metadata: bool = False) -> Json:
        """A message with what its thread adds to it."""
        body = message.wire(with_metadata)
        if message.is_reply and message.thread_ts:
            if parent := self.messages.get(message.thread_ts):
                body["parent_user_id"] = parent.author.id
            return body
        if replies := self.replies.get(message.ts):
            authors = list(dict.fromkeys(self.messages[each].author.id for each in replies))
            body |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users_count": len(authors),
                "latest_reply": replies[-1],
                "reply_users": authors,
                "is_locked": False,
                "subscribed": False,
            }
        return body

    def wire(self, for_user: str, with_count: bool = False) -> Json:
        """The conversation as `conversations.info` shows it to `for_user`."""
        body: Json = {
            "id": self.id,
            "created": self.created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_org_shared": False,
            "context_team_id": self.team_id,
            "updated": self.created * 1000,
        }
        if self.kind == "im":
            other = next((each for each in self.members if each != for_user), for_user)
            return body | {"user": other, "is_user_deleted": False, "is_open": True, "priority": 0}
        body |= self._named(for_user)
        if with_count:
            body["num_members"] = len(self.members)
        return body

    def _named(self, for_user: str) -> Json:
        return {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_private": self.kind != "channel",
            "is_general": self.is_general,
            "is_member": for_user in self.members,
            "is_shared": False,
            "is_ext_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "shared_team_ids": [self.team_id],
            "unlinked": 0,
            "previous_names": [],
            "topic": {"value": self.topic, "creator": self.creator, "last_set": self.created},
            "purpose": {"value": self.purpose, "creator": self.creator, "last_set": self.created},
        }
