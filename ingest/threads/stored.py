"""Stored threads as a Source of documents, so that they are indexed as every page is."""

from collections.abc import Collection, Iterator, Mapping

from core.db.threads import StoredThread, Threads
from core.records import Found, Known, Unchanged
from core.thread import Outcome
from ingest.threads.document import document_fingerprint, document_of, is_knowledge

_AT_ONCE = 200


class StoredThreads:
    """The threads of one source that are knowledge. See core.ports.Source."""

    def __init__(
        self, name: str, source_id: int, threads: Threads, *, only: Collection[str] = ()
    ) -> None:
        """`only`: paths to read instead of all."""
        self.name = name
        self._source_id = source_id
        self._threads = threads
        self._stored = [
            stored
            for stored in threads.known(source_id, only).values()
            if stored.outcome is not Outcome.UNANSWERED
        ]

    def count(self) -> int | None:
        return None

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        changed: list[StoredThread] = []
        for stored in self._stored:
            before = known.get(stored.path)
            if before and before.fingerprint == document_fingerprint(stored.fingerprint):
                yield Unchanged(stored.path)
            else:
                changed.append(stored)
        for start in range(0, len(changed), _AT_ONCE):
            part = changed[start : start + _AT_ONCE]
            prints = {stored.path: stored.fingerprint for stored in part}
            for thread in self._threads.load([stored.key for stored in part]):
                if is_knowledge(thread):
                    yield document_of(thread, prints[thread.path])
