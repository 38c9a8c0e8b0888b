"""The tables of help-channel history, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.db.tables import UtcDateTime, metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")
PLACE = String(80)
"""A channel's or a person's id on their platform."""


def _source(*, is_key: bool = False) -> Column[int]:
    key = ForeignKey("sources.id", ondelete="CASCADE")
    return Column("source_id", _Id, key, nullable=False, primary_key=is_key, autoincrement=False)


threads = Table(
    "threads",
    metadata,
    Column("key", _Id, primary_key=True, autoincrement=True),
    _source(),
    Column("channel_id", PLACE, nullable=False),
    Column("thread_id", PLACE, nullable=False),
    Column("channel", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    Column("last_at", UtcDateTime, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("resolution", JSON, nullable=False),
    Column("permalink", Text, nullable=False),
    Column("audience", String(200), nullable=False),
    Column("joined", Boolean, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    # The messages, compressed JSON.
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source_id", "channel_id", "thread_id"),
    Index("ix_threads_channel_asked", "source_id", "channel_id", "asked_at"),
    sqlite_autoincrement=True,
)

# Who spoke in or reacted to a thread, so that what a person wrote can be found.
thread_people = Table(
    "thread_people",
    metadata,
    Column(
        "thread_key",
        _Id,
        ForeignKey("threads.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("person", PLACE, primary_key=True, index=True),
)

# What people are called where they are mentioned.
people = Table(
    "people",
    metadata,
    _source(is_key=True),
    Column("person", PLACE, primary_key=True),
    Column("name", Text, nullable=False),
)

# People who are to be forgotten, by the SHA-256 of their id: what they wrote is not read again.
forgotten = Table(
    "forgotten",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("forgotten_at", UtcDateTime, nullable=False),
)

# How far a channel has been read from a live platform.
checkpoints = Table(
    "checkpoints",
    metadata,
    _source(is_key=True),
    Column("channel_id", PLACE, primary_key=True),
    Column("state", JSON, nullable=False),
)

# The indexed pages that helpers linked in a thread, as far as their addresses tell.
thread_links = Table(
    "thread_links",
    metadata,
    Column(
        "thread_key",
        _Id,
        ForeignKey("threads.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "document_id",
        _Id,
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
)
