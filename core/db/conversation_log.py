"""Conversations as a whole, for those who count: read by time, never by asker."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, select, tuple_

from core.conversation import Conversation, Message
from core.db.conversation_tables import conversations, messages
from core.db.conversations import conversation_of
from core.db.engine import Database
from core.db.escalation_tables import escalations
from core.db.message_rows import read_messages

_AT_ONCE = 200


class ConversationLog:
    """Reads stored conversations."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, since: datetime, until: datetime) -> Iterator[tuple[Conversation, bool]]:
        """Conversations begun in the time, oldest first, and whether a human was called.

        A few at a time, each read on its own: whoever looks at them may take long.
        """
        begun = conversations.c.created_at
        called = exists().where(escalations.c.conversation_id == conversations.c.id)
        place = tuple_(begun, conversations.c.id)
        ordered = (
            select(conversations, called.label("called"))
            .where(begun >= since, begun < until)
            .order_by(begun, conversations.c.id)
            .limit(_AT_ONCE)
        )
        page = ordered
        while True:
            with self.database.read() as connection:
                rows = connection.execute(page).all()
                said: dict[str, list[Message]] = {row.id: [] for row in rows}
                for message in read_messages(connection, messages.c.conversation_id.in_(said)):
                    said[message.conversation_id].append(message)
            yield from ((conversation_of(row, tuple(said[row.id])), row.called) for row in rows)
            if len(rows) < _AT_ONCE:
                return
            page = ordered.where(place > (rows[-1].created_at, rows[-1].id))
