"""The weekly report as a record: everything that its renderers show."""

from dataclasses import dataclass
from datetime import date

from analytics.effect import Effect
from analytics.kinds import Judged
from analytics.toil import Interval, Toil


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week's load. Times are medians in minutes, None where nothing was to be timed."""

    week: str
    start: date
    questions: int
    askers: int
    without_human: int
    unanswered: int
    solved: int
    escalated: int
    hours: float
    first_reply: float | None
    helpful: int
    unhelpful: int
    frustrated: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question that somebody asked, in their words, and where to read on."""

    text: str
    permalink: str


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme. Figures are of the whole window unless they say otherwise."""

    id: int
    name: str
    area: str
    """What it is part of, by key terms; empty where there are too few themes for areas."""
    question: str
    """Empty where fewer than three people asked: nobody is quoted then."""
    status: str
    """new, growing, shrinking, steady, quiet, merged or split."""
    judged: Judged
    this_week: int
    last_week: int
    trend: tuple[int, ...]
    questions: int
    askers: int
    repeat_askers: float
    """Share of the askers who asked more than once."""
    hours_this_week: float
    toil: Toil | None
    answered: int
    partial: int
    unknown: int
    escalated: int
    unanswered: int
    solved: int
    reopened: int
    helpful: int
    unhelpful: int
    frustrated: int
    first_reply: float | None
    places: tuple[tuple[str, int], ...]
    asked_by: tuple[tuple[str, int], ...]
    """Teams and how many of its questions they asked; only those that the catalog knows."""
    answered_by: tuple[tuple[str, int], ...]
    """Teams and how many of its questions their people spoke to, the one that did most first."""
    examples: tuple[Example, ...]
    parts: tuple[tuple[str, int], ...]
    """The second level: what exactly is asked, and how often. Empty where nobody is quoted."""
    such_as: str = ""
    """What is asked most of what a name of terms stands for; empty where the name says it itself,
    or nobody is quoted."""
    note: str = ""

    @property
    def title(self) -> str:
        """The name, so that who has never read a question of it knows what to do."""
        return f"{self.name} (such as “{self.such_as}”)" if self.such_as else self.name


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """What is shown, in any form."""

    week: str
    start: date
    end: date
    """The last day, inclusive."""
    this: WeekFigures
    last: WeekFigures
    trend: tuple[WeekFigures, ...]
    """The window, oldest first; the last one is this week."""
    themes: tuple[ThemeRow, ...]
    """Of the window, by what a remedy would save."""
    curve: tuple[Interval, ...]
    decisions: tuple[str, ...]
    effects: tuple[Effect, ...]
    recognition: tuple[str, ...]
    gone: tuple[str, ...]
    unassigned: float

    @property
    def is_empty(self) -> bool:
        """Whether nobody asked anything this week."""
        return not self.this.questions
