"""Conversations: messages, events, feedback, escalations and idempotency keys.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.String(40)


def _conversation(**options: bool) -> sa.Column[str]:
    key = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    return sa.Column("conversation_id", _ID, key, **options)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("subject", sa.String(200), nullable=False, index=True),
        sa.Column("asker", sa.JSON, nullable=False),
        sa.Column("surface", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_event_id", sa.Integer, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", _ID, primary_key=True),
        _conversation(nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(20)),
        sa.Column("confidence", sa.Float),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.UniqueConstraint("conversation_id", "position"),
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["created_at"],
        sqlite_where=sa.text("waits"),
        postgresql_where=sa.text("waits"),
    )
    op.create_table(
        "events",
        _conversation(primary_key=True),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column(
            "message_id", _ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "escalations",
        sa.Column("id", _ID, primary_key=True),
        _conversation(nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "posts",
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("result", _ID, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("posts", "escalations", "feedback", "events", "messages", "conversations"):
        op.drop_table(table)
