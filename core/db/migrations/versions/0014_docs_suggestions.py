"""What several humans answered alike, suggested as a change to the docs.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from core.db.tables import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The suggestions, and of each answer which one counts it."""
    op.create_table(
        "docs_suggestions",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("team", sa.String(700), nullable=False),
        sa.Column("team_name", sa.Text(), nullable=False),
        sa.Column("page_title", sa.Text(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decided_by", sa.Text(), nullable=False),
    )
    op.add_column(
        "lessons", sa.Column("suggestion", sa.String(40), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_column("lessons", "suggestion")
    op.drop_table("docs_suggestions")
