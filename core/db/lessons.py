"""Lessons: what humans answered, as drafts, and what of it was approved."""

from datetime import datetime

from sqlalchemy import exists, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.conversation import Escalation, EscalationState
from core.db.engine import Database
from core.db.escalation_rows import escalation_of
from core.db.escalation_tables import escalations, lessons
from core.db.outbox_rows import is_sent_card
from core.db.slack_tables import slack_outbox
from core.db.tables import AnyRow
from core.escalation import Lesson
from core.slack import LESSON

DRAFT, APPROVED, DISCARDED = "draft", "approved", "discarded"


class Lessons:
    """The repository of lessons, one an escalation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def untaught(self, limit: int = 20) -> list[Escalation]:
        """Escalations that a human answered and resolved, without a draft yet."""
        statement = (
            select(escalations)
            .outerjoin(lessons, lessons.c.escalation_id == escalations.c.id)
            .where(
                escalations.c.state == EscalationState.RESOLVED.value,
                escalations.c.answered_at.is_not(None),
                lessons.c.id.is_(None),
            )
            .limit(limit)
        )
        with self.database.read() as connection:
            return [escalation_of(row) for row in connection.execute(statement)]

    def unposted(self, limit: int = 20) -> list[Lesson]:
        """Drafts of calls that have a card in Slack, and do not stand below it yet."""
        key = literal(LESSON).concat(lessons.c.id)
        card = exists().where(is_sent_card(lessons.c.escalation_id))
        statement = (
            select(lessons)
            .where(lessons.c.state == DRAFT, card, ~exists().where(slack_outbox.c.key == key))
            .order_by(lessons.c.created_at)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [lesson_of(row) for row in connection.execute(statement)]

    def draft(self, lesson: Lesson) -> None:
        """Keep a draft; nothing happens where the escalation has one."""
        make = sqlite.insert if self.database.is_sqlite else postgresql.insert
        row = {
            "id": lesson.id,
            "escalation_id": lesson.escalation_id,
            "question": lesson.question,
            "answer": lesson.answer,
            "state": lesson.state,
            "owner": lesson.owner,
            "audience": lesson.audience,
            "created_at": lesson.created_at,
            "decided_at": None,
            "decided_by": "",
            "indexed": True,
            "suggestion": "",
        }
        with self.database.begin() as connection:
            connection.execute(make(lessons).values(row).on_conflict_do_nothing())

    def of(self, escalation_id: str) -> Lesson | None:
        """The lesson of one escalation."""
        with self.database.read() as connection:
            row = connection.execute(select(lessons).filter_by(escalation_id=escalation_id)).first()
        return lesson_of(row) if row else None

    def get(self, lesson_id: str) -> Lesson | None:
        """One, by its id."""
        with self.database.read() as connection:
            row = connection.execute(select(lessons).filter_by(id=lesson_id)).first()
        return lesson_of(row) if row else None

    def approved(self) -> list[Lesson]:
        """What has been approved, the oldest first."""
        statement = (
            select(lessons).where(lessons.c.state == APPROVED).order_by(lessons.c.created_at)
        )
        with self.database.read() as connection:
            return [lesson_of(row) for row in connection.execute(statement)]

    def decide(
        self, lesson_id: str, state: str, question: str, answer: str, actor: str, now: datetime
    ) -> Lesson:
        """A human says what becomes of it. Raises LookupError."""
        with self.database.begin() as connection:
            row = connection.execute(
                update(lessons)
                .where(lessons.c.id == lesson_id)
                .values(
                    state=state,
                    question=question,
                    answer=answer,
                    decided_at=now,
                    decided_by=actor,
                    indexed=False,
                )
                .returning(lessons)
            ).first()
        if row is None:
            raise LookupError(lesson_id)
        return lesson_of(row)

    def waiting(self) -> list[str]:
        """Ids of lessons whose decision is not in the index yet."""
        with self.database.read() as connection:
            found = connection.execute(select(lessons.c.id).where(~lessons.c.indexed))
            return list(found.scalars())

    def indexed(self, ids: list[str]) -> None:
        """These are in the index as they stand here."""
        with self.database.begin() as connection:
            connection.execute(update(lessons).where(lessons.c.id.in_(ids)).values(indexed=True))


def lesson_of(row: AnyRow) -> Lesson:
    """A row of `lessons`."""
    return Lesson(
        id=row.id,
        escalation_id=row.escalation_id,
        question=row.question,
        answer=row.answer,
        state=row.state,
        owner=row.owner,
        audience=row.audience,
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
