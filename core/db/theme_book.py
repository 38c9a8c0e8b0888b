"""Themes from week to week: their identity, what was done about them, and the reports made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from core.db.engine import Database
from core.db.portions import portions
from core.db.theme_tables import interventions, theme_questions, themes, weekly_reports


@dataclass(frozen=True, slots=True)
class KnownThemes:
    """What earlier reports found."""

    names: Mapping[int, str]
    theme_of: Mapping[str, int]
    """Key of a question -> the theme it was in."""
    next_id: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An intervention as it is kept."""

    id: int
    theme_id: int
    theme: str
    what: str
    on: date


class ThemeBook:
    """The repository of themes, interventions and weekly reports."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def known(self) -> KnownThemes:
        """Every theme, and where each question was last."""
        names = self.names()
        with self.database.read() as connection:
            rows = connection.execute(select(theme_questions.c.key, theme_questions.c.theme_id))
            theme_of = {row.key: row.theme_id for row in rows}
        return KnownThemes(names, theme_of, max(names, default=0) + 1)

    def names(self) -> dict[int, str]:
        """What every theme is called."""
        with self.database.read() as connection:
            return {row.id: row.name for row in connection.execute(select(themes))}

    def save(
        self, week: str, names: Mapping[int, str], theme_of: Mapping[str, int], body: str
    ) -> None:
        """Keep a week's report. A theme is called as the newest week calls it."""
        with self.database.begin() as connection:
            there = set(connection.execute(select(themes.c.id)).scalars())
            fresh = [
                {"id": key, "name": name, "first_week": week, "last_week": week}
                for key, name in names.items()
                if key not in there
            ]
            if fresh:
                connection.execute(insert(themes), fresh)
            for key in sorted(there & names.keys()):
                connection.execute(
                    update(themes)
                    .where(themes.c.id == key, themes.c.last_week <= week)
                    .values(last_week=week, name=names[key])
                )
            _place(connection, week, theme_of)
            connection.execute(delete(weekly_reports).where(weekly_reports.c.week == week))
            connection.execute(
                insert(weekly_reports).values(week=week, body=body, made_at=datetime.now(UTC))
            )

    def report(self, week: str = "") -> str | None:
        """The report of a week as JSON, or the newest."""
        statement = select(weekly_reports.c.body).order_by(weekly_reports.c.week.desc()).limit(1)
        if week:
            statement = statement.where(weekly_reports.c.week == week)
        with self.database.read() as connection:
            return connection.execute(statement).scalar()

    def weeks(self) -> list[str]:
        """The weeks that have a report, the newest first."""
        statement = select(weekly_reports.c.week).order_by(weekly_reports.c.week.desc())
        with self.database.read() as connection:
            return list(connection.execute(statement).scalars())

    def intervene(self, theme_id: int, what: str, on: date) -> Recorded:
        """Keep what was done about a theme. Raises LookupError where there is no such theme."""
        with self.database.begin() as connection:
            known = select(themes.c.name).where(themes.c.id == theme_id)
            name = connection.execute(known).scalar()
            if name is None:
                raise LookupError(theme_id)
            key = (connection.execute(select(func.max(interventions.c.id))).scalar() or 0) + 1
            row = {"id": key, "theme_id": theme_id, "what": what, "done_on": on}
            connection.execute(insert(interventions).values(**row, created_at=datetime.now(UTC)))
        return Recorded(key, theme_id, name, what, on)

    def interventions(self) -> list[Recorded]:
        """What was done, in the order in which it was recorded."""
        statement = (
            select(interventions, themes.c.name)
            .join(themes, themes.c.id == interventions.c.theme_id)
            .order_by(interventions.c.id)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        return [Recorded(row.id, row.theme_id, row.name, row.what, row.done_on) for row in rows]


def _place(connection: Connection, week: str, theme_of: Mapping[str, int]) -> None:
    for part in portions(sorted(theme_of)):
        connection.execute(delete(theme_questions).where(theme_questions.c.key.in_(part)))
        rows = [{"key": key, "theme_id": theme_of[key], "week": week} for key in part]
        connection.execute(insert(theme_questions), rows)
