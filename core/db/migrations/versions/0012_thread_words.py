"""The words of threads in an index of their own.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

from core.db.fulltext import full_text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = "rowid, title, headings, body, scope"
_MOVES = (
    ("chunk_words", "thread_words", "SELECT name FROM collections WHERE kind = 'thread'"),
    ("thread_words", "chunk_words", "SELECT name FROM collections"),
)


def upgrade() -> None:
    _move(*_MOVES[0])


def downgrade() -> None:
    _move(*_MOVES[1])


def _move(before: str, after: str, scopes: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    full_text("sqlite").create(connection)
    moved = f"FROM {before} WHERE scope IN ({scopes})"
    op.execute(f"INSERT INTO {after} ({_COLUMNS}) SELECT {_COLUMNS} {moved}")
    op.execute(f"DELETE {moved}")
