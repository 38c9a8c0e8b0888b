"""What happens to a question: answered, or a human, or both. Pure rules, all in this file.

Nobody is paged by a word: words that sound like an emergency bring the emergency button forward,
and the asker confirms. Topics of the policy always reach a human, whatever the pages say. Every
failure of ours ends in an offer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from core.escalation import Urgency
from core.escalation_settings import Topic
from core.records import AnswerKind
from core.temper import is_frustrated


class Action(StrEnum):
    """What happens."""

    ANSWER = "answer"
    """The answer stands alone; the button for a human is there as always."""
    OFFER = "offer"
    """A human is offered in so many words."""
    OFFER_EMERGENCY = "offer_emergency"
    """The emergency call is offered; it goes out when the asker confirms it."""
    HAND_OVER = "hand_over"
    """An escalation is stored, and the asker told so."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an organisation's settings say."""

    topics: Mapping[str, Topic]
    emergency_words: Sequence[str]
    repeated: int = 2


@dataclass(frozen=True, slots=True)
class Situation:
    """One question and what became of it."""

    text: str
    before: Sequence[str] = ()
    """What the asker asked before in this conversation, oldest first."""
    kind: AnswerKind | None = None
    """What the answer is; None before there is one, and where we failed."""
    failed: bool = False
    """The model, the index or the time ran out."""
    wants_human: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen, and why."""

    action: Action
    because: str
    urgency: Urgency = Urgency.NORMAL
    topic: str = ""


def decide(situation: Situation, rules: Rules) -> Verdict:
    """The strongest rule that applies."""
    topic = topic_of(situation.text, rules)
    if mentions(situation.text, rules.emergency_words):
        if topic:
            return Verdict(Action.HAND_OVER, "policy", rules.topics[topic].urgency, topic)
        return Verdict(Action.OFFER_EMERGENCY, "emergency words", Urgency.EMERGENCY)
    if topic:
        return Verdict(Action.HAND_OVER, "policy", rules.topics[topic].urgency, topic)
    if situation.wants_human:
        return Verdict(Action.HAND_OVER, "asked for a human")
    if situation.failed:
        return Verdict(Action.OFFER, "failure")
    if is_frustrated(situation.text):
        return Verdict(Action.OFFER, "frustrated", Urgency.HIGH)
    if repeats(situation.text, situation.before) + 1 >= rules.repeated:
        return Verdict(Action.OFFER, "repeated question")
    if situation.kind is AnswerKind.UNKNOWN:
        return Verdict(Action.OFFER, "unknown")
    if situation.kind is AnswerKind.PARTIAL:
        return Verdict(Action.OFFER, "partial")
    return Verdict(Action.ANSWER, "answered")


def topic_of(text: str, rules: Rules) -> str:
    """The first topic of the policy that a text falls under; empty where it falls under none."""
    return next((name for name, topic in rules.topics.items() if mentions(text, topic.words)), "")


def mentions(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text holds one of these words or phrases, as whole words."""
    plain = _plain(text)
    return any(_plain(phrase) in plain for phrase in phrases)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """The words alone, each between spaces."""
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


def repeats(text: str, before: Sequence[str]) -> int:
    """How many of the last questions before are this one again, in nearly the same words."""
    asked = _plain(text).split()
    if len(asked) < _SHORTEST:
        return 0
    return sum(_is_same(asked, _plain(earlier).split()) for earlier in before[-_LOOKED_BACK:])


def _is_same(asked: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether the ratio reaches the bar. No more words can match than stand in both, which mostly
    tells, and costs little."""
    shared = sum(word in earlier for word in asked)
    if 2 * shared < _SAME * (len(asked) + len(earlier)):
        return False
    return SequenceMatcher(None, asked, earlier).ratio() >= _SAME


_WORDS = re.compile(r"[^\W_]+")
_SHORTEST = 3
_SAME = 0.75
_LOOKED_BACK = 12
