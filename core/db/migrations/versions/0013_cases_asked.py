"""An index over weeks and teams, for what every page of insights asks first.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_asked", "cases", ["week", "team"])
    op.drop_index("ix_cases_week", "cases")


def downgrade() -> None:
    op.create_index("ix_cases_week", "cases", ["week"])
    op.drop_index("ix_cases_asked", "cases")
