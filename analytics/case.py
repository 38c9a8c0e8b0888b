"""One question that somebody put to the platform, wherever, and what answering it took."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.records import AnswerKind
from core.thread import Outcome

GAP_CAP = timedelta(minutes=10)
"""Longest time that one message of a helper is taken to have cost."""
LEAST = timedelta(minutes=1)
"""Shortest time that one message of a helper is taken to have cost."""


class Origin(StrEnum):
    """Where a question was asked."""

    THREAD = "thread"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its costs. Ids of people are the platform's own, never names."""

    key: str
    """Names it for ever: source and place, or the conversation and message."""
    origin: Origin
    text: str
    asked_at: datetime
    asker: str
    """Empty where nobody knows."""
    place: str
    """The channel or surface."""
    helpers: tuple[str, ...]
    minutes: float
    """Human minutes: see `spent`."""
    first_reply: timedelta | None
    """From the question to the first word of a human; None where none came."""
    outcome: Outcome
    answer: AnswerKind | None
    """What Dialtone answered; None where it was not asked."""
    escalated: bool = False
    reopened: bool = False
    helpful: bool | None = None
    frustrated: bool = False
    replies: tuple[str, ...] = ()
    """What helpers said, for telling what kind of question it is. Never shown."""
    links: tuple[str, ...] = ()
    """Addresses that helpers gave."""
    permalink: str = ""

    @property
    def without_human(self) -> bool:
        """Dialtone answered it and no human had to speak."""
        return self.answer is AnswerKind.ANSWERED and not self.helpers and not self.escalated


def spent(moments: list[tuple[datetime, bool]]) -> float:
    """Human minutes from (moment, whether a helper spoke), oldest first.

    Each message of a helper costs the time since the message before it, whoever's that was, but at
    least LEAST and at most GAP_CAP: nobody is taken to have worked through a longer silence. Clocks
    that jump back cost LEAST.
    """
    total = timedelta()
    before: datetime | None = None
    for moment, helps in moments:
        if helps:
            gap = moment - before if before else LEAST
            total += min(max(gap, LEAST), GAP_CAP)
        before = moment
    return total.total_seconds() / 60
