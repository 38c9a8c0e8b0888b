"""What the vector index should hold: chunks that wait for a vector, and vectors to remove.

The index is changed first and the ledger after it, so a crash between the two repeats a step that
is safe to repeat and forgets none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from core.db.engine import Database
from core.db.fulltext import scope_word
from core.db.portions import portions
from core.db.tables import chunks, collections, documents, facts, stale_vectors
from core.markup import plain


@dataclass(frozen=True, slots=True)
class Pending:
    """A chunk that waits for its vector."""

    chunk_id: int
    collection: str
    text: str
    """What to embed: title, headings and words."""


def embedded_text(title: str, heading_path: Sequence[str], text: str) -> str:
    """What stands for a chunk in the vector space: where it stands, then what it says."""
    return " > ".join((title, *heading_path)) + "\n" + plain(text)


class VectorLedger:
    """The repository of what is embedded and what is not."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def pending(self, limit: int) -> list[Pending]:
        """Chunks that wait for a vector, oldest first."""
        statement = (
            select(
                chunks.c.id,
                chunks.c.heading_path,
                chunks.c.text,
                documents.c.title,
                documents.c.source_id,
                documents.c.audience,
            )
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(chunks.c.collection == "")
            .order_by(chunks.c.id)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [
                Pending(
                    row.id,
                    scope_word(row.source_id, row.audience),
                    embedded_text(row.title, row.heading_path, row.text),
                )
                for row in connection.execute(statement)
            ]

    def count_pending(self) -> int:
        """How many chunks wait for a vector."""
        statement = select(func.count()).select_from(chunks).where(chunks.c.collection == "")
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def embedded(self, collection: str, chunk_ids: Sequence[int]) -> None:
        """These chunks have their vector in the collection now."""
        statement = update(chunks).values(collection=collection)
        with self.database.begin() as connection:
            for part in portions(chunk_ids):
                connection.execute(statement.where(chunks.c.id.in_(part)))

    def stale(self) -> dict[str, list[int]]:
        """Vectors to remove, by collection."""
        found: dict[str, list[int]] = {}
        with self.database.read() as connection:
            for row in connection.execute(select(stale_vectors)):
                found.setdefault(row.collection, []).append(row.chunk_id)
        return found

    def removed(self, chunk_ids: Sequence[int]) -> None:
        """These vectors have been removed from the index."""
        with self.database.begin() as connection:
            for part in portions(chunk_ids):
                connection.execute(delete(stale_vectors).where(stale_vectors.c.chunk_id.in_(part)))

    def unembed(self) -> list[str]:
        """Every chunk waits for a vector again. Returns the collections to drop."""
        with self.database.begin() as connection:
            names = list(connection.execute(select(collections.c.name)).scalars())
            connection.execute(update(chunks).values(collection=""))
            connection.execute(delete(stale_vectors))
            return names

    def vector_counts(self) -> dict[str, int]:
        """How many vectors each collection should hold."""
        statement = (
            select(collections.c.name, func.count(chunks.c.id))
            .outerjoin(chunks, chunks.c.collection == collections.c.name)
            .group_by(collections.c.name)
        )
        with self.database.read() as connection:
            return {name: int(count) for name, count in connection.execute(statement)}

    def fact(self, name: str) -> str | None:
        """A single remembered value, such as the embedding model of the index."""
        with self.database.read() as connection:
            return connection.execute(
                select(facts.c.value).where(facts.c.name == name)
            ).scalar_one_or_none()

    def remember(self, name: str, value: str) -> None:
        """Keep a single value under a name."""
        with self.database.begin() as connection:
            connection.execute(delete(facts).where(facts.c.name == name))
            connection.execute(insert(facts).values(name=name, value=value))
