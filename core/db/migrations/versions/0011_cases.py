"""Questions that were counted, for pages that sum them up.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SUMMED = (
    "theme_id",
    "week",
    "team",
    "asker",
    "minutes",
    "solved",
    "unanswered",
    "by_dialtone",
    "without_human",
    "escalated",
    "frustrated",
)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("key", sa.String(400), primary_key=True),
        sa.Column("thread_key", _ID, sa.ForeignKey("threads.key", ondelete="CASCADE"), index=True),
        sa.Column(
            "conversation_id",
            sa.String(40),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            index=True,
        ),
        sa.Column("theme_id", sa.Integer, index=True),
        sa.Column("week", sa.String(8), nullable=False, index=True),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("asker", sa.String(16), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("minutes", sa.Float, nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in _SUMMED[5:]),
        sa.Index("ix_cases_sums", *_SUMMED),
    )


def downgrade() -> None:
    op.drop_table("cases")
