"""A message, and how it looks on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.slack.user import User
from tests.slack.wire import Json


@dataclass
class Message:
    """One message in one conversation. `ts` is its name there."""

    ts: str
    channel: str
    author: User
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    username: str | None = None
    icons: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    streaming: Literal["in_progress", "completed"] | None = None
    ephemeral_to: str | None = None
    extra: Json = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it hangs under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def wire(self, with_metadata: bool = False) -> Json:
        """The message as the Web API and events show it, less what its thread adds."""
        body: Json = {"type": "message", "user": self.author.id, "text": self.text, "ts": self.ts}
        if self.subtype:
            body["subtype"] = self.subtype
        if self.client_msg_id:
            body["client_msg_id"] = self.client_msg_id
        body["team"] = self.author.team_id
        body |= self._byline()
        optional: Json = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "streaming_state": self.streaming,
            "reactions": self._reactions(),
            "metadata": self.metadata if with_metadata else None,
        }
        body |= {key: value for key, value in optional.items() if value}
        return body | self.extra

    def _byline(self) -> Json:
        if not self.author.is_bot:
            return {}
        byline: Json = {
            "bot_id": self.author.bot_id,
            "app_id": self.author.app_id,
            "bot_profile": self.author.bot_profile(),
        }
        if self.username:
            byline["username"] = self.username
        if self.icons:
            byline["icons"] = self.icons
        return byline

    def _reactions(self) -> list[Json]:
        return [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]
