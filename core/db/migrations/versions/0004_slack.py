"""Slack: what came in, what goes out, and the threads between.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAME = sa.String(200)
_TS = sa.String(40)


def upgrade() -> None:
    op.create_table(
        "slack_inbox",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("event_id", _NAME, nullable=False, unique=True),
        sa.Column("place", _NAME, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("ts", _TS, nullable=False),
        sa.Column("thread_ts", _TS, nullable=False),
        sa.Column("message_ts", _TS, nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("lane", _NAME, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False, index=True),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("claimed_by", sa.String(40), nullable=False),
        sa.Column("claimed_until", UtcDateTime),
        sa.Index("ix_slack_inbox_lane", "lane"),
    )
    op.create_table(
        "slack_outbox",
        sa.Column("position", _ID, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("key", _NAME, nullable=False, unique=True),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("thread_ts", _TS, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("serves", _NAME, nullable=False, index=True),
        sa.Column("after", _NAME, nullable=False),
        sa.Column("anew", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ts", _TS, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("claimed_by", sa.String(40), nullable=False),
        sa.Column("claimed_until", UtcDateTime),
        sa.Index("ix_slack_outbox_thread", "channel", "thread_ts"),
        sa.Index("ix_slack_outbox_sent", "sent_at"),
    )
    for table, column in (("slack_inbox", "ts"), ("slack_outbox", "position")):
        waiting = sa.text("state = 'waiting'")
        op.create_index(
            f"ix_{table}_waiting", table, [column], sqlite_where=waiting, postgresql_where=waiting
        )
    op.create_table(
        "slack_threads",
        sa.Column("channel", sa.String(40), primary_key=True),
        sa.Column("thread_ts", _TS, primary_key=True),
        sa.Column("conversation_id", sa.String(40), nullable=False, unique=True),
        sa.Column("asker", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("slack_threads", "slack_outbox", "slack_inbox"):
        op.drop_table(table)
