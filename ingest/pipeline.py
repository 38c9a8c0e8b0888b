"""Source -> stored documents and chunks -> vectors, doing only what changed.

Pages are stored as they are read, in small transactions, with their chunks waiting for a vector.
Then whatever waits is embedded: this run's chunks and those of a run that was interrupted.
"""

import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

from core.db.documents import Documents
from core.db.vector_ledger import Pending, VectorLedger
from core.errors import UserError
from core.ports import Embedder, Source, VectorIndex
from core.records import Chunk, Document, Failed, Found, Unchanged
from ingest.chunk import ChunkSize, chunk

_PAGES_AT_ONCE = 64
"""Pages in one transaction: a kill loses the reading of at most these."""
_CHUNKS_AT_ONCE = 1024
"""Chunks embedded between two commits; enough that length-sorted batches are well filled."""

MODEL_FACT = "embedding_model"


@dataclass(slots=True)
class Progress:
    """What a run tells whoever watches it. Every field is a callback with a do-nothing default."""

    reading: Callable[[int | None], None] = lambda total: None
    page: Callable[[Found], None] = lambda found: None
    embedding: Callable[[int], None] = lambda total: None
    embedded: Callable[[int], None] = lambda count: None


@dataclass(slots=True)
class Summary:
    """What one run did to one source."""

    source: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    embedded: int = 0
    seconds: float = 0.0
    failed: list[Failed] = field(default_factory=list)
    warnings: list[Failed] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers, as stored with the source."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": len(self.failed),
            "embedded": self.embedded,
        }


class Pipeline:
    """Reads sources into the database and keeps the vector index in step with it."""

    def __init__(
        self,
        documents: Documents,
        ledger: VectorLedger,
        index: VectorIndex,
        embedder: Embedder,
        size: ChunkSize,
    ) -> None:
        self.documents = documents
        self.ledger = ledger
        self.index = index
        self.embedder = embedder
        self.size = size

    def read(self, source: Source, source_id: int, progress: Progress | None = None) -> Summary:
        """Bring what is stored of a source, and its vectors, in step with the source.

        Whatever was stored when an error ends this stays stored, and the next run goes on there.
        """
        progress = progress or Progress()
        started = time.monotonic()
        self._check_model()
        summary = Summary(source.name)
        known = self.documents.known(source_id)
        progress.reading(source.count())
        seen: set[str] = set()
        found = source.read(known)
        while batch := list(islice(found, _PAGES_AT_ONCE)):
            self._store(source_id, batch, known.keys(), seen, summary)
            for item in batch:
                progress.page(item)
        gone = [path for path in known if path not in seen]
        self.documents.remove(source_id, gone)
        summary.removed = len(gone)
        summary.embedded = self.embed(progress)
        summary.seconds = time.monotonic() - started
        return summary

    def embed(self, progress: Progress | None = None) -> int:
        """Give every waiting chunk its vector and remove those of deleted chunks."""
        progress = progress or Progress()
        self._remove_stale()
        waiting = self.ledger.count_pending()
        if not waiting:
            return 0
        self._check_model()
        progress.embedding(waiting)
        done = 0
        while batch := self.ledger.pending(_CHUNKS_AT_ONCE):
            self._embed(batch)
            done += len(batch)
            progress.embedded(len(batch))
        return done

    def rebuild(self, progress: Progress | None = None) -> int:
        """Cut every stored page anew and embed everything with the configured model."""
        for name in self.ledger.unembed():
            self.index.drop(name)
        self.ledger.remember(MODEL_FACT, self.embedder.model)
        for source_id in self.documents.source_ids():
            pages = self.documents.bodies(source_id)
            while batch := list(islice(pages, _PAGES_AT_ONCE)):
                self.documents.save(source_id, self._cut(batch))
        return self.embed(progress)

    def _store(
        self, source_id: int, batch: Sequence[Found], known: Set[str], seen: set[str], into: Summary
    ) -> None:
        pages: list[Document] = []
        for item in batch:
            seen.add(item.path)
            match item:
                case Document():
                    pages.append(item)
                    into.changed += item.path in known
                    into.added += item.path not in known
                    into.warnings += [Failed(item.path, w) for w in item.state.get("warnings", ())]
                case Unchanged():
                    into.unchanged += 1
                case Failed():
                    into.failed.append(item)
        if pages:
            self.documents.save(source_id, self._cut(pages))

    def _cut(self, pages: Sequence[Document]) -> Iterator[tuple[Document, list[Chunk]]]:
        return ((page, chunk(page, self.size)) for page in pages)

    def _embed(self, batch: Sequence[Pending]) -> None:
        vectors = self.embedder.embed_passages([item.text for item in batch])
        for name in sorted({item.collection for item in batch}):
            rows = [row for row, item in enumerate(batch) if item.collection == name]
            ids = [batch[row].chunk_id for row in rows]
            self.index.upsert(name, ids, vectors[rows])
            self.ledger.embedded(name, ids)

    def _remove_stale(self) -> None:
        for name, ids in self.ledger.stale().items():
            self.index.delete(name, ids)
            self.ledger.removed(ids)

    def _check_model(self) -> None:
        """Vectors of two models cannot be compared, so an index has one model."""
        stored = self.ledger.fact(MODEL_FACT)
        if stored is None:
            self.ledger.remember(MODEL_FACT, self.embedder.model)
        elif stored != self.embedder.model:
            raise UserError(
                f"The index was made with the embedding model {stored!r}, and the settings name"
                f" {self.embedder.model!r}.",
                "Run `dialtone reindex` to embed everything anew, or set embedding.model back.",
            )
