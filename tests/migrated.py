"""A new SQLite database of a test is a copy of one that every migration has made.

To make all tables takes a tenth of a second, and more than a thousand tests begin with none.
"""

from collections.abc import Callable
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
        file = Path(database.url.database or "") if database.is_sqlite else None
        new = file is not None and str(file) not in ("", ":memory:") and not file.exists()
        if new and self._content and file is not None:
            try:
                file.write_bytes(self._content)
            except OSError:
                new = False  # a place where nothing can be written: let the database say so
        migrate(database)
        if new and not self._content and file is not None:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            self._content = file.read_bytes()


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
