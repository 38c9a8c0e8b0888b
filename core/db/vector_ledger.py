"""What the vector index should hold: chunks that wait for a vector, and vectors to remove.

The index is changed first and the ledger after it, so a crash between the two repeats a step that
is safe to repeat and forgets none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from core.db.engine import Database
from core.db.fulltext import scope_word
from core.db.portions import portions
from core.db.tables import (
    chunks,
    collections,
    documents,
    dropped_collections,
    facts,
    stale_vectors,
)
from core.errors import UserError
from core.markup import plain
from core.records import DocumentKind

_MODEL = "embedding_model"
_REBUILDING = "rebuilding_with"
# Written out, so that both databases see that their index of waiting chunks is meant.
_WAITS = chunks.c.collection == literal_column("''")


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

    def pending(self, limit: int, after: int = 0) -> list[Pending]:
        """Chunks that wait for a vector, oldest first, from that id on."""
        statement = (
            select(
                chunks.c.id,
                chunks.c.heading_path,
                chunks.c.text,
                documents.c.title,
                documents.c.source_id,
                documents.c.audience,
                documents.c.kind,
            )
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(_WAITS, chunks.c.id > after)
            .order_by(chunks.c.id)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [
                Pending(
                    row.id,
                    scope_word(row.source_id, row.audience, DocumentKind(row.kind)),
                    embedded_text(row.title, row.heading_path, row.text),
                )
                for row in connection.execute(statement)
            ]

    def count_pending(self) -> int:
        """How many chunks wait for a vector."""
        statement = select(func.count()).select_from(chunks).where(_WAITS)
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def embedded(self, collection: str, chunk_ids: Sequence[int]) -> None:
        """These chunks have their vector in the collection now."""
        statement = update(chunks).values(collection=collection)
        with self.database.begin() as connection:
            for part in portions(chunk_ids):
                connection.execute(statement.where(chunks.c.id.in_(part)))

    def stale(self, limit: int) -> dict[str, list[int]]:
        """Vectors to remove, by collection."""
        found: dict[str, list[int]] = {}
        statement = select(stale_vectors).order_by(stale_vectors.c.chunk_id).limit(limit)
        with self.database.read() as connection:
            for row in connection.execute(statement):
                found.setdefault(row.collection, []).append(row.chunk_id)
        return found

    def count_stale(self) -> int:
        """How many vectors are to be removed."""
        with self.database.read() as connection:
            statement = select(func.count()).select_from(stale_vectors)
            return int(connection.execute(statement).scalar_one())

    def removed(self, chunk_ids: Sequence[int]) -> None:
        """These vectors have been removed from the index."""
        with self.database.begin() as connection:
            for part in portions(chunk_ids):
                connection.execute(delete(stale_vectors).where(stale_vectors.c.chunk_id.in_(part)))

    def dropped(self) -> list[str]:
        """Collections to remove whole, before anything is put into one of the same name."""
        with self.database.read() as connection:
            statement = select(dropped_collections.c.name).order_by(dropped_collections.c.name)
            return list(connection.execute(statement).scalars())

    def gone(self, collection: str) -> None:
        """This collection has been removed from the index."""
        with self.database.begin() as connection:
            of_it = dropped_collections.c.name == collection
            connection.execute(delete(dropped_collections).where(of_it))

    def unembed(self, model: str) -> None:
        """Every chunk waits for a vector of this model; every collection is to be dropped."""
        with self.database.begin() as connection:
            to_be_dropped(connection, collections.c.name.is_not(None))
            connection.execute(update(chunks).values(collection=""))
            connection.execute(delete(stale_vectors))
            _remember(connection, _MODEL, model)
            _remember(connection, _REBUILDING, model)

    def rebuilding(self) -> str | None:
        """The model of an `unembed` after which not every chunk has had its vector yet."""
        return self.fact(_REBUILDING)

    def rebuilt(self) -> None:
        """Every chunk has its vector again."""
        with self.database.begin() as connection:
            connection.execute(delete(facts).where(facts.c.name == _REBUILDING))

    def vector_counts(self) -> dict[str, int]:
        """How many vectors each collection should hold."""
        held = (
            select(chunks.c.collection, func.count().label("count"))
            .group_by(chunks.c.collection)
            .subquery()
        )
        statement = select(collections.c.name, func.coalesce(held.c.count, 0)).outerjoin(
            held, held.c.collection == collections.c.name
        )
        with self.database.read() as connection:
            return {name: int(count) for name, count in connection.execute(statement)}

    def model(self) -> str | None:
        """The embedding model of every vector there is; None before there is one."""
        return self.fact(_MODEL)

    def check_model(self, model: str) -> None:
        """Raise UserError where the index has vectors of another model: they do not compare."""
        stored = self.model()
        if stored not in (None, model):
            raise UserError(
                f"The index was made with the embedding model {stored!r}, and the settings name"
                f" {model!r}.",
                "Run `dialtone reindex` to embed everything anew, or set embedding.model back.",
            )

    def adopt_model(self, model: str) -> None:
        """From now on the index has vectors of this model. Raises UserError as check_model."""
        self.check_model(model)
        if self.model() is None:
            self.remember(_MODEL, model)

    def fact(self, name: str) -> str | None:
        """A single remembered value, such as how pages were cut."""
        with self.database.read() as connection:
            return connection.execute(
                select(facts.c.value).where(facts.c.name == name)
            ).scalar_one_or_none()

    def remember(self, name: str, value: str) -> None:
        """Keep a single value under a name."""
        with self.database.begin() as connection:
            _remember(connection, name, value)


def to_be_dropped(connection: Connection, which: ColumnElement[bool]) -> None:
    """Note collections to be removed from the index, beside those that are noted already."""
    noted = select(dropped_collections.c.name)
    names = select(collections.c.name).where(which, collections.c.name.not_in(noted))
    connection.execute(insert(dropped_collections).from_select(["name"], names))


def _remember(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))
