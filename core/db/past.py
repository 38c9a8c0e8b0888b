"""What a search needs to know of past threads: how each ended, and which pages helpers linked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, or_, select, tuple_

from core.db.engine import Database
from core.db.portions import portions
from core.db.tables import AnyRow, chunks, documents, facts, sources
from core.db.thread_rows import thread_of
from core.db.thread_tables import thread_links, threads
from core.records import DocumentKind
from core.thread import Outcome, Speaker, Thread

_AT_ONCE = 500
_NEAR = timedelta(seconds=1)
_STAMP = "thread_links"
_WEIGHT = "past_weight"
_MOST_LINKS = 20_000
"""Their questions are kept in memory: 30 MB."""


@dataclass(frozen=True, slots=True)
class PastThread:
    """A stored thread without what was said in it."""

    key: int
    channel: str
    asked_at: datetime
    outcome: Outcome
    linked: tuple[int, ...]
    """Ids of the pages that helpers linked in it."""

    @property
    def solved(self) -> bool:
        """Whether somebody said so."""
        return self.outcome is Outcome.SOLVED


@dataclass(frozen=True, slots=True)
class LinkedQuestion:
    """The first passage of a thread that led to pages."""

    chunk: int
    collection: str
    document: int
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where an indexed page is."""

    id: int
    source: str
    path: str
    url: str


Resolve = Callable[[Iterable[str], Sequence[PageAddress]], Mapping[str, int]]
"""Addresses as people gave them, and the pages there are -> the page each address means."""


