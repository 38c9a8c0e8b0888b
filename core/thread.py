"""The nouns of help-channel history: a thread, what was said in it, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.records import PUBLIC


class Outcome(StrEnum):
    """How a thread ended, as far as its own words and reactions tell."""

    SOLVED = "solved"
    """Somebody said so: a tick from the asker or a helper, or thanks after an answer."""
    ANSWERED = "answered"
    """A helper answered and nobody said whether it helped."""
    UNANSWERED = "unanswered"
    """Nobody but the asker and bots spoke, or nothing that was said answers."""


class Speaker(StrEnum):
    """What somebody is in one thread. A helper of one thread may be the asker of the next."""

    ASKER = "asker"
    HELPER = "helper"
    BYSTANDER = "bystander"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, and the ids of the people who put it there."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message of a thread, cleaned: secrets and personal data are typed placeholders."""

    id: str
    """The platform's own id inside its channel: Slack's `ts`."""
    author: str
    """The platform's id of the person, never a name; empty where the export does not say."""
    speaker: Speaker
    text: str
    """As Markdown: mentions as `@name`, links as links, code in fences."""
    at: datetime
    """With time zone."""
    reactions: tuple[Reaction, ...] = ()
    links: tuple[str, ...] = ()
    """Addresses it gives, as written, in order."""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A question that was put to people, and everything that was said to it, oldest first.

    `messages[0]` is the question. `source` and `channel` and `id` together name it for ever.

    Its document (kind THREAD, path `path`, `updated_at` when it was last answered) begins with the
    question's own words and nothing else; what solved it stands under a heading of level 2. So its
    first passage is the question, and a search can tell how like two questions are.
    """

    source: str
    channel: str
    """The channel's name, without `#`."""
    channel_id: str
    id: str
    """Of its first message."""
    messages: tuple[ThreadMessage, ...]
    outcome: Outcome
    resolution: tuple[str, ...] = ()
    """Ids of the messages that solved it, oldest first; empty where nothing did."""
    permalink: str = ""
    """Where a person can open it; empty where the source does not say."""
    audience: str = PUBLIC
    joined: bool = False
    """Whether replies were joined to it by a heuristic, since nobody threaded them."""

    @property
    def path(self) -> str:
        """Its name inside its source, which is also its document's path: channel id and id."""
        return f"{self.channel_id}/{self.id}"

    @property
    def question(self) -> ThreadMessage:
        """What was asked."""
        return self.messages[0]

    @property
    def helpers(self) -> tuple[str, ...]:
        """Ids of the people who helped, in the order in which they first spoke."""
        spoke = (m.author for m in self.messages if m.speaker is Speaker.HELPER)
        return tuple(dict.fromkeys(spoke))
