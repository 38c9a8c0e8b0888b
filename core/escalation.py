"""The nouns of handing over: what happened to an escalation, what is due, what is delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.catalog import Contact


class Urgency(StrEnum):
    """How soon people should move."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"


class Happening(StrEnum):
    """What can happen to an escalation."""

    OPENED = "opened"
    ROUTED = "routed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    PAGED = "paged"
    PAGED_AGAIN = "paged_again"
    RINGING = "ringing"
    """The paging service said whose phone rings."""
    PAGING_FAILED = "paging_failed"
    PAGES_EXHAUSTED = "pages_exhausted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    REASSIGNED = "reassigned"
    REMINDED = "reminded"
    BREACHED = "breached"
    DOCS_GAP = "docs_gap"
    """A human said that the docs should have answered this."""
    DOCS_SUGGESTED = "docs_suggested"
    """Several answers are alike, and the owner was told that the docs could hold them."""


class Goal(StrEnum):
    """What a timer waits for."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    RESOLVE = "resolve"
    PAGE = "page"
    """That somebody acknowledges the page; else the next one goes out."""


class Purpose(StrEnum):
    """Why somebody is told."""

    NOTICE = "notice"
    PAGE = "page"
    REMINDER = "reminder"
    BREACH = "breach"
    DOCS_GAP = "docs_gap"


class DeliveryState(StrEnum):
    """The life of one delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """Every way failed. It is tried again now and then, and shown until it works."""
    DROPPED = "dropped"
    """Nobody needs it any more."""


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """One thing that happened, when, and who did it; numbers count up from 1."""

    escalation_id: str
    number: int
    name: Happening
    actor: str
    """A person's name, a team's, or empty for Dialtone itself."""
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is due unless a goal is met first. Fires once."""

    goal: Goal
    stage: str
    """`reminder` or `breach`; of a page, which one is next, from 1."""
    due_at: datetime
    escalation_id: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a delivery is for."""

    team: str
    """A ref."""
    name: str
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Somebody is to be told of an escalation, by the first way of several that works."""

    id: str
    escalation_id: str
    purpose: Purpose
    to: Recipient
    via: tuple[str, ...]
    """Names of notifiers, in order."""
    step: int = 0
    """Of a page, which one it is, from 0."""
    place: int = 0
    """Which of `via` is next, or was used."""
    attempts: int = 0
    """Of that one."""
    state: DeliveryState = DeliveryState.WAITING
    error: str = ""
    due_at: datetime | None = None
    receipt: Mapping[str, Any] = field(default_factory=dict)
    told: str = ""
    """Of a page: the last state of the escalation that the paging service was told."""

    @property
    def notifier(self) -> str:
        """The one that is next, or was used; empty where there is none."""
        return self.via[self.place] if self.place < len(self.via) else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notifier sends. `id` is the same at every attempt, so that receivers can tell."""

    id: str
    escalation_id: str
    purpose: Purpose
    urgency: Urgency
    to: Recipient
    subject: str
    """One line."""
    text: str
    """Plain text: question, answer, where Dialtone looked, who asks, and why it came here."""
    link: str = ""
    """Where it can be claimed and answered; empty where the desk is published nowhere."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """For machines and tables: asker, team, entity, reason."""
    again: bool = False
    """Whether the same page was sent before and nobody acknowledged it."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a paging service knows of a page: who was rung, and who took it."""

    paged: str = ""
    by: str = ""
    """Empty until somebody acknowledges."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SimilarQuestion:
    """An earlier question much like this one, and the team that answered it."""

    text: str
    team: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A human's answer on its way to become a document."""

    id: str
    escalation_id: str
    question: str
    answer: str
    state: str
    """`draft`, `approved` or `discarded`."""
    owner: str
    audience: str
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class DocsSuggestion:
    """Humans answered much the same several times: the docs could say it."""

    id: str
    """Its delivery's id, too."""
    team: str
    """A ref: the owner's."""
    team_name: str
    page_title: str
    """The page that speaks of it most; empty where none does."""
    page_url: str
    lessons: tuple[Lesson, ...]
    """The approved answers that it rests on, the oldest first."""
    created_at: datetime
    state: str = "open"
    """`open`, `done` or `dismissed`."""
    decided_by: str = ""
