"""Idempotency keys: a request that is sent again is not carried out again."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from core.conversation import Post
from core.db.conversation_tables import posts
from core.errors import UserError

_KEPT = timedelta(days=7)
_NEW = {
    "postgresql": postgresql.insert(posts).on_conflict_do_nothing().returning(posts.c.key),
    "sqlite": sqlite.insert(posts).on_conflict_do_nothing().returning(posts.c.key),
}


class KeyReused(UserError):
    """One key for two different requests."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The idempotency key {key[:40]!r} was used for another request.",
            "Make a new key for every new request, and keep it only for retries of the same one.",
        )


def claim(connection: Connection, post: Post | None, result: str) -> str:
    """Record `result` under the post's key. Returns the earlier result where there is one, else "".

    Raises KeyReused where that was another request. To be called in the transaction that carries
    the request out: either both are stored or neither.
    """
    if post is None:
        return ""
    new = _NEW[connection.dialect.name]
    row = {
        "subject": post.subject,
        "key": post.key,
        "fingerprint": post.fingerprint,
        "result": result,
        "created_at": datetime.now(UTC),
    }
    # Of two at once the second waits here for the first, then finds its row.
    if connection.execute(new, row).first():
        return ""
    stored = connection.execute(
        select(posts.c.fingerprint, posts.c.result).where(
            posts.c.subject == post.subject, posts.c.key == post.key
        )
    ).one()
    if stored.fingerprint != post.fingerprint:
        raise KeyReused(post.key)
    return str(stored.result)


def forget_old(connection: Connection) -> None:
    """Drop keys that nobody retries any more."""
    connection.execute(delete(posts).where(posts.c.created_at < datetime.now(UTC) - _KEPT))
