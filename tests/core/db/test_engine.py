"""Opening a database, on both kinds."""

import importlib
import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

import core.db.tables
from core.db.engine import Database
from core.db.fulltext import Fts5
from core.db.tables import metadata
from core.errors import Transient, UserError
from core.records import DocumentKind

pytestmark = pytest.mark.usefixtures("every_migration")

OPEN = "import sys; from core.db.engine import Database; Database(sys.argv[1]).close()"


def test_a_new_database_gets_every_table(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())
        database.close()


def test_migrations_and_tables_agree(database_url: str) -> None:
    for file in Path(core.db.tables.__file__).parent.glob("*_tables.py"):
        importlib.import_module(f"core.db.{file.stem}")
    database = Database(database_url)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _not_full_text}
        )
        assert compare_metadata(context, metadata) == []
    database.close()


def _not_full_text(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """The full-text index is each database's own and stands in no table of ours."""
    full_text = ("chunk_", "thread_words", "thread_stems")
    return not (
        kind in ("table", "index") and (name or "").removeprefix("ix_").startswith(full_text)
    )


def test_words_of_threads_move_to_their_own_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'dialtone.db'}"
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0011"))
    database = Database(url)
    monkeypatch.undo()
    with database.begin() as connection:
        for statement in (
            "DROP TABLE thread_stems",
            "DROP TABLE thread_words",
            "INSERT INTO sources (id, name, kind, location) VALUES (1, 'a', 'folder', '/a')",
            "INSERT INTO collections (name, source_id, audience, kind) VALUES"
            " ('scope1xa', 1, 'public', 'page'), ('scope1xathread', 1, 'public', 'thread')",
            "INSERT INTO chunk_words (rowid, title, headings, body, scope) VALUES"
            " (1, 'deploy', '', 'page', 'scope1xa'), (2, '', '', 'deploy', 'scope1xathread')",
        ):
            connection.exec_driver_sql(statement)
    database.close()
    database = Database(url)
    with database.read() as connection:
        for kind, key in ((DocumentKind.PAGE, 1), (DocumentKind.THREAD, 2)):
            found = Fts5().search_many(connection, [["deploy"]], (), 5, kind)[0]
            assert [hit[0] for hit in found] == [key]
    database.close()


def test_a_migration_that_fails_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def create(self, _: object) -> None:
            raise RuntimeError("in the middle of a migration")

    monkeypatch.setattr("core.db.fulltext.Fts5", Broken)
    monkeypatch.setattr("core.db.fulltext.Postgres", Broken)
    with pytest.raises(RuntimeError):
        Database(database_url)
    monkeypatch.undo()
    database = Database(database_url)
    assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())
    database.close()


