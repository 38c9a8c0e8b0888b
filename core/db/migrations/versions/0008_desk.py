"""The desk: where an escalation went, what happened to it, what is due and delivered, lessons.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.String(40)
_NEW = ("urgency", "topic", "team", "team_name", "why", "contact", "pinned", "assignee", "round")
_MOMENTS = ("acknowledged_at", "answered_at", "resolved_at")


def _escalation(**options: bool) -> sa.Column[str]:
    key = sa.ForeignKey("escalations.id", ondelete="CASCADE")
    return sa.Column("escalation_id", _ID, key, **options)


def _text(name: str, kind: sa.types.TypeEngine[str], default: str = "") -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def upgrade() -> None:
    for column in (
        _text("urgency", sa.String(20), "normal"),
        _text("topic", sa.Text()),
        _text("team", sa.String(700)),
        _text("team_name", sa.Text()),
        _text("why", sa.Text()),
        sa.Column("contact", sa.JSON, nullable=False, server_default=sa.text("'{}'")),
        _text("pinned", sa.String(700)),
        _text("assignee", sa.Text()),
        sa.Column("round", sa.Integer, nullable=False, server_default="1"),
        *(sa.Column(name, UtcDateTime) for name in _MOMENTS),
    ):
        op.add_column("escalations", column)
    op.create_table(
        "escalation_events",
        _escalation(primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "escalation_timers",
        _escalation(primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("goal", sa.String(20), primary_key=True),
        sa.Column("stage", sa.String(20), primary_key=True),
        sa.Column("due_at", UtcDateTime, index=True),
        sa.Column("fired_at", UtcDateTime),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False),
        _escalation(nullable=False, index=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("recipient", sa.JSON, nullable=False),
        sa.Column("via", sa.JSON, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("due_at", UtcDateTime, index=True),
        sa.Column("claimed_by", sa.String(40), nullable=False),
        sa.Column("claimed_until", UtcDateTime),
        sa.Column("receipt", sa.JSON, nullable=False),
        sa.Column("told", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("delivered_at", UtcDateTime),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "lessons",
        sa.Column("id", _ID, primary_key=True),
        _escalation(nullable=False, unique=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("indexed", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    for table in ("lessons", "deliveries", "escalation_timers", "escalation_events"):
        op.drop_table(table)
    with op.batch_alter_table("escalations") as table:
        for name in (*_NEW, *_MOMENTS):
            table.drop_column(name)
