"""The nouns of talking: conversations, their messages and events, feedback and escalations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.catalog import Contact
from core.escalation import Urgency
from core.records import AnswerKind, AnswerPart, Citation


class Role(StrEnum):
    """Who speaks. `system` lines are said by the house: that a human was asked, who joined."""

    USER = "user"
    ASSISTANT = "assistant"
    HUMAN = "human"
    SYSTEM = "system"


class ConversationState(StrEnum):
    """Whose turn it is to care."""

    OPEN = "open"
    WAITING = "waiting_for_human"
    WITH_HUMAN = "with_human"
    RESOLVED = "resolved"


class MessageState(StrEnum):
    """Whether a message was said to its end."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    """Its asker had heard enough."""


class EventName(StrEnum):
    """What can happen in a conversation."""

    STATUS = "status"
    PART = "part"
    CITATIONS = "citations"
    MESSAGE = "message"
    STATE = "state"
    DONE = "done"


class EscalationKind(StrEnum):
    """How soon a human is needed."""

    HUMAN = "human"
    EMERGENCY = "emergency"


class EscalationState(StrEnum):
    """An escalation's life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. Only conversations of the same subject are theirs."""

    subject: str
    audiences: frozenset[str]
    """What they may see: search never goes beyond."""
    user: str = ""
    """The host's own name for them; empty where they are anonymous."""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer."""

    helpful: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A page worth looking at."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """That a thread and a page differ, in a sentence, and the page to look at."""

    text: str
    page: SeeAlso


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was said. Answers carry their parts and the citations these rest on."""

    id: str
    conversation_id: str
    role: Role
    text: str
    """As typed, or as Markdown."""
    created_at: datetime
    author: str = ""
    kind: AnswerKind | None = None
    confidence: float | None = None
    parts: tuple[AnswerPart, ...] = ()
    citations: tuple[Citation, ...] = ()
    see_also: tuple[SeeAlso, ...] = ()
    audiences: frozenset[str] = frozenset()
    """Of a question: what its asker might see at the time."""
    answer_id: str = ""
    """Of a question: the id that its answer has or will have; empty where none is due."""
    feedback: Feedback | None = None
    state: MessageState = MessageState.COMPLETE
    notes: tuple[str, ...] = ()
    """Of an answer: what is said below it about past threads. Its text ends with them, too."""
    doubts: tuple[Doubt, ...] = ()
    """Of an answer: where a thread and a page differ. Its text ends with them, too."""
    language: str = ""
    """Of what the house says itself: the asker's, as a code; empty for English."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, in order."""

    id: str
    asker: Asker
    surface: str
    state: ConversationState
    created_at: datetime
    last_event_id: int
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a conversation. Ids count up from 1 in each, without gaps."""

    id: int
    name: EventName
    data: Mapping[str, Any] = field(default_factory=dict)
    """Names what it is about, such as a message's id: what that says is read when it is shown."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A stored request for a human. Nobody is told that one will come before it is stored."""

    id: str
    conversation_id: str
    kind: EscalationKind
    state: EscalationState
    note: str
    created_at: datetime
    urgency: Urgency = Urgency.NORMAL
    topic: str = ""
    """The policy that it falls under, in words; empty where it falls under none."""
    team: str = ""
    """The ref of the team that has it; empty until it is routed."""
    team_name: str = ""
    why: str = ""
    """Why it went there, for people."""
    contact: Contact = field(default_factory=Contact)
    pinned: str = ""
    """The ref of the team that a person passed it on to."""
    assignee: str = ""
    """Who claimed it."""
    round: int = 1
    """Counts how often it was opened."""
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A request's idempotency key, and what it asked for: the same key cannot ask another thing."""

    subject: str
    key: str
    fingerprint: str
