"""Sources that have been read, and how the last reading of each went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update

from core.db.engine import Database
from core.db.tables import chunks, documents, sources


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source that has been read at least once, and what is stored of it."""

    id: int
    name: str
    kind: str
    location: str
    documents: int
    chunks: int
    last_read_at: datetime | None
    last_counts: Mapping[str, int]


class Sources:
    """The repository of sources."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, name: str, kind: str, location: str) -> int:
        """The id of the source of this name, made if it is new."""
        with self.database.begin() as connection:
            found = connection.execute(
                select(sources.c.id).where(sources.c.name == name)
            ).scalar_one_or_none()
            if found is None:
                row = insert(sources).values(name=name, kind=kind, location=location)
                return int(connection.execute(row.returning(sources.c.id)).scalar_one())
            connection.execute(
                update(sources).where(sources.c.id == found).values(kind=kind, location=location)
            )
            return int(found)

    def close_run(self, source_id: int, counts: Mapping[str, int]) -> None:
        """Record that a source has been read to its end."""
        with self.database.begin() as connection:
            connection.execute(
                update(sources)
                .where(sources.c.id == source_id)
                .values(last_read_at=datetime.now(UTC), last_counts=dict(counts))
            )

    def all(self) -> list[StoredSource]:
        """Every source, by name."""
        count = (
            select(
                documents.c.source_id,
                func.count(documents.c.id.distinct()).label("documents"),
                func.count(chunks.c.id).label("chunks"),
            )
            .outerjoin(chunks, chunks.c.document_id == documents.c.id)
            .group_by(documents.c.source_id)
            .subquery()
        )
        statement = (
            select(sources, count.c.documents, count.c.chunks)
            .outerjoin(count, count.c.source_id == sources.c.id)
            .order_by(sources.c.name)
        )
        with self.database.read() as connection:
            return [
                StoredSource(
                    id=row.id,
                    name=row.name,
                    kind=row.kind,
                    location=row.location,
                    documents=row.documents or 0,
                    chunks=row.chunks or 0,
                    last_read_at=row.last_read_at,
                    last_counts=row.last_counts or {},
                )
                for row in connection.execute(statement)
            ]
