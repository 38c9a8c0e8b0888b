"""The tables of talking, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.db.tables import UtcDateTime, metadata

ID = String(40)

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("subject", String(200), nullable=False, index=True),
    Column("asker", JSON, nullable=False),
    Column("surface", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Every event takes the next number; whoever holds this row writes the next events.
    Column("last_event_id", Integer, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column(
        "conversation_id",
        ID,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    # The id of the event that announced it: the order of a conversation.
    Column("position", Integer, nullable=False),
    Column("role", String(20), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("kind", String(20)),
    Column("confidence", Float),
    # Parts, citations, further pages; of a question, the audiences.
    Column("body", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answer_id", ID, nullable=False),
    # Whether an answer is due and not stored yet: what a restart goes on with.
    Column("waits", Boolean, nullable=False),
    UniqueConstraint("conversation_id", "position"),
    Index(
        "ix_messages_waiting",
        "created_at",
        sqlite_where=text("waits"),
        postgresql_where=text("waits"),
    ),
)

events = Table(
    "events",
    metadata,
    Column(
        "conversation_id",
        ID,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(20), nullable=False),
    Column("data", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_id", ID, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Requests that were carried out, by the key under which their sender may repeat them.
posts = Table(
    "posts",
    metadata,
    Column("subject", String(200), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("result", ID, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
