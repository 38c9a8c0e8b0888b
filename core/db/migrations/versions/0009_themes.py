"""Themes from week to week, interventions and weekly reports.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_week", sa.String(8), nullable=False),
        sa.Column("last_week", sa.String(8), nullable=False),
    )
    op.create_table(
        "theme_questions",
        sa.Column("key", sa.String(400), primary_key=True),
        sa.Column("theme_id", sa.Integer, sa.ForeignKey("themes.id"), nullable=False, index=True),
        sa.Column("week", sa.String(8), nullable=False),
    )
    op.create_table(
        "interventions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("theme_id", sa.Integer, sa.ForeignKey("themes.id"), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "weekly_reports",
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for name in ("weekly_reports", "interventions", "theme_questions", "themes"):
        op.drop_table(name)
