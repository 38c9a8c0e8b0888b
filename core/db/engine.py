"""Opening the database: SQLite in WAL mode, or whatever the URL names, at the newest schema."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from core.db.fulltext import INDEXES
from core.errors import Transient, UserError

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 0x6469616C  # "dial"
"""PostgreSQL's name for the lock under which the schema changes."""
_WRITING = _MIGRATING + 1
"""And for that under which what is indexed changes."""
_PATIENCE_MS = 10_000
"""How long one process waits for another to end its writing."""
_ASK_SECONDS = 0.003


class Database:
    """One database, opened and migrated. Every repository works through a connection of it."""

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            _make_folder(Path(self.url.database).parent)
        self.engine = _engine(url)
        self._reading = threading.local()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        try:
            with _explained(self):
                self._migrate()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The URL as it may be shown: no password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all of it, or nothing of it."""
        with _explained(self), self.engine.connect() as opened:
            connection = opened.execution_options(will_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read through; it never waits for a writer."""
        shared: Connection | None = getattr(self._reading, "connection", None)
        if shared is not None:
            yield shared
            return
        with _explained(self), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Every `read` of this thread shares one connection and transaction while the block runs.

        To take a connection and to begin costs as much as a short query.
        """
        with self.read() as connection:
            before = getattr(self._reading, "connection", None)
            self._reading.connection = connection
            try:
                yield
            finally:
                self._reading.connection = before

    def moment(self) -> datetime:
        """Now, by the one clock that all processes on this database share."""
        if self.is_sqlite:
            return datetime.now(UTC)
        with self.read() as connection:
            now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)

    @contextmanager
    def writing_alone(self) -> Iterator[None]:
        """The place of the one process that changes what is indexed, as long as the block runs.

        Raises UserError where another has it. A process that ends, however it ends, gives it back.
        """
        held = self._file_lock() if self.is_sqlite else self._advisory_lock()
        with held as mine:
            if not mine:
                raise UserError(
                    f"Another process is changing what is indexed in {self.name}.",
                    "Wait for it to end, or stop it.",
                )
            yield

    @contextmanager
    def _file_lock(self) -> Iterator[bool]:
        lock = FileLock(f"{self.url.database}.writing", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    @contextmanager
    def _advisory_lock(self) -> Iterator[bool]:
        # It belongs to the connection, so it takes one of its own, outside of any transaction.
        with _explained(self), self.engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            mine = bool(connection.execute(select(func.pg_try_advisory_lock(_WRITING))).scalar())
            try:
                yield mine
            finally:
                if mine:
                    connection.execute(select(func.pg_advisory_unlock(_WRITING)))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        script = ScriptDirectory.from_config(config)
        with self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current not in (None, *(revision.revision for revision in script.walk_revisions())):
            raise UserError(
                f"{self.name} was made by a newer Dialtone (its schema is {current}).",
                "Install that version or a later one.",
            )
        with self.begin() as connection:
            if not self.is_sqlite:
                # Of two processes that start on an empty database, one makes the tables.
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {place} cannot be made: {error.strerror}.",
            "Choose another place with --home.",
        ) from error


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise UserError(
            "The setting database.url is not a database URL.",
            "Write one such as postgresql+psycopg://user@host/dialtone.",
        ) from error


def _engine(url: str) -> Engine:
    try:
        # A server may hang up between two uses of a connection; a file does not.
        return create_engine(url, pool_pre_ping=make_url(url).get_backend_name() != "sqlite")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserError(
            f"The driver for {make_url(url).drivername!r} is not installed.",
            "For PostgreSQL: pip install 'dialtone[postgres]', and postgresql+psycopg://...",
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # SQLAlchemy, not the driver, begins transactions: otherwise a read inside one is not in it.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={_PATIENCE_MS}",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # Which words stand where: see core/db/postings.py. Views of the indexes that hold nothing.
    for index in INDEXES.values():
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{index}_places"
            f" USING fts5vocab(main, {index}_words, instance)"
        )


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place at once: one that reads first and writes later cannot be made to
    # wait by SQLite when somebody wrote in between, it can only be refused.
    if connection.get_execution_options().get("will_write", False):
        _begin_to_write(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    """Wait for SQLite's one writer by asking often.

    SQLite itself asks less and less often, up to ten times a second: beside an ingestion that
    writes again and again, whoever has little to write would miss the moment for a long time.
    """
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    until = time.monotonic() + _PATIENCE_MS / 1_000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(_ASK_SECONDS)
            else:
                return
        # Once more by SQLAlchemy, for the error that is known here.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")


@contextmanager
def _explained(database: Database) -> Iterator[None]:
    """Say in words what a driver says in codes, where a person can do something about it."""
    try:
        yield
    except OperationalError as error:
        text = str(error.orig).lower()
        if "disk is full" in text or "disk i/o" in text or "no space left" in text:
            raise UserError(
                f"The disk that holds {database.name} is full: nothing of this step was stored.",
                "Free some space and run the command again; it goes on where it stopped.",
            ) from error
        if "locked" in text:
            raise Transient(f"{database.name} is busy with another process.") from error
        if "connection" in text and not database.is_sqlite:
            raise _unreachable(database, str(error.orig)) from error
        if "readonly" in text or "unable to open" in text:
            raise UserError(
                f"{database.name} cannot be written ({error.orig}).",
                "Check the permissions, or choose another place with --home.",
            ) from error
        if not database.is_sqlite:
            # A server's operational errors are of its connection or of its load.
            raise Transient(f"The database {database.name} does not answer.") from error
        raise
    except DBAPIError as error:
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            raise UserError(
                f"{database.name} is damaged ({error.orig}).",
                "Restore it from a backup, or move it away and ingest again.",
            ) from error
        raise


def _unreachable(database: Database, text: str) -> UserError | Transient:
    """A server that says no needs another setting; one that says nothing may yet come up."""
    reason = text.strip().splitlines()[-1]
    if "authentication" in text or "does not exist" in text:
        return UserError(
            f"{database.name} cannot be opened: {reason}.", "Mend the setting database.url."
        )
    return Transient(f"{database.name} does not answer: {reason}.")