class Past:
    """The repository of what threads tell about pages."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def threads(self, document_ids: Collection[int]) -> dict[int, PastThread]:
        """The threads behind these documents, by document id; other documents are left out."""
        named = select(documents.c.id, documents.c.source_id, documents.c.path)
        found: dict[tuple[int, str, str], int] = {}
        with self.database.read() as connection:
            for part in portions(sorted(document_ids)):
                for row in connection.execute(named.where(documents.c.id.in_(part))):
                    channel, _, thread = row.path.partition("/")
                    found[row.source_id, channel, thread] = row.id
        by_place = self._by_place(list(found))
        return {found[place]: thread for place, thread in by_place.items()}

    def stamp(self) -> str:
        """Changes when the links are found anew; empty before they were."""
        statement = select(facts.c.value).where(facts.c.name == _STAMP)
        with self.database.read() as connection:
            return connection.execute(statement).scalar_one_or_none() or ""

    def linked(self) -> list[LinkedQuestion]:
        """The questions of the newest threads in which a page was linked."""
        path = threads.c.channel_id + "/" + threads.c.thread_id
        statement = (
            select(
                chunks.c.id, chunks.c.collection, chunks.c.document_id, thread_links.c.document_id
            )
            .select_from(thread_links)
            .join(threads, threads.c.key == thread_links.c.thread_key)
            .join(
                documents,
                (documents.c.source_id == threads.c.source_id) & (documents.c.path == path),
            )
            .join(chunks, (chunks.c.document_id == documents.c.id) & (chunks.c.ordinal == 0))
            .where(chunks.c.collection != "")
            .order_by(threads.c.asked_at.desc(), threads.c.key, thread_links.c.document_id)
            .limit(_MOST_LINKS)
        )
        pages: dict[tuple[int, str, int], list[int]] = {}
        with self.database.read() as connection:
            for chunk, collection, document, page in connection.execute(statement):
                pages.setdefault((chunk, collection, document), []).append(page)
        return [LinkedQuestion(*question, tuple(ids)) for question, ids in pages.items()]

    def holding(self, messages: Collection[tuple[str, str]]) -> frozenset[int]:
        """The documents of the threads that hold any of these messages: (channel, message id).

        A channel goes by its name or its id.
        """
        paths = {
            (row.source_id, f"{row.channel_id}/{row.thread_id}")
            for channel, message in messages
            for row in self._spanning(channel, message)
        }
        statement = select(documents.c.id).where(documents.c.kind == DocumentKind.THREAD.value)
        place = tuple_(documents.c.source_id, documents.c.path)
        found: set[int] = set()
        with self.database.read() as connection:
            for part in portions(sorted(paths)):
                found.update(connection.execute(statement.where(place.in_(part))).scalars())
        return frozenset(found)

    def led_to_pages(self) -> Iterator[tuple[Thread, frozenset[tuple[str, str]]]]:
        """Each thread in which a helper linked pages, with their (source, path), oldest first."""
        owner = sources.alias()
        links = (
            select(thread_links.c.thread_key, owner.c.name, documents.c.path)
            .join(documents, documents.c.id == thread_links.c.document_id)
            .join(owner, owner.c.id == documents.c.source_id)
        )
        pages: dict[int, set[tuple[str, str]]] = {}
        with self.database.read() as connection:
            for key, source, path in connection.execute(links):
                pages.setdefault(key, set()).add((source, path))
        statement = (
            select(threads, sources.c.name.label("source"))
            .join(sources, sources.c.id == threads.c.source_id)
            .order_by(threads.c.asked_at, threads.c.key)
        )
        for part in portions(sorted(pages)):
            with self.database.read() as connection:
                rows = connection.execute(statement.where(threads.c.key.in_(part))).all()
            for row in rows:
                yield thread_of(row), frozenset(pages[row.key])

    def learned_weight(self) -> float | None:
        """How far past threads should raise pages, as measured here; None where nobody measured."""
        statement = select(facts.c.value).where(facts.c.name == _WEIGHT)
        with self.database.read() as connection:
            value = connection.execute(statement).scalar_one_or_none()
        return None if value is None else float(value)

    def learn_weight(self, weight: float) -> None:
        """Keep what was measured."""
        with self.database.begin() as connection:
            connection.execute(delete(facts).where(facts.c.name == _WEIGHT))
            connection.execute(insert(facts).values(name=_WEIGHT, value=repr(weight)))

    def relink(self, resolve: Resolve) -> int:
        """Find anew which pages were linked in which threads; how many links there are.

        Addresses that an asker gave do not count: they are what did not help.
        """
        given = dict(self._given())
        links = dict.fromkeys(link for each in given.values() for link in each)
        page_of = resolve(links, self._pages()) if links else {}
        pairs = {
            (key, page_of[link]) for key, each in given.items() for link in each if link in page_of
        }
        with self.database.begin() as connection:
            connection.execute(delete(thread_links))
            connection.execute(delete(facts).where(facts.c.name == _STAMP))
            connection.execute(insert(facts).values(name=_STAMP, value=uuid4().hex))
            for part in portions(sorted(pairs)):
                rows = [{"thread_key": key, "document_id": page} for key, page in part]
                connection.execute(insert(thread_links), rows)
        return len(pairs)

    def _by_place(
        self, places: Sequence[tuple[int, str, str]]
    ) -> dict[tuple[int, str, str], PastThread]:
        named = (threads.c.source_id, threads.c.channel_id, threads.c.thread_id)
        statement = select(
            *named, threads.c.key, threads.c.channel, threads.c.asked_at, threads.c.outcome
        )
        with self.database.read() as connection:
            rows = [
                row
                for part in portions(places)
                for row in connection.execute(statement.where(tuple_(*named).in_(part)))
            ]
            linked: dict[int, list[int]] = {}
            pairs = select(thread_links.c.thread_key, thread_links.c.document_id)
            for part in portions([row.key for row in rows]):
                for key, page in connection.execute(
                    pairs.where(thread_links.c.thread_key.in_(part))
                ):
                    linked.setdefault(key, []).append(page)
        return {
            tuple(row[:3]): PastThread(
                key=row.key,
                channel=row.channel,
                asked_at=row.asked_at,
                outcome=Outcome(row.outcome),
                linked=tuple(sorted(linked.get(row.key, ()))),
            )
            for row in rows
        }

    def _spanning(self, channel: str, message: str) -> Iterator[AnyRow]:
        """Rows of the threads of a channel that hold a message."""
        moment = _moment(message)
        own = threads.c.thread_id == message
        if moment:
            spans = threads.c.asked_at <= moment + _NEAR, threads.c.last_at >= moment - _NEAR
            own = or_(own, spans[0] & spans[1])
        statement = (
            select(threads, sources.c.name.label("source"))
            .join(sources, sources.c.id == threads.c.source_id)
            .where(or_(threads.c.channel == channel, threads.c.channel_id == channel), own)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        for row in rows:
            if message in {said.id for said in thread_of(row).messages}:
                yield row

    def _given(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The addresses that others than the asker gave, by thread."""
        statement = (
            select(threads, sources.c.name.label("source"))
            .join(sources, sources.c.id == threads.c.source_id)
            .order_by(threads.c.key)
            .limit(_AT_ONCE)
        )
        last = 0
        while True:
            with self.database.read() as connection:
                rows = connection.execute(statement.where(threads.c.key > last)).all()
            for row in rows:
                said = (m for m in thread_of(row).messages if m.speaker is not Speaker.ASKER)
                if links := tuple(dict.fromkeys(link for m in said for link in m.links)):
                    yield row.key, links
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1].key

    def _pages(self) -> list[PageAddress]:
        statement = (
            select(documents.c.id, sources.c.name, documents.c.path, documents.c.url)
            .join(sources, sources.c.id == documents.c.source_id)
            .where(documents.c.kind == DocumentKind.PAGE.value)
            .order_by(documents.c.id)
        )
        with self.database.read() as connection:
            return [PageAddress(*row) for row in connection.execute(statement)]


def _moment(message: str) -> datetime | None:
    """When a message was said, where its id tells, as Slack's does."""
    try:
        return datetime.fromtimestamp(float(message), UTC)
    except (ValueError, OverflowError, OSError):
        return None
