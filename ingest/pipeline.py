"""Source -> stored documents and chunks -> vectors, doing only what changed.

Pages are stored as they are read, in small transactions, with their chunks waiting for a vector.
Then whatever waits is embedded: this run's chunks and those of a run that was interrupted.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from core.db.documents import Documents
from core.db.vector_ledger import Pending, VectorLedger
from core.ports import Embedder, Source, VectorIndex, Vectors
from core.records import Chunk, Document, Failed, Found, Unchanged
from ingest.chunk import CUT_VERSION, ChunkSize, chunk
from ingest.storable import storable
from ingest.threads.history import HistorySummary

_PAGES_AT_ONCE = 4
"""Pages in one transaction: nobody else can write meanwhile, and a kill loses at most these."""
_CHUNKS_AT_ONCE = 256
"""Chunks embedded between two commits; enough that length-sorted batches are well filled."""
_REMOVED_AT_ONCE = 1024

_CUT_FACT = "pages_cut"
"""How the stored pages were cut, so that a change of it cuts them anew."""


@dataclass(slots=True)
class Progress:
    """What a run tells whoever watches it. Every field is a callback with a do-nothing default."""

    reading: Callable[[int | None], None] = lambda total: None
    page: Callable[[Found], None] = lambda found: None
    embedding: Callable[[int], None] = lambda total: None
    embedded: Callable[[int], None] = lambda count: None
    thread: Callable[[str], None] = lambda path: None


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
    history: HistorySummary | None = None
    """Of a chat source: what its channels hold."""

    def counts(self) -> dict[str, int]:
        """The numbers, as stored with the source."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": len(self.failed),
            "embedded": self.embedded,
            **(self.history.counts() if self.history else {}),
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
        self.ledger.check_model(self.embedder.model)
        self._recut()
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

    def store(self, source_id: int, source: Source, paths: Set[str]) -> None:
        """Bring what is stored of these pages, and of no others, in step with the source.

        What is gone is out of every answer when this returns; what is new waits for `embed`.
        """
        pages = [storable(item) for item in source.read({}) if isinstance(item, Document)]
        self.documents.save(source_id, self._cut(pages))
        self.documents.remove(source_id, sorted(paths - {page.path for page in pages}))

    def embed(self, progress: Progress | None = None) -> int:
        """Give every waiting chunk its vector and remove those of deleted chunks."""
        progress = progress or Progress()
        self._remove_stale()
        waiting = self.ledger.count_pending()
        done = 0
        if waiting:
            self.ledger.adopt_model(self.embedder.model)
            progress.embedding(waiting)
        for count in self._embed_waiting():
            done += count
            progress.embedded(count)
        if self.ledger.rebuilding():
            self.ledger.rebuilt()
        return done

    def rebuild(self, progress: Progress | None = None) -> int:
        """Cut every stored page anew and embed everything with the configured model.

        One that was interrupted goes on where it stopped.
        """
        # Loads the model: one that cannot be loaded must not cost the index that there is.
        self.embedder.embed_passages(["warm"])
        begun = self.ledger.rebuilding() == self.embedder.model
        if not (begun and self._holds_what_it_should()):
            self.ledger.unembed(self.embedder.model)
        self._recut(always=True)
        return self.embed(progress)

    def _holds_what_it_should(self) -> bool:
        """Whether the index has the vectors that the ledger counts. It may have more."""
        counts = self.ledger.vector_counts()
        return all(self.index.count(name) >= count for name, count in counts.items())

    def _recut(self, *, always: bool = False) -> None:
        """Cut the stored pages anew where the size of chunks, or the way to cut, has changed."""
        wanted = f"{CUT_VERSION} {self.size.target} {self.size.maximum}"
        stored = self.ledger.fact(_CUT_FACT)
        if always or stored not in (None, wanted):
            for source_id in self.documents.source_ids():
                pages = self.documents.bodies(source_id)
                while batch := list(islice(pages, _PAGES_AT_ONCE)):
                    self.documents.save(source_id, self._cut(batch))
        if stored != wanted:
            self.ledger.remember(_CUT_FACT, wanted)

    def _store(
        self, source_id: int, batch: Sequence[Found], known: Set[str], seen: set[str], into: Summary
    ) -> None:
        pages: list[Document] = []
        for item in batch:
            seen.add(item.path)
            match item:
                case Document():
                    pages.append(storable(item))
                    into.changed += item.path in known
                    into.added += item.path not in known
                    into.warnings += [Failed(item.path, w) for w in item.state.get("warnings", ())]
                case Unchanged():
                    into.unchanged += 1
                case Failed():
                    into.failed.append(item)
        if pages:
            self.documents.save(source_id, self._cut(pages))

    def _cut(self, pages: Sequence[Document]) -> list[tuple[Document, list[Chunk]]]:
        """Whole, not as they are asked for: that would be while the database is held."""
        return [(page, chunk(page, self.size)) for page in pages]

    def _embed_waiting(self) -> Iterator[int]:
        """Embed what waits, a batch at a time. Yields the size of each once it is stored.

        One batch is stored while the next one is embedded.
        """
        last = 0
        storing: deque[tuple[int, Future[None]]] = deque()
        with ThreadPoolExecutor(1, "dialtone-storing") as storer:
            while batch := self.ledger.pending(_CHUNKS_AT_ONCE, after=last):
                last = batch[-1].chunk_id
                vectors = self.embedder.embed_passages([item.text for item in batch])
                while storing:
                    yield _stored(storing)
                storing.append((len(batch), storer.submit(self._keep, batch, vectors)))
            while storing:
                yield _stored(storing)

    def _keep(self, batch: Sequence[Pending], vectors: Vectors) -> None:
        for name in sorted({item.collection for item in batch}):
            rows = [row for row, item in enumerate(batch) if item.collection == name]
            ids = [batch[row].chunk_id for row in rows]
            self.index.upsert(name, ids, vectors[rows])
            self.ledger.embedded(name, ids)

    def _remove_stale(self) -> None:
        for name in self.ledger.dropped():
            self.index.drop(name)
            self.ledger.gone(name)
        while batch := self.ledger.stale(_REMOVED_AT_ONCE):
            for name, ids in batch.items():
                self.index.delete(name, ids)
                self.ledger.removed(ids)


def _stored(storing: "deque[tuple[int, Future[None]]]") -> int:
    """The size of the oldest batch, once it is stored. Raises what storing it raised."""
    count, stored = storing.popleft()
    stored.result()
    return count
