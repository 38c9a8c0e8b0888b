"""Escalations: who waits for a human, and where to read what they said."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from core.conversation import (
    ConversationState,
    Escalation,
    EscalationKind,
    EscalationState,
    Post,
    Role,
)
from core.db.conversation_tables import escalations
from core.db.engine import Database
from core.db.posts import claim
from core.db.tables import AnyRow
from core.db.transcript import Transcript, new_id


class Escalations:
    """The repository of escalations. The full desk builds on it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(
        self,
        conversation_id: str,
        subject: str,
        kind: EscalationKind,
        note: str,
        said: str,
        post: Post | None = None,
    ) -> Escalation:
        """Store that a human is needed, and `said` in the conversation. Raises LookupError.

        One that is open already stays the only one of its kind; a new note is added to what was
        said, so that it is not lost.
        """
        with self.database.begin() as connection:
            transcript = Transcript(connection, conversation_id, subject)
            found = _open_one(connection, conversation_id, kind)
            key = found.id if found else new_id()
            if earlier := claim(connection, post, key):
                return _get(connection, earlier)
            if note:
                transcript.say(Role.USER, note)
            if found is None:
                row = {"id": key, "conversation_id": conversation_id, "note": note}
                connection.execute(
                    insert(escalations).values(
                        kind=kind.value,
                        state=EscalationState.OPEN.value,
                        created_at=datetime.now(UTC),
                        **row,
                    )
                )
                if said:
                    transcript.say(Role.SYSTEM, said)
            transcript.turn(ConversationState.WAITING)
            transcript.save()
            return _get(connection, key)

    def all(self, state: EscalationState | None = None, limit: int = 200) -> list[Escalation]:
        """The newest first."""
        statement = select(escalations).order_by(escalations.c.created_at.desc(), escalations.c.id)
        if state:
            statement = statement.where(escalations.c.state == state.value)
        with self.database.read() as connection:
            return [_escalation(row) for row in connection.execute(statement.limit(limit))]


def move(
    connection: Connection,
    conversation_id: str,
    before: Sequence[EscalationState],
    to: EscalationState,
) -> None:
    """Every escalation of a conversation that is in one of those states goes on to this one."""
    connection.execute(
        update(escalations)
        .where(
            escalations.c.conversation_id == conversation_id,
            escalations.c.state.in_([state.value for state in before]),
        )
        .values(state=to.value)
    )


def _open_one(
    connection: Connection, conversation_id: str, kind: EscalationKind
) -> Escalation | None:
    row = connection.execute(
        select(escalations).where(
            escalations.c.conversation_id == conversation_id,
            escalations.c.kind == kind.value,
            escalations.c.state == EscalationState.OPEN.value,
        )
    ).first()
    return _escalation(row) if row else None


def _get(connection: Connection, key: str) -> Escalation:
    return _escalation(connection.execute(select(escalations).filter_by(id=key)).one())


def _escalation(row: AnyRow) -> Escalation:
    return Escalation(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=EscalationKind(row.kind),
        state=EscalationState(row.state),
        note=row.note,
        created_at=row.created_at,
    )
