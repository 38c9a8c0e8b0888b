"""Work that several processes share: who has taken what, and until when.

A process that dies gives its work back by letting the lease run out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, func, select, update

from core.db.engine import Database

LEASE = timedelta(seconds=12)
"""How long work stays taken unless its process says again that it lives."""

RENEWAL_SECONDS = 4.0


@contextmanager
def choosing(database: Database, number: int) -> Iterator[Connection]:
    """A transaction in which nobody else chooses work of this kind.

    SQLite has one writer anyway. Of two at once on PostgreSQL, neither would see what the other
    takes, and the second could take what must wait for the first.
    """
    with database.begin() as connection:
        if not database.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(number)))
        yield connection


def renew(database: Database, table: Table, worker: str) -> None:
    """Keep everything that this worker has taken for another while."""
    with database.begin() as connection:
        connection.execute(
            update(table)
            .where(table.c.claimed_by == worker, table.c.claimed_until.is_not(None))
            .values(claimed_until=datetime.now(UTC) + LEASE)
        )
