"""The index that sums read, with who asked next to the theme: distinct people are counted in order.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NAME = "ix_cases_sums"
_FIGURES = (
    "minutes",
    "solved",
    "unanswered",
    "by_dialtone",
    "without_human",
    "escalated",
    "frustrated",
)


def upgrade() -> None:
    """Another order of its columns."""
    op.drop_index(_NAME, "cases")
    op.create_index(_NAME, "cases", ["theme_id", "asker", "week", "team", *_FIGURES])


def downgrade() -> None:
    """The order before."""
    op.drop_index(_NAME, "cases")
    op.create_index(_NAME, "cases", ["theme_id", "week", "team", "asker", *_FIGURES])
