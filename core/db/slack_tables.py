"""The tables of Slack's inbox and outbox, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.db.tables import UtcDateTime, metadata

# SQLite numbers rows by itself only in a column of type INTEGER.
_Id = BigInteger().with_variant(Integer(), "sqlite")
_NAME = String(200)
_TS = String(40)

slack_inbox = Table(
    "slack_inbox",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("event_id", _NAME, nullable=False, unique=True),
    # channel and ts of a message: a mention is announced twice, under two event ids.
    Column("place", _NAME, unique=True),
    Column("kind", String(20), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("ts", _TS, nullable=False),
    Column("thread_ts", _TS, nullable=False),
    Column("message_ts", _TS, nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("lane", _NAME, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claimed_by", String(40), nullable=False),
    Column("claimed_until", UtcDateTime),
    Index("ix_slack_inbox_lane", "lane"),
    Index(
        "ix_slack_inbox_waiting",
        "ts",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

slack_outbox = Table(
    "slack_outbox",
    metadata,
    Column("position", _Id, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("key", _NAME, nullable=False, unique=True),
    Column("method", String(60), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("thread_ts", _TS, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("serves", _NAME, nullable=False, index=True),
    Column("after", _NAME, nullable=False),
    Column("anew", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("ts", _TS, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("claimed_by", String(40), nullable=False),
    Column("claimed_until", UtcDateTime),
    Index("ix_slack_outbox_thread", "channel", "thread_ts"),
    Index("ix_slack_outbox_sent", "sent_at"),
    Index(
        "ix_slack_outbox_waiting",
        "position",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

slack_threads = Table(
    "slack_threads",
    metadata,
    Column("channel", String(40), primary_key=True),
    Column("thread_ts", _TS, primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("asker", String(40), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("conversation_id"),
)
