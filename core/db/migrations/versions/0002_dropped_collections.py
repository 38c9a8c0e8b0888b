"""Collections still to be removed from the vector index.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("dropped_collections", sa.Column("name", sa.String(200), primary_key=True))


def downgrade() -> None:
    op.drop_table("dropped_collections")