def test_two_that_open_a_new_database_at_once_agree(database_url: str) -> None:
    openers = [
        subprocess.Popen([sys.executable, "-c", OPEN, database_url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for opener in openers:
        _, errors = opener.communicate(timeout=120)
        assert opener.returncode == 0, errors.decode()


def test_a_database_of_a_newer_dialtone_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(UserError, match="newer Dialtone") as raised:
        Database(database_url)
    assert raised.value.remedy


def test_a_transaction_is_all_or_nothing(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM facts")).scalar_one() == 0
    database.close()


def _write_and_fail(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO facts (name, value) VALUES ('a', 'b')"))
        raise ZeroDivisionError


ALONE = (
    "import sys; from core.db.engine import Database; database = Database(sys.argv[1])\n"
    "with database.writing_alone(): print('held', flush=True); sys.stdin.read()"
)


def test_what_one_thread_reads_together_it_reads_by_one_connection(database_url: str) -> None:
    database = Database(database_url)

    def read() -> Connection:
        with database.read() as connection:
            return connection

    with ThreadPoolExecutor(1) as elsewhere, database.reading():
        with database.reading():
            shared = read()
        assert read() is shared
        assert not shared.closed
        assert elsewhere.submit(read).result() is not shared
    assert shared.closed
    assert read() is not shared
    database.close()


def test_one_process_writes_alone_until_it_ends(database_url: str) -> None:
    database = Database(database_url)
    with database.writing_alone():
        pass
    holder = subprocess.Popen(
        [sys.executable, "-c", ALONE, database_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    for _ in range(2):
        with pytest.raises(UserError, match="Another process") as raised, database.writing_alone():
            pass
    assert raised.value.remedy
    with database.begin() as connection:  # others may still write what they write
        connection.execute(text("INSERT INTO facts (name, value) VALUES ('a', 'b')"))
    holder.kill()
    holder.communicate(timeout=60)
    for _ in range(100):  # a server takes a moment to see that its client is gone
        try:
            with database.writing_alone():
                break
        except UserError:
            time.sleep(0.1)
    else:
        pytest.fail("the place was never given back")
    database.close()


def test_deleting_a_source_deletes_what_hangs_on_it(database_url: str) -> None:
    database = Database(database_url)
    with database.begin() as connection:
        for statement in (
            "INSERT INTO sources (id, name, kind, location) VALUES (7, 'a', 'folder', '')",
            "INSERT INTO collections (name, source_id, audience) VALUES ('c', 7, 'public')",
            "DELETE FROM sources",
        ):
            connection.execute(text(statement))
        assert connection.execute(text("SELECT count(*) FROM collections")).scalar_one() == 0
    database.close()


class TestWrongUrls:
    @pytest.mark.parametrize("url", ["", "nonsense", "postgres//x"])
    def test_what_is_no_url(self, url: str) -> None:
        with pytest.raises(UserError, match=r"database\.url"):
            Database(url)

    def test_a_driver_that_is_not_there(self) -> None:
        with pytest.raises(UserError, match=r"oracle.*not installed"):
            Database("oracle://bot:hunter2@db/x")

    def test_the_name_of_a_database_hides_its_password(self, postgres_url: str) -> None:
        database = Database(postgres_url.replace("dialtone@", "dialtone:hunter2@"))
        assert "hunter2" not in database.name
        database.close()

    def test_a_server_that_does_not_answer(self, tmp_path: Path) -> None:
        with pytest.raises(Transient, match="does not answer") as raised:
            Database(f"postgresql+psycopg://bot:hunter2@/x?host={tmp_path}")
        assert "hunter2" not in str(raised.value)

    def test_a_database_that_the_server_does_not_have(self, postgres_url: str) -> None:
        missing = postgres_url.replace("?host", "missing?host")
        with pytest.raises(UserError, match="does not exist"):
            Database(missing)


class TestWrongFiles:
    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        file = tmp_path / "dialtone.db"
        file.write_text("these are words, many of them, but no pages of a database" * 10)
        with pytest.raises(UserError, match="damaged"):
            Database(f"sqlite:///{file}")

    def test_a_damaged_database(self, tmp_path: Path) -> None:
        file = tmp_path / "dialtone.db"
        Database(f"sqlite:///{file}").close()
        data = bytearray(file.read_bytes())
        data[100:4096] = os.urandom(3996)
        file.write_bytes(data)
        with pytest.raises(UserError, match="damaged"):
            Database(f"sqlite:///{file}")

    def test_a_home_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("")
        with pytest.raises(UserError, match="home"):
            Database(f"sqlite:///{tmp_path / 'home' / 'dialtone.db'}")

    def test_a_database_that_another_writer_holds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "dialtone.db"
        database = Database(f"sqlite:///{file}")
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=1")
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Transient, match="busy"), database.begin():
            pass
        other.execute("ROLLBACK")
        with database.begin() as connection:
            connection.execute(text("INSERT INTO facts (name, value) VALUES ('a', 'b')"))
        other.close()
        database.close()

    def test_readers_do_not_wait_for_a_writer(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'dialtone.db'}")
        with database.begin() as writer:
            writer.execute(text("INSERT INTO facts (name, value) VALUES ('a', 'b')"))
            with database.read() as reader:
                assert reader.execute(text("SELECT count(*) FROM facts")).scalar_one() == 0
        database.close()
