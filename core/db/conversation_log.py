"""Conversations as a whole, for those who count: read by time, never by asker."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from core.conversation import Asker, Conversation, ConversationState
from core.db.conversation_tables import conversations, messages
from core.db.engine import Database
from core.db.escalation_tables import escalations
from core.db.message_rows import read_messages


class ConversationLog:
    """Reads stored conversations."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, since: datetime, until: datetime) -> Iterator[tuple[Conversation, bool]]:
        """Conversations begun in the time, oldest first, and whether a human was called."""
        begun = conversations.c.created_at
        statement = (
            select(conversations)
            .where(begun >= since, begun < until)
            .order_by(begun, conversations.c.id)
        )
        with self.database.read() as connection:
            for row in connection.execute(statement).all():
                said = read_messages(connection, messages.c.conversation_id == row.id)
                called = select(escalations.c.id).where(escalations.c.conversation_id == row.id)
                escalated = connection.execute(called.limit(1)).scalar() is not None
                yield (
                    Conversation(
                        id=row.id,
                        asker=Asker(row.subject, frozenset(), **row.asker),
                        surface=row.surface,
                        state=ConversationState(row.state),
                        created_at=row.created_at,
                        last_event_id=row.last_event_id,
                        messages=tuple(said),
                    ),
                    escalated,
                )
