"""A throwaway PostgreSQL for tests, from the system's own binaries, on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_PORT = 5432
"""Only part of the socket's name: nothing listens on the network."""


class PostgresServer:
    """A running server. `new_database` gives each test its own empty database."""

    def __init__(self, binaries: Path, place: Path) -> None:
        self._binaries = binaries
        self._place = place
        self._data = place / "data"

    def start(self) -> None:
        """Make a cluster and wait until it accepts connections."""
        options = f"-c listen_addresses='' -k {self._place} -p {_PORT} -c fsync=off"
        self._run("initdb", "-D", self._data, "-U", "dialtone", "-A", "trust", "-E", "UTF8", "-N")
        log = self._place / "log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        """End it without ceremony: nothing in it is kept."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def new_database(self) -> str:
        """The SQLAlchemy URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex}"
        where = ("-h", str(self._place), "-p", str(_PORT), "-U", "dialtone")
        self._run("createdb", *where, name)
        return f"postgresql+psycopg://dialtone@/{name}?host={self._place}&port={_PORT}"

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*_as_nobody_special(), str(self._binaries / program), *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self._place, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run. Fails, never skips, where PostgreSQL is not installed."""
    with running_postgres() as server:
        yield server


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server until the end of the block."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL is not installed: run scripts/system-packages.sh")
    # A socket's path may have 107 characters, so it does not live under pytest's own folder.
    place = Path(tempfile.mkdtemp(prefix="dialtone-pg-"))
    if os.geteuid() == 0:
        shutil.chown(place, _UNPRIVILEGED)
    server = PostgresServer(found[-1].parent, place)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: PostgresServer) -> str:
    """One database for all tests in turn: making one anew for each takes longer than most tests."""
    return postgres_server.new_database()


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The URL of an empty PostgreSQL database."""
    with psycopg.connect(postgres_database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once for each kind that Dialtone runs on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dialtone.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


_UNPRIVILEGED = "postgres"


def _as_nobody_special() -> list[str]:
    """initdb refuses root, as a container's test run often is."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        pytest.fail("There is no user postgres: run scripts/system-packages.sh")
    return ["runuser", "-u", _UNPRIVILEGED, "--"]
