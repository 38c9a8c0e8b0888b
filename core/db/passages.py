"""What a search reads: which collections, which words, and the passages behind chunk ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from core.db.among import among
from core.db.engine import Database
from core.db.fulltext import full_text
from core.db.tables import AnyRow, chunks, collections, documents, sources
from core.errors import UserError
from core.records import DocumentKind, Passage


@dataclass(frozen=True, slots=True)
class Scopes:
    """The part of the index that one person may search."""

    collections: tuple[str, ...]
    """Those of pages."""
    sources: tuple[str, ...]
    everything: bool
    """Whether these are all the collections of pages, so that nothing needs to be held out."""
    threads: tuple[str, ...] = ()
    """The collections of help-channel threads."""

    @property
    def past(self) -> "Scopes":
        """The threads alone."""
        return Scopes(self.threads, self.sources, everything=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk stands: the id of its page, and how many chunks that page has."""

    page: int
    chunks: int


class Passages:
    """The repository of passages."""

    def __init__(self, database: Database) -> None:
        dialect = database.url.get_backend_name()
        self.database = database
        self._dialect = dialect
        self._words = full_text(dialect)
        self._places = _select_places(dialect)
        self._chunks = _select_chunks(dialect)
        self._pages = _select_pages(dialect)

    def scopes(self, audiences: frozenset[str], only_sources: frozenset[str]) -> Scopes:
        """What a person may search. Raises UserError for a source that is not there."""
        with self.database.read() as connection:
            every = connection.execute(_COLLECTIONS).all()
        unknown = sorted(only_sources - {row.source for row in every})
        if unknown:
            known = ", ".join(dict.fromkeys(row.source for row in every)) or "none yet"
            raise UserError(f"There is no source {unknown[0]!r}.", f"Known sources: {known}.")
        rows = [row for row in every if row.name]
        chosen = [
            row
            for row in rows
            if row.audience in audiences and (not only_sources or row.source in only_sources)
        ]
        pages = [row for row in chosen if row.kind == DocumentKind.PAGE.value]
        threads = [row for row in chosen if row.kind == DocumentKind.THREAD.value]
        return Scopes(
            collections=tuple(row.name for row in pages),
            sources=tuple(dict.fromkeys(row.source for row in chosen)),
            everything=len(pages) == sum(row.kind == DocumentKind.PAGE.value for row in rows),
            threads=tuple(row.name for row in threads),
        )

    def search_words(
        self,
        words: Sequence[str],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> list[tuple[int, float]]:
        """Lexical search: see `FullText.search_many`."""
        return self.search_many([words], scopes, limit, kind)[0]

    def search_many(
        self,
        asked: Sequence[Sequence[str]],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> list[list[tuple[int, float]]]:
        """The same for the words of several questions."""
        with self.database.read() as connection:
            return self._words.search_many(connection, asked, scopes, limit, kind)

    def frequencies(
        self, stems: Sequence[str], kind: DocumentKind = DocumentKind.PAGE
    ) -> Mapping[str, int]:
        """In how many chunks of a kind each stem occurs."""
        with self.database.read() as connection:
            return self._words.frequencies(connection, stems, kind)

    def warm(self) -> None:
        """Read ahead what searches by words need. Takes seconds where the index is large."""
        with self.database.read() as connection:
            self._words.warm(connection)

    def count_chunks(self) -> int:
        """How many chunks are stored."""
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(chunks)).scalar_one())

    def size(self) -> int:
        """At least how many chunks are stored. Counting them would read the whole table."""
        with self.database.read() as connection:
            return connection.execute(_LAST_CHUNK).scalar_one() or 0

    def places(self, chunk_ids: Collection[int], scopes: Scopes) -> dict[int, Place]:
        """Where each chunk stands; those deleted meanwhile are left out.

        So is a chunk that another collection holds: whatever the index says, nobody gets to see
        what is outside of their scopes.
        """
        if not chunk_ids:
            return {}
        values = {"ids": list(chunk_ids), "collections": ["", *scopes.collections]}
        with self.database.read() as connection:
            rows = connection.execute(self._places, values).all()
        return {chunk: Place(page, count) for chunk, page, count in rows}

    def firsts(self, chunk_ids: Collection[int]) -> frozenset[int]:
        """Which of these chunks begin their document."""
        statement = select(chunks.c.id).where(
            among(self._dialect, chunks.c.id, "ids"), chunks.c.ordinal == 0
        )
        with self.database.read() as connection:
            return frozenset(connection.execute(statement, {"ids": list(chunk_ids)}).scalars())

    def whole(self, document_ids: Collection[int]) -> dict[int, list[Passage]]:
        """Every passage of these documents, in order, by document."""
        own = select(chunks.c.id, chunks.c.document_id).where(
            among(self._dialect, chunks.c.document_id, "documents")
        )
        with self.database.read() as connection:
            values = {"documents": list(document_ids)}
            document_of = {row.id: row.document_id for row in connection.execute(own, values)}
        loaded = self.load(document_of)
        found: dict[int, list[Passage]] = {}
        for key in sorted(loaded, key=lambda key: loaded[key].ordinal):
            found.setdefault(document_of[key], []).append(loaded[key])
        return found

    def load(self, chunk_ids: Collection[int]) -> dict[int, Passage]:
        """What is stored of these chunks; those deleted meanwhile are left out."""
        with self.database.read() as connection:
            rows = connection.execute(self._chunks, {"ids": list(chunk_ids)}).all()
            # Each page once: the passages that a search finds are of a few.
            pages = {"ids": list({row[1] for row in rows})}
            page_of = {row[0]: row for row in connection.execute(self._pages, pages)}
        return {row[0]: _passage(row, page_of[row[1]]) for row in rows if row[1] in page_of}

    def around(self, chunk_ids: Collection[int]) -> dict[int, list[Passage]]:
        """By chunk id, what stands right before and right after it on its page."""
        beside = chunks.alias("beside")
        near = (
            select(beside.c.id.label("of"), chunks.c.id)
            .join(chunks, chunks.c.document_id == beside.c.document_id)
            .where(beside.c.id.in_(list(chunk_ids)))
            .where(chunks.c.ordinal.in_((beside.c.ordinal - 1, beside.c.ordinal + 1)))
            .where(chunks.c.collection == beside.c.collection)
            .order_by(chunks.c.ordinal)
        )
        with self.database.read() as connection:
            pairs = connection.execute(near).all()
        stored = self.load({row.id for row in pairs})
        found: dict[int, list[Passage]] = {}
        for of, key in pairs:
            if key in stored:
                found.setdefault(of, []).append(stored[key])
        return found


