"""Kinds of documents; help-channel threads, their people, and how far channels have been read.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PLACE = sa.String(80)


def _source(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("sources.id", ondelete="CASCADE")
    return sa.Column("source_id", _Id, key, nullable=False, **options)


def upgrade() -> None:
    for table in ("documents", "collections"):
        # What is stored so far are pages.
        kind = sa.Column("kind", sa.String(20), nullable=False, server_default="page")
        op.add_column(table, kind)
    op.create_table(
        "threads",
        sa.Column("key", _Id, primary_key=True, autoincrement=True),
        _source(),
        sa.Column("channel_id", _PLACE, nullable=False),
        sa.Column("thread_id", _PLACE, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False, index=True),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("resolution", sa.JSON, nullable=False),
        sa.Column("permalink", sa.Text, nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("joined", sa.Boolean, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("source_id", "channel_id", "thread_id"),
        sqlite_autoincrement=True,
    )
    columns = ["source_id", "channel_id", "asked_at"]
    op.create_index("ix_threads_channel_asked", "threads", columns)
    op.create_table(
        "thread_people",
        sa.Column(
            "thread_key",
            _Id,
            sa.ForeignKey("threads.key", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("person", _PLACE, primary_key=True, index=True),
    )
    op.create_table(
        "people",
        _source(primary_key=True, autoincrement=False),
        sa.Column("person", _PLACE, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("forgotten_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "checkpoints",
        _source(primary_key=True, autoincrement=False),
        sa.Column("channel_id", _PLACE, primary_key=True),
        sa.Column("state", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for table in ("checkpoints", "forgotten", "people", "thread_people", "threads"):
        op.drop_table(table)
    for table in ("documents", "collections"):
        op.drop_column(table, "kind")
