"""Questions that were counted: stored by a report, summed up by pages."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, delete, func, insert, select

from core.db.case_tables import cases
from core.db.engine import Database
from core.db.portions import portions
from core.db.tables import sources
from core.db.thread_tables import threads

_SUMMED = ("solved", "unanswered", "by_dialtone", "without_human", "escalated", "frustrated")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is counted of a question. `asker` is an id that is kept as a digest only."""

    key: str
    conversation_id: str
    """Empty where it was asked in a help-channel thread."""
    theme_id: int | None
    week: str
    asked_at: datetime
    asker: str
    place: str
    team: str
    is_public: bool
    minutes: float
    solved: bool
    unanswered: bool
    by_dialtone: bool
    without_human: bool
    escalated: bool
    frustrated: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which questions to look at: weeks from and to, both included, and a team. Empty means all."""

    since: str = ""
    until: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class ThemeSums:
    """A theme's questions of a scope, summed up. `theme_id` is None for those in none."""

    theme_id: int | None
    questions: int
    askers: int
    minutes: float
    solved: int
    unanswered: int
    by_dialtone: int
    without_human: int
    escalated: int
    frustrated: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a team asked in a week. `team` is empty where it is not known."""

    week: str
    team: str
    questions: int

    def within(self, scope: Scope) -> bool:
        """Whether a scope holds it."""
        return (
            (not scope.since or self.week >= scope.since)
            and (not scope.until or self.week <= scope.until)
            and scope.team in ("", self.team)
        )


class Cases:
    """The repository of counted questions."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def replace(self, weeks: Sequence[str], counted: Sequence[CaseFacts]) -> None:
        """Store what was asked in these weeks, instead of what was stored of them."""
        keys = self._thread_keys(counted)
        rows = [_row(one, keys.get(one.key)) for one in counted]
        with self.database.begin() as connection:
            for part in portions(weeks):
                connection.execute(delete(cases).where(cases.c.week.in_(part)))
            for part in portions([row["key"] for row in rows]):
                # A message whose moment was mended may lie in another week now.
                connection.execute(delete(cases).where(cases.c.key.in_(part)))
            if rows:
                connection.execute(insert(cases), rows)

    def sums(self, scope: Scope) -> list[ThemeSums]:
        """Each theme summed up over a scope, most human time first."""
        c = cases.c
        minutes = func.sum(c.minutes)
        statement = (
            select(
                c.theme_id,
                func.count(),
                func.count(case((c.asker == "", None), else_=c.asker).distinct()),
                minutes,
                *(func.sum(cast(c[name], Integer)) for name in _SUMMED),
            )
            # Hidden from SQLite, which would take the index of weeks and look every row up.
            .where(*_in(scope, func.coalesce(c.week, "")))
            .group_by(c.theme_id)
            .order_by(minutes.desc(), c.theme_id)
        )
        with self.database.read() as connection:
            return [ThemeSums(*row) for row in connection.execute(statement)]

    def asked(self) -> list[Asked]:
        """How often each team asked in each week, oldest week first."""
        c = cases.c
        statement = select(c.week, c.team, func.count()).group_by(c.week, c.team)
        with self.database.read() as connection:
            return [Asked(*row) for row in connection.execute(statement.order_by(c.week, c.team))]

    def weekly(self, scope: Scope, theme_id: int) -> dict[str, int]:
        """A theme's questions in each week of a scope."""
        c = cases.c
        mine = select(c.week, func.count()).where(*_in(scope), c.theme_id == theme_id)
        with self.database.read() as connection:
            rows = connection.execute(mine.group_by(c.week).order_by(c.week))
            return {row[0]: row[1] for row in rows}

    def askers(self, theme_id: int) -> int:
        """How many people have asked about a theme."""
        c = cases.c
        statement = select(func.count(c.asker.distinct())).where(
            c.theme_id == theme_id, c.asker != ""
        )
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def newest(self, scope: Scope, theme_id: int, limit: int) -> list[tuple[int | None, str]]:
        """Where a theme's newest public questions stand: (thread's key, conversation's id)."""
        c = cases.c
        statement = (
            select(c.thread_key, func.coalesce(c.conversation_id, ""))
            .where(*_in(scope), c.theme_id == theme_id, c.is_public)
            .order_by(c.asked_at.desc(), c.key)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [(row[0], row[1]) for row in connection.execute(statement)]

    def _thread_keys(self, counted: Iterable[CaseFacts]) -> Mapping[str, int]:
        """The key of each thread's row, by the key of its case: source, channel and message."""
        named = {one.key.rsplit("/", 2)[1] for one in counted if not one.conversation_id}
        statement = select(
            threads.c.key, threads.c.channel_id, threads.c.thread_id, sources.c.name
        ).join(sources, sources.c.id == threads.c.source_id)
        found: dict[str, int] = {}
        with self.database.read() as connection:
            for part in portions(sorted(named)):
                for row in connection.execute(statement.where(threads.c.channel_id.in_(part))):
                    found[f"{row.name}/{row.channel_id}/{row.thread_id}"] = row.key
        return found


def _row(one: CaseFacts, thread_key: int | None) -> dict[str, Any]:
    row = {field.name: getattr(one, field.name) for field in fields(one)}
    digest = hashlib.sha256(one.asker.encode()).hexdigest()[:16] if one.asker else ""
    return row | {
        "asker": digest,
        "conversation_id": one.conversation_id or None,
        "thread_key": thread_key,
    }


def _in(scope: Scope, week: ColumnElement[str] = cases.c.week) -> list[ColumnElement[bool]]:
    c = cases.c
    conditions: list[ColumnElement[bool]] = []
    if scope.since:
        conditions.append(week >= scope.since)
    if scope.until:
        conditions.append(week <= scope.until)
    if scope.team:
        conditions.append(c.team == scope.team)
    return conditions
