"""Every table, as the newest migration leaves it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

AnyRow = Row[*tuple[Any, ...]]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column of type INTEGER.
_Id = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: always with a time zone in the program, always UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


sources = Table(
    "sources",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("location", Text, nullable=False),
    Column("last_read_at", UtcDateTime),
    Column("last_counts", JSON),
    sqlite_autoincrement=True,
)

# One vector collection for each source, audience and kind of document: a search picks
# collections, never filters.
collections = Table(
    "collections",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("source_id", _Id, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("audience", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("source_id", _Id, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("path", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("audience", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("updated_at", UtcDateTime),
    Column("fingerprint", String(64), nullable=False),
    Column("state", JSON, nullable=False),
    # The blocks as read, compressed JSON: chunks can be cut anew without reading the source.
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source_id", "path"),
    sqlite_autoincrement=True,
)

# Ids are never reused: a vector left behind by a crash can then never stand for another chunk.
chunks = Table(
    "chunks",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("document_id", _Id, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    # The collection that holds its vector; empty until it is embedded.
    Column("collection", String(200), nullable=False),
    Index("ix_chunks_document_ordinal", "document_id", "ordinal"),
    Index(
        "ix_chunks_pending",
        "id",
        sqlite_where=text("collection = ''"),
        postgresql_where=text("collection = ''"),
    ),
    sqlite_autoincrement=True,
)

# Vectors of deleted chunks, still to be removed from the index.
stale_vectors = Table(
    "stale_vectors",
    metadata,
    Column("chunk_id", _Id, primary_key=True, autoincrement=False),
    Column("collection", String(200), nullable=False),
)

# Collections of which nothing is wanted any more, still to be removed from the index.
dropped_collections = Table(
    "dropped_collections",
    metadata,
    Column("name", String(200), primary_key=True),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
