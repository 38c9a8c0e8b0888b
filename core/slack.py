"""The nouns of talking to Slack: what came in, what goes out, and the threads between."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import Transient

Json = dict[str, Any]


def private_audience(channel_id: str) -> str:
    """The audience of what was said in a private channel: those who are in it."""
    return f"slack:{channel_id}"


class Kind(StrEnum):
    """What can come in."""

    MESSAGE = "message"
    DELETED = "deleted"
    REACTION = "reaction"
    HOME = "home"
    ACTION = "action"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that Slack told us. Stored before it is acknowledged, then worked on."""

    event_id: str
    """Slack's own; of an interaction, made from what names it. No second one is stored."""
    kind: Kind
    channel: str
    ts: str
    """When it happened, by Slack's clock: the order inside a thread."""
    thread_ts: str
    """The thread it belongs to; its own `ts` where it could begin one; empty where it has none."""
    user: str
    payload: Mapping[str, Any]
    """The event itself, or the whole of an interaction."""
    message_ts: str = ""
    """Of a message: its own `ts`. (channel, message_ts) is stored once, whatever announced it."""
    id: int = 0
    waits: bool = True
    """Whether it is still to be worked off."""
    attempts: int = 0
    """How often work on it began, this time included."""

    @property
    def lane(self) -> str:
        """What is in the same lane is worked on one after the other."""
        return f"{self.channel}:{self.thread_ts}" if self.thread_ts else self.event_id


class NotYet(Transient):
    """Something that was said before must be worked on first."""


class SendState(StrEnum):
    """An outgoing message's life."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


CALL = "escalation:"
"""What serves a call for a human: `escalation:<id>`."""
CARD = "card:"
"""Keys of cards: `card:<escalation>:<delivery>`."""
LESSON = "lesson:"
"""Keys of lessons: `lesson:<id>`."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call of Slack's Web API that says something. Stored before it is made."""

    key: str
    """What it is for, such as `answer:<id>`: a second one with the same key is not stored."""
    method: str
    """Such as `chat.postMessage`."""
    channel: str
    thread_ts: str
    payload: Mapping[str, Any]
    """The arguments, less channel, thread and metadata."""
    serves: str = ""
    """Id of the question or escalation that it is about: withdrawn together."""
    after: str = ""
    """Key of an earlier one whose message this one changes; its `ts` is filled in."""
    anew: bool = False
    """Whether it becomes a message of its own where that earlier one is gone."""
    id: str = ""
    """Ours; travels in the message's metadata, so that a message can be found again."""
    state: SendState = SendState.WAITING
    ts: str = ""
    """The message's own `ts`, once Slack has it."""
    attempts: int = 0
    """How often sending it began before."""
    unsure: bool = False
    """Whether an earlier attempt may have been carried out although nobody heard so."""


@dataclass(frozen=True, slots=True)
class SlackThread:
    """A thread that Dialtone is in, and the conversation it is."""

    channel: str
    thread_ts: str
    conversation_id: str
    asker: str
    """Id of the person whose question began it for us."""
    outcome: str = ""
    """How it was resolved: `tick`, `button`, `thanks`; `deleted`; empty while nobody said."""
