"""An open database of each kind, and its repositories."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core.db.documents import Documents
from core.db.engine import Database
from core.db.passages import Passages
from core.db.sources import Sources
from core.db.threads import Threads
from core.db.vector_ledger import VectorLedger
from core.records import Document
from ingest.chunk import ChunkSize, chunk


@dataclass(frozen=True, slots=True)
class Store:
    """Every repository of one database, with one source in it."""

    database: Database
    documents: Documents
    ledger: VectorLedger
    passages: Passages
    sources: Sources
    threads: Threads
    source_id: int

    def save(self, *pages: Document, source_id: int = 0) -> None:
        """Store pages, cut small."""
        size = ChunkSize(target=100, maximum=200)
        self.documents.save(source_id or self.source_id, ((p, chunk(p, size)) for p in pages))

    def embed(self) -> list[int]:
        """Mark everything that waits as embedded; the chunks' ids."""
        waiting = self.ledger.pending(1000)
        for item in waiting:
            self.ledger.embedded(item.collection, [item.chunk_id])
        return [item.chunk_id for item in waiting]

    def texts(self) -> dict[str, list[str]]:
        """The text of every chunk by path, in order, as a search would load them."""
        loaded = self.passages.load(range(1, 1000))
        found: dict[str, list[str]] = {}
        for passage in sorted(loaded.values(), key=lambda p: (p.path, p.ordinal)):
            found.setdefault(passage.path, []).append(passage.text)
        return found


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    database = Database(database_url)
    sources = Sources(database)
    yield Store(
        database,
        Documents(database),
        VectorLedger(database),
        Passages(database),
        sources,
        Threads(database),
        sources.open("docs", "folder", "/docs"),
    )
    database.close()
