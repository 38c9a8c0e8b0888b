"""What a search reads: which collections, which words, and the passages behind chunk ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from core.db.engine import Database
from core.db.fulltext import full_text
from core.db.portions import portions
from core.db.tables import AnyRow, chunks, collections, documents, sources
from core.errors import UserError
from core.records import Passage


@dataclass(frozen=True, slots=True)
class Scopes:
    """The part of the index that one person may search."""

    collections: tuple[str, ...]
    sources: tuple[str, ...]
    everything: bool
    """Whether that is all there is, so that nothing needs to be held out."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk stands: the id of its page, and how many chunks that page has."""

    page: int
    chunks: int


class Passages:
    """The repository of passages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._words = full_text(database.url.get_backend_name())

    def scopes(self, audiences: frozenset[str], only_sources: frozenset[str]) -> Scopes:
        """What a person may search. Raises UserError for a source that is not there."""
        statement = (
            select(collections.c.name, collections.c.audience, sources.c.name.label("source"))
            .select_from(sources)
            .outerjoin(collections, sources.c.id == collections.c.source_id)
            .order_by(sources.c.name, collections.c.name)
        )
        with self.database.read() as connection:
            every = connection.execute(statement).all()
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
        return Scopes(
            collections=tuple(row.name for row in chosen),
            sources=tuple(dict.fromkeys(row.source for row in chosen)),
            everything=len(chosen) == len(rows),
        )

    def search_words(
        self, words: Sequence[str], scopes: Sequence[str], limit: int
    ) -> list[tuple[int, float]]:
        """Lexical search: see `FullText.search`."""
        with self.database.read() as connection:
            return self._words.search(connection, words, scopes, limit)

    def frequencies(self, stems: Sequence[str]) -> Mapping[str, int]:
        """In how many chunks each stem occurs."""
        with self.database.read() as connection:
            return self._words.frequencies(connection, stems)

    def count_chunks(self) -> int:
        """How many chunks are stored."""
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(chunks)).scalar_one())

    def size(self) -> int:
        """At least how many chunks are stored. Counting them would read the whole table."""
        with self.database.read() as connection:
            return connection.execute(select(func.max(chunks.c.id))).scalar_one() or 0

    def places(self, chunk_ids: Sequence[int], scopes: Scopes) -> dict[int, Place]:
        """Where each chunk stands; those deleted meanwhile are left out.

        So is a chunk that another collection holds: whatever the index says, nobody gets to see
        what is outside of their scopes.
        """
        allowed = {"", *scopes.collections}
        documents_of: dict[int, int] = {}
        count_of: dict[int, int] = {}
        page = select(chunks.c.id, chunks.c.document_id, chunks.c.collection)
        count = select(chunks.c.document_id, func.count()).group_by(chunks.c.document_id)
        with self.database.read() as connection:
            for part in portions(chunk_ids):
                rows = connection.execute(page.where(chunks.c.id.in_(part)))
                documents_of.update((row[0], row[1]) for row in rows if row[2] in allowed)
            for part in portions(sorted(set(documents_of.values()))):
                rows = connection.execute(count.where(chunks.c.document_id.in_(part)))
                count_of.update((row[0], row[1]) for row in rows)
        return {
            key: Place(document, count_of[document])
            for key, document in documents_of.items()
            if document in count_of
        }

    def load(self, chunk_ids: Sequence[int]) -> dict[int, Passage]:
        """What is stored of these chunks; those deleted meanwhile are left out."""
        statement = (
            select(
                chunks.c.id,
                chunks.c.ordinal,
                chunks.c.heading_path,
                chunks.c.anchor,
                chunks.c.text,
                documents.c.path,
                documents.c.url,
                documents.c.title,
                documents.c.updated_at,
                documents.c.owner,
                documents.c.audience,
                sources.c.name.label("source"),
            )
            .join(documents, documents.c.id == chunks.c.document_id)
            .join(sources, sources.c.id == documents.c.source_id)
        )
        found: dict[int, Passage] = {}
        with self.database.read() as connection:
            for part in portions(chunk_ids):
                for row in connection.execute(statement.where(chunks.c.id.in_(part))):
                    found[row.id] = _passage(row)
        return found


def _passage(row: AnyRow) -> Passage:
    return Passage(
        chunk_id=row.id,
        ordinal=row.ordinal,
        source=row.source,
        path=row.path,
        url=_with_anchor(row.url, row.anchor),
        title=row.title,
        heading_path=tuple(row.heading_path),
        text=row.text,
        updated_at=row.updated_at,
        owner=row.owner,
        audience=row.audience,
    )


def _with_anchor(url: str, anchor: str) -> str:
    return f"{url.split('#')[0]}#{anchor}" if url and anchor else url
