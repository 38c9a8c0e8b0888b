"""Whether to speak: a pure function of what was heard and of how the thread stands."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.question import is_question, names_trouble
from core.wishes import asks_for_human

_HEARD = re.compile(
    r"\W*(?:ok(?:ay|ey)?|k|sure|will do|got it|i see|ah|oh|aha|great|nice|cool|good|yes|yep"
    r"|yeah|no|nope|hm+|lol|haha|done|right|wow|one (?:sec|moment|minute)|let me|i'll|i will|trying"
    r"|on it|same)\b",
    re.IGNORECASE,
)
_LONGEST_NOD = 7
_LONGEST_THANKS = 14
_EMOJI = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[\w']+")
_SOLVED = re.compile(
    r"\b(?:thanks|thank you|thx|ty|tysm|cheers|solved|resolved|fixed it|(?:that|it|this) worked"
    r"|works (?:now|for me)|working now|works,? thank\w*|all good|perfect|awesome|you're a star)\b"
)
_DOUBT = re.compile(
    r"\b(?:no|not|but|however|still|though|try|trying|will|i'll|let me|in advance|anyway|except"
    r"|unfortunately|\w+n't|dont|doesnt|didnt|wont|cant)\b"
)

Mode = Literal["questions", "every", "mentions"]


class Decision(StrEnum):
    """What to do about something that was said."""

    ANSWER = "answer"
    THANKED = "thanked"
    """The asker says that it helped: the thread is resolved, and nothing is answered."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a person said."""

    text: str
    """Plain, without our own mention."""
    user: str
    mentioned: bool
    """Whether we are named in it."""
    direct: bool
    """Whether it was said to us alone."""
    help_channel: bool
    in_thread: bool
    """Whether it is a reply."""


@dataclass(frozen=True, slots=True)
class ThreadState:
    """How a thread stood before that, from the messages that are stored of it."""

    engaged: bool = False
    """Whether we have been asked something in it."""
    asker: str = ""
    """Who asked."""
    human: bool = False
    """Whether somebody else has spoken since we were last named."""


def decide(heard: Heard, thread: ThreadState, mode: Mode) -> Decision:
    """Answer, note thanks, or stay silent."""
    theirs = heard.user == thread.asker
    if thread.engaged and theirs and says_thanks(heard.text):
        return Decision.THANKED
    if heard.direct or heard.mentioned:
        return Decision.ANSWER if heard.text.strip() else Decision.SILENT
    if heard.in_thread:
        goes_on = thread.engaged and theirs and not thread.human
        return Decision.ANSWER if goes_on and asks_more(heard.text) else Decision.SILENT
    if not heard.help_channel or mode == "mentions" or not heard.text.strip():
        return Decision.SILENT
    if mode == "every" or is_question(heard.text) or asks_for_human(heard.text):
        return Decision.ANSWER
    return Decision.SILENT


def asks_more(text: str) -> bool:
    """Whether a reply to us wants another answer, as against "ok" and "will try".

    Between us and one person everything else does: what is said there is said to us.
    """
    said = _EMOJI.sub("", text)
    if any(mark in said for mark in "?？؟") or asks_for_human(said):
        return True
    nods = _HEARD.match(said) and len(_WORD.findall(said)) <= _LONGEST_NOD
    return bool(_LETTER.search(said)) and (not nods or names_trouble(said))


def says_thanks(text: str) -> bool:
    """Whether a message says that it is solved, and nothing else: no question, no doubt."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) > _LONGEST_THANKS or "?" in text:
        return False
    said = " ".join(words)
    return bool(_SOLVED.search(said)) and not _DOUBT.search(said)
