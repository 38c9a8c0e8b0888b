"""Whether to speak: a pure function of what was heard and of how the thread stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

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
        return Decision.ANSWER if goes_on else Decision.SILENT
    if not heard.help_channel or mode == "mentions":
        return Decision.SILENT
    if mode == "every" or looks_like_question(heard.text):
        return Decision.ANSWER
    return Decision.SILENT


def looks_like_question(text: str) -> bool:
    """Whether a message in the help channel asks something."""
    return "?" in text or text.lower().startswith(("how ", "what ", "why ", "where ", "who "))


def says_thanks(text: str) -> bool:
    """Whether a message says that it is solved, and nothing else."""
    words = text.lower().strip(" .!:)").split()
    return len(words) <= 8 and any(word.startswith(("thank", "thx", "solved")) for word in words)
