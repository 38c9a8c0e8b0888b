"""A new SQLite database of a test is a copy of one that every migration has made.

To make all tables takes a tenth of a second, and more than a thousand tests begin with none.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from core.db.engine import Database

Migrate = Callable[[Database], None]


class Migrated:
    """The file of the first new database of this process, as it was once it was migrated."""

    def __init__(self) -> None:
        self._content = b""

    def migrate(self, migrate: Migrate, database: Database) -> None:
        """What `Database` does to migrate; a new file is filled before, from the second on."""
        file = _new_file(database)
        if file and self._content:
            # Where nothing can be written, let the database say so.
            with suppress(OSError):
                file.write_bytes(self._content)
        migrate(database)
        if file and not self._content:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self._content = file.read_bytes()


def _new_file(database: Database) -> Path | None:
    """Where the database is going to be; None where it is there already, or is no file."""
    name = database.url.database
    if not database.is_sqlite or not name or name == ":memory:":
        return None
    file = Path(name)
    return None if file.exists() else file


_MIGRATE = Database._migrate


def copy_new_databases() -> None:
    """From now on, in this process."""
    copies = Migrated()

    def migrate(self: Database) -> None:
        copies.migrate(_MIGRATE, self)

    Database._migrate = migrate  # type: ignore[method-assign]


@pytest.fixture
def every_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of the migrations themselves: a new database is made by them."""
    monkeypatch.setattr(Database, "_migrate", _MIGRATE)
