"""Sources, documents, chunks and the full-text index.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from core.db.fulltext import full_text
from core.db.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("last_read_at", UtcDateTime),
        sa.Column("last_counts", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "collections",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column(
            "source_id", _Id, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("audience", sa.String(200), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column(
            "source_id", _Id, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("updated_at", UtcDateTime),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("source_id", "path"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chunks",
        sa.Column("id", _Id, primary_key=True, autoincrement=True),
        sa.Column(
            "document_id", _Id, sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("collection", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chunks_document_ordinal", "chunks", ["document_id", "ordinal"])
    # Only what waits to be embedded is ever looked up by collection.
    op.create_index(
        "ix_chunks_pending",
        "chunks",
        ["id"],
        sqlite_where=sa.text("collection = ''"),
        postgresql_where=sa.text("collection = ''"),
    )
    op.create_table(
        "stale_vectors",
        sa.Column("chunk_id", _Id, primary_key=True, autoincrement=False),
        sa.Column("collection", sa.String(200), nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    full_text(op.get_bind().dialect.name).create(op.get_bind())


def downgrade() -> None:
    full_text(op.get_bind().dialect.name).drop(op.get_bind())
    for table in ("facts", "stale_vectors", "chunks", "documents", "collections", "sources"):
        op.drop_table(table)