_LAST_CHUNK = select(func.max(chunks.c.id))
_COLLECTIONS = (
    select(
        collections.c.name,
        collections.c.audience,
        collections.c.kind,
        sources.c.name.label("source"),
    )
    .select_from(sources)
    .outerjoin(collections, sources.c.id == collections.c.source_id)
    .order_by(sources.c.name, collections.c.name)
)


def _select_places(dialect: str) -> Select[Any]:
    """(chunk, page, chunks of the page) of the chunks `ids` in any of `collections`."""
    every = chunks.alias("every")
    # Ordinals have no gaps, and the last one is found without reading the others.
    count = (
        select(func.max(every.c.ordinal) + 1)
        .where(every.c.document_id == chunks.c.document_id)
        .scalar_subquery()
    )
    return (
        select(chunks.c.id, chunks.c.document_id, count)
        .where(among(dialect, chunks.c.id, "ids"))
        .where(among(dialect, chunks.c.collection, "collections"))
    )


def _select_chunks(dialect: str) -> Select[Any]:
    """What is stored of the chunks `ids`: the columns in the order that `_passage` takes them."""
    return select(
        chunks.c.id,
        chunks.c.document_id,
        chunks.c.ordinal,
        chunks.c.heading_path,
        chunks.c.anchor,
        chunks.c.text,
    ).where(among(dialect, chunks.c.id, "ids"))


def _select_pages(dialect: str) -> Select[Any]:
    """And of the documents `ids`."""
    return (
        select(
            documents.c.id,
            documents.c.path,
            documents.c.url,
            documents.c.title,
            documents.c.updated_at,
            documents.c.owner,
            documents.c.audience,
            sources.c.name,
            documents.c.kind,
        )
        .join(sources, sources.c.id == documents.c.source_id)
        .where(among(dialect, documents.c.id, "ids"))
    )


def _passage(chunk: AnyRow, page: AnyRow) -> Passage:
    # By position: a search reads dozens of rows, and to look up a name in one takes a microsecond.
    key, _, ordinal, headings, anchor, text = chunk
    _, path, url, title, updated, owner, audience, source, kind = page
    return Passage(
        chunk_id=key,
        ordinal=ordinal,
        source=source,
        path=path,
        url=_with_anchor(url, anchor),
        title=title,
        heading_path=tuple(headings),
        text=text,
        updated_at=updated,
        owner=owner,
        audience=audience,
        kind=DocumentKind(kind),
    )


def _with_anchor(url: str, anchor: str) -> str:
    return f"{url.split('#')[0]}#{anchor}" if url and anchor else url
