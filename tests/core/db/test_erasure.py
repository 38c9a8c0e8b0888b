"""What was removed is gone from the file too, or it is said that it is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.db.engine import Database
from core.db.erasure import Erasure
from core.errors import UserError


def test_a_process_that_reads_what_was_removed_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "dialtone.db"
    database = Database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM people").fetchall()
        with pytest.raises(UserError, match="another process reads it"):
            Erasure(database).shrink()
    Erasure(database).shrink()
    database.close()
