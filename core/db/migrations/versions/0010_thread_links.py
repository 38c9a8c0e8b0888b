"""Which pages helpers linked in which threads.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, target: str) -> sa.Column[int]:
    key = sa.ForeignKey(target, ondelete="CASCADE")
    return sa.Column(name, _Id, key, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "thread_links",
        _key("thread_key", "threads.key"),
        _key("document_id", "documents.id"),
    )
    op.create_index("ix_thread_links_document_id", "thread_links", ["document_id"])


def downgrade() -> None:
    op.drop_table("thread_links")
