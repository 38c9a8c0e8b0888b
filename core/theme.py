"""The nouns of seeing the forest: themes of what people ask, and what was done about them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ThemeKind(StrEnum):
    """What would take a theme's load away."""

    DOCS_GAP = "docs_gap"
    """Humans answer it, and no page does."""
    FINDABILITY = "findability"
    """A page answers it and humans link that page; people do not find it."""
    AUTOMATION = "automation"
    """The same request meets the same action by a human: access, restart, quota, approval."""
    BUG = "bug"
    """The same failure, again and again."""
    HOW_TO = "how_to"
    """Questions that a page or Dialtone can answer."""
    UNCLEAR = "unclear"
    """Too little evidence to say."""


class Change(StrEnum):
    """What became of a theme since the week before."""

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    SHRINKING = "shrinking"
    MERGED = "merged"
    SPLIT = "split"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of theme it is, how sure that is (0 to 1), and what speaks for it."""

    kind: ThemeKind
    confidence: float
    evidence: tuple[str, ...] = ()
    """Sentences for a reader, with their numbers."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a group of questions is about. Its id stays from week to week."""

    id: str
    label: str
    question: str
    """The most central one, as it was asked."""
    terms: tuple[str, ...] = ()
    change: Change = Change.STEADY
    verdict: Verdict = Verdict(ThemeKind.UNCLEAR, 0.0)


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something that was done about a theme, so that later reports can say whether it worked."""

    id: str
    theme: str
    """The theme's id."""
    text: str
    since: date
    noted_at: datetime
