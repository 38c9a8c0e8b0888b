"""The table of questions that were counted, as the newest migration leaves it. Derived: a report
fills it anew."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from core.db.conversation_tables import ID
from core.db.tables import UtcDateTime, metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")

# A row a question, without its words: whoever erases them where they were said, erases them.
cases = Table(
    "cases",
    metadata,
    Column("key", String(400), primary_key=True),
    Column("thread_key", _Id, ForeignKey("threads.key", ondelete="CASCADE"), index=True),
    Column("conversation_id", ID, ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("theme_id", Integer, index=True),
    Column("week", String(8), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # The SHA-256 of the asker's id, cut: askers are counted, never shown.
    Column("asker", String(16), nullable=False),
    Column("place", Text, nullable=False),
    Column("team", String(200), nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("minutes", Float, nullable=False),
    Column("solved", Boolean, nullable=False),
    Column("unanswered", Boolean, nullable=False),
    Column("by_dialtone", Boolean, nullable=False),
    Column("without_human", Boolean, nullable=False),
    Column("escalated", Boolean, nullable=False),
    Column("frustrated", Boolean, nullable=False),
    Index("ix_cases_asked", "week", "team"),
    # What sums over a scope read, so that they never touch the rows themselves.
    Index(
        "ix_cases_sums",
        "theme_id",
        "asker",
        "week",
        "team",
        "minutes",
        "solved",
        "unanswered",
        "by_dialtone",
        "without_human",
        "escalated",
        "frustrated",
    ),
)
