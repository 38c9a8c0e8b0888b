"""Help-channel threads, whatever channel or export they came from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, tuple_, update

from core.db.engine import Database
from core.db.portions import portions
from core.db.tables import sources
from core.db.thread_rows import people_of, row_of, thread_of
from core.db.thread_tables import thread_people, threads
from core.thread import Outcome, Thread

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StoredThread:
    """What is known of a stored thread without reading what was said in it."""

    key: int
    channel_id: str
    id: str
    fingerprint: str
    outcome: Outcome
    asked_at: datetime
    last_at: datetime

    @property
    def path(self) -> str:
        """See Thread.path."""
        return f"{self.channel_id}/{self.id}"


class Threads:
    """The repository of threads: a core.ports.ThreadStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def known(self, source_id: int, only: Collection[str] = ()) -> dict[str, StoredThread]:
        """Every stored thread of a source, or only those of these paths, by path."""
        statement = select(
            threads.c.key,
            threads.c.channel_id,
            threads.c.thread_id,
            threads.c.fingerprint,
            threads.c.outcome,
            threads.c.asked_at,
            threads.c.last_at,
        ).where(threads.c.source_id == source_id)
        if only:
            names = [path.partition("/")[::2] for path in only]
            place = tuple_(threads.c.channel_id, threads.c.thread_id)
            statement = statement.where(place.in_(names))
        with self.database.read() as connection:
            rows = connection.execute(statement.order_by(threads.c.asked_at, threads.c.key))
            stored = [StoredThread(*row[:4], Outcome(row[4]), *row[5:]) for row in rows]
        return {thread.path: thread for thread in stored}

    def save(self, source_id: int, batch: Iterable[tuple[Thread, str]]) -> None:
        """Store threads with the fingerprints of what they were read from, all or none."""
        with self.database.begin() as connection:
            for thread, fingerprint in batch:
                _save(connection, source_id, thread, fingerprint)

    def remove(self, source_id: int, paths: Sequence[str]) -> None:
        """Forget threads; paths that are not there are fine."""
        names = [path.partition("/")[::2] for path in paths]
        place = tuple_(threads.c.channel_id, threads.c.thread_id)
        with self.database.begin() as connection:
            for part in portions(names):
                connection.execute(
                    delete(threads).where(threads.c.source_id == source_id, place.in_(part))
                )

    def get(self, source_id: int, channel_id: str, thread_id: str) -> Thread | None:
        """One thread; None where it is not stored."""
        named = (
            threads.c.source_id == source_id,
            threads.c.channel_id == channel_id,
            threads.c.thread_id == thread_id,
        )
        return next(self._read(_select().where(*named)), None)

    def source_id(self, name: str) -> int:
        """The id of a source that has threads."""
        with self.database.read() as connection:
            named = select(sources.c.id).where(sources.c.name == name)
            return int(connection.execute(named).scalar_one())

    def fingerprint(self, source_id: int, channel_id: str, thread_id: str) -> str:
        """What a stored thread was read from; empty where it is not stored."""
        statement = select(threads.c.fingerprint).where(
            threads.c.source_id == source_id,
            threads.c.channel_id == channel_id,
            threads.c.thread_id == thread_id,
        )
        with self.database.read() as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def load(self, keys: Sequence[int]) -> Iterator[Thread]:
        """The threads of these keys, oldest first within each few hundred."""
        for part in portions(keys):
            yield from self._read(_select().where(threads.c.key.in_(part)))

    def between(self, since: datetime, until: datetime) -> Iterator[Thread]:
        """See ThreadStore.between."""
        asked = threads.c.asked_at
        yield from self._paged(_select().where(asked >= since, asked < until))

    def recent(
        self, source_id: int, channel_id: str, since: datetime, until: datetime
    ) -> list[Thread]:
        """The threads of a channel that were open in the time, oldest first."""
        spans = (
            threads.c.source_id == source_id,
            threads.c.channel_id == channel_id,
            threads.c.last_at >= since,
            threads.c.asked_at < until,
        )
        return list(self._read(_select().where(*spans)))

    def of_person(self, person: str) -> list[tuple[int, Thread, str]]:
        """Threads in which somebody wrote or reacted: (source id, thread, fingerprint)."""
        statement = (
            _select()
            .join(thread_people, thread_people.c.thread_key == threads.c.key)
            .where(thread_people.c.person == person)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        return [(row.source_id, thread_of(row), row.fingerprint) for row in rows]

    def counts(self, source_id: int) -> Mapping[Outcome, int]:
        """How many stored threads of a source ended in each way."""
        statement = (
            select(threads.c.outcome, func.count())
            .where(threads.c.source_id == source_id)
            .group_by(threads.c.outcome)
        )
        with self.database.read() as connection:
            return {Outcome(name): int(count) for name, count in connection.execute(statement)}

    def _read(self, statement: Select[Any]) -> Iterator[Thread]:
        ordered = statement.order_by(threads.c.asked_at, threads.c.key)
        with self.database.read() as connection:
            rows = connection.execute(ordered).all()
        yield from map(thread_of, rows)

    def _paged(self, statement: Select[Any]) -> Iterator[Thread]:
        """A few at a time, each read on its own: whoever looks at them may take long."""
        place = tuple_(threads.c.asked_at, threads.c.key)
        ordered = statement.order_by(threads.c.asked_at, threads.c.key).limit(_AT_ONCE)
        page = ordered
        while True:
            with self.database.read() as connection:
                rows = connection.execute(page).all()
            yield from map(thread_of, rows)
            if len(rows) < _AT_ONCE:
                return
            page = ordered.where(place > (rows[-1].asked_at, rows[-1].key))


def _select() -> Select[Any]:
    return select(threads, sources.c.name.label("source")).join(
        sources, sources.c.id == threads.c.source_id
    )


def _save(connection: Connection, source_id: int, thread: Thread, fingerprint: str) -> None:
    values = row_of(source_id, thread, fingerprint)
    named = (
        threads.c.source_id == source_id,
        threads.c.channel_id == thread.channel_id,
        threads.c.thread_id == thread.id,
    )
    key = connection.execute(
        update(threads).where(*named).values(**values).returning(threads.c.key)
    ).scalar_one_or_none()
    if key is None:
        new = insert(threads).values(**values).returning(threads.c.key)
        key = connection.execute(new).scalar_one()
    else:
        connection.execute(delete(thread_people).where(thread_people.c.thread_key == key))
    rows = [{"thread_key": key, "person": person} for person in sorted(people_of(thread))]
    if rows:
        connection.execute(insert(thread_people), rows)
