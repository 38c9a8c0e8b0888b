"""Calls by the time of their end: what is added soon after it is still carried over.

Revision ID: 0015
Revises: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index."""
    op.create_index("ix_escalations_resolved_at", "escalations", ["resolved_at"])


def downgrade() -> None:
    """Without it."""
    op.drop_index("ix_escalations_resolved_at", "escalations")
