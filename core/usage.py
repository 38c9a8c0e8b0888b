"""What a language model was used for, and what that took."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a model is called for."""

    ANSWER = "answer"
    REWRITE = "rewrite"
    TRANSLATE = "translate"
    CHECK = "check"


class Written(StrEnum):
    """What became of asking a model for an answer."""

    WRITTEN = "written"
    REUSED = "reused"
    CLARIFIED = "clarified"
    DECLINED = "declined"
    UNSUPPORTED = "unsupported"
    SLOW = "slow"
    DOWN = "down"
    BUSY = "busy"
    OVER_BUDGET = "over_budget"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Usage:
    """One call."""

    model: str
    purpose: Purpose
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    """Of `tokens_in`, those that the provider had cached."""
    cost: float
    seconds: float
    counted: bool = True
    """Whether the provider counted the tokens; otherwise they are estimated from the text."""
    failed: bool = False
    message_id: str = ""
    """The answer it was for; empty where there is none, as on the command line."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day took."""

    tokens: int
    cost: float
