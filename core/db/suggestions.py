"""Suggested changes to the docs: what several humans answered alike, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from core.db.engine import Database
from core.db.escalation_rows import drop_delivery, log, put_delivery
from core.db.escalation_tables import docs_suggestions, escalations, lessons
from core.db.lessons import APPROVED, lesson_of
from core.db.tables import AnyRow
from core.escalation import Delivery, DocsSuggestion, Happening, Lesson

OPEN, DONE, DISMISSED = "open", "done", "dismissed"


class Suggestions:
    """The repository of suggested changes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def uncounted(self) -> list[Lesson]:
        """Approved answers that no suggestion rests on yet, the oldest first."""
        statement = (
            select(lessons)
            .where(lessons.c.state == APPROVED, lessons.c.suggestion == "")
            .order_by(lessons.c.created_at, lessons.c.id)
        )
        with self.database.read() as connection:
            return [lesson_of(row) for row in connection.execute(statement)]

    def make(self, suggestion: DocsSuggestion, delivery: Delivery, now: datetime) -> bool:
        """Store it with its delivery; False where another process has counted one of its answers.

        An answer counts for one suggestion, so the next needs as many again.
        """
        ids = [lesson.id for lesson in suggestion.lessons]
        with self.database.begin() as connection:
            # The escalation's row is what numbers its events.
            connection.execute(
                select(escalations.c.id).filter_by(id=delivery.escalation_id).with_for_update()
            )
            counted = connection.execute(
                update(lessons)
                .where(lessons.c.id.in_(ids), lessons.c.suggestion == "")
                .values(suggestion=suggestion.id)
            )
            if counted.rowcount != len(ids):
                connection.rollback()
                return False
            connection.execute(
                insert(docs_suggestions).values(
                    id=suggestion.id,
                    team=suggestion.team,
                    team_name=suggestion.team_name,
                    page_title=suggestion.page_title,
                    page_url=suggestion.page_url,
                    state=suggestion.state,
                    created_at=now,
                    decided_at=None,
                    decided_by="",
                )
            )
            log(connection, delivery.escalation_id, Happening.DOCS_SUGGESTED, "", now,
                answers=len(ids), to=suggestion.team_name)  # fmt: skip
            put_delivery(connection, delivery, f"docs:{suggestion.id}", now)
        return True

    def get(self, suggestion_id: str) -> DocsSuggestion | None:
        """One, by its id, which its delivery has too."""
        found = self._read(docs_suggestions.c.id == suggestion_id)
        return found[0] if found else None

    def open(self) -> list[DocsSuggestion]:
        """Those that nobody has dealt with, the oldest first."""
        return self._read(docs_suggestions.c.state == OPEN)

    def decide(self, suggestion_id: str, state: str, actor: str, now: datetime) -> DocsSuggestion:
        """Somebody says what became of it. Raises LookupError."""
        with self.database.begin() as connection:
            connection.execute(
                update(docs_suggestions)
                .where(docs_suggestions.c.id == suggestion_id)
                .values(state=state, decided_at=now, decided_by=actor)
            )
            # Its delivery bears its id; whoever was not told of it by now need not be.
            drop_delivery(connection, suggestion_id)
        if found := self.get(suggestion_id):
            return found
        raise LookupError(suggestion_id)

    def _read(self, wanted: ColumnElement[bool]) -> list[DocsSuggestion]:
        statement = select(docs_suggestions).where(wanted).order_by(docs_suggestions.c.created_at)
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
            theirs = connection.execute(
                select(lessons)
                .where(lessons.c.suggestion.in_([row.id for row in rows]))
                .order_by(lessons.c.created_at, lessons.c.id)
            ).all()
        return [
            _suggestion(row, [one for one in theirs if one.suggestion == row.id]) for row in rows
        ]


def _suggestion(row: AnyRow, theirs: Sequence[AnyRow]) -> DocsSuggestion:
    return DocsSuggestion(
        id=row.id,
        team=row.team,
        team_name=row.team_name,
        page_title=row.page_title,
        page_url=row.page_url,
        lessons=tuple(lesson_of(one) for one in theirs),
        created_at=row.created_at,
        state=row.state,
        decided_by=row.decided_by,
    )
