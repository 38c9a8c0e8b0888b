"""Documents and their chunks: the truth from which every index is made."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.db.engine import Database
from core.db.fulltext import IndexedText, full_text, scope_word
from core.db.portions import portions
from core.db.tables import (
    AnyRow,
    chunks,
    collections,
    documents,
    sources,
    stale_vectors,
)
from core.db.vector_ledger import to_be_dropped
from core.markup import plain
from core.records import Block, BlockKind, Chunk, Document, DocumentKind, Known

_BODIES_AT_ONCE = 100


class Documents:
    """The repository of documents and chunks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._words = full_text(database.url.get_backend_name())

    def known(self, source_id: int) -> dict[str, Known]:
        """What is stored of each page of a source, by path."""
        statement = select(documents.c.path, documents.c.fingerprint, documents.c.state)
        with self.database.read() as connection:
            rows = connection.execute(statement.where(documents.c.source_id == source_id))
            return {row.path: Known(row.fingerprint, row.state) for row in rows}

    def save(self, source_id: int, batch: Iterable[tuple[Document, Sequence[Chunk]]]) -> None:
        """Store pages with their chunks, all or none. A chunk that is the same keeps its vector."""
        with self.database.begin() as connection:
            for document, cut in batch:
                self._save(connection, source_id, document, cut)

    def remove(self, source_id: int, paths: Sequence[str]) -> None:
        """Forget pages. They are out of every answer when this returns."""
        with self.database.begin() as connection:
            self._remove(connection, source_id, paths)

    def remove_source(self, name: str) -> bool:
        """Forget a source and all of its documents. False where there is none of that name."""
        with self.database.begin() as connection:
            source_id = connection.execute(
                select(sources.c.id).where(sources.c.name == name)
            ).scalar_one_or_none()
            if source_id is None:
                return False
            own = select(documents.c.id).where(documents.c.source_id == source_id)
            ids = connection.execute(
                select(chunks.c.id).where(chunks.c.document_id.in_(own))
            ).scalars()
            self._words.remove(connection, list(ids))
            # The vectors go with their collections, so none of them needs to be named.
            to_be_dropped(connection, collections.c.source_id == source_id)
            names = select(collections.c.name).where(collections.c.source_id == source_id)
            connection.execute(delete(stale_vectors).where(stale_vectors.c.collection.in_(names)))
            connection.execute(delete(sources).where(sources.c.id == source_id))
            return True

    def source_ids(self) -> list[int]:
        """The ids of all sources."""
        with self.database.read() as connection:
            return list(connection.execute(select(sources.c.id).order_by(sources.c.id)).scalars())

    def bodies(self, source_id: int) -> Iterator[Document]:
        """Every page of a source as it was read, to be cut anew."""
        statement = (
            select(documents, sources.c.name.label("source"))
            .join(sources, sources.c.id == documents.c.source_id)
            .where(documents.c.source_id == source_id)
            .order_by(documents.c.id)
            .limit(_BODIES_AT_ONCE)
        )
        # A few at a time, each read on its own: whoever cuts them writes in between.
        last = 0
        while True:
            with self.database.read() as connection:
                rows = connection.execute(statement.where(documents.c.id > last)).all()
            yield from map(_document, rows)
            if len(rows) < _BODIES_AT_ONCE:
                return
            last = rows[-1].id

    def _save(
        self, connection: Connection, source_id: int, document: Document, cut: Sequence[Chunk]
    ) -> None:
        scope = scope_word(source_id, document.audience, document.kind)
        self._open_collection(connection, scope, source_id, document)
        document_id, before = self._put_document(connection, source_id, document)
        old = connection.execute(
            select(chunks.c.id, chunks.c.sha256, chunks.c.ordinal, chunks.c.collection).where(
                chunks.c.document_id == document_id
            )
        ).all()
        if before != scope:
            # Another audience or kind is another collection: nothing of the old one may be kept.
            kept: dict[str, list[AnyRow]] = {}
        else:
            kept = _by_sha(old)
        fresh: list[dict[str, Any]] = []
        moved: list[dict[str, Any]] = []
        reused: set[int] = set()
        for chunk in cut:
            same = kept.get(chunk.sha256)
            if same:
                row = same.pop(0)
                reused.add(row.id)
                moved.append({"key": row.id, "ordinal": chunk.ordinal, "anchor": chunk.anchor})
            else:
                fresh.append(_chunk_row(document_id, chunk))
        self._drop_chunks(connection, [row for row in old if row.id not in reused])
        if moved:
            connection.execute(
                update(chunks)
                .where(chunks.c.id == bindparam("key"))
                .values(ordinal=bindparam("ordinal"), anchor=bindparam("anchor")),
                moved,
            )
        if fresh:
            new = insert(chunks).returning(chunks.c.id, sort_by_parameter_order=True)
            ids = connection.execute(new, fresh)
            self._words.add(
                connection,
                [
                    _indexed(int(key), document, row["heading_path"], row["text"], scope)
                    for key, row in zip(ids.scalars(), fresh, strict=True)
                ],
            )

    def _put_document(
        self, connection: Connection, source_id: int, document: Document
    ) -> tuple[int, str]:
        """The document's id, and the scope that its stored chunks have."""
        values = {
            "url": document.url,
            "title": document.title,
            "owner": document.owner,
            "audience": document.audience,
            "kind": document.kind.value,
            "updated_at": document.updated_at,
            "fingerprint": document.fingerprint,
            "state": dict(document.state),
            "body": _packed(document.blocks),
        }
        found = connection.execute(
            select(documents.c.id, documents.c.audience, documents.c.kind).where(
                documents.c.source_id == source_id, documents.c.path == document.path
            )
        ).one_or_none()
        if found is None:
            new = insert(documents).values(source_id=source_id, path=document.path, **values)
            key = connection.execute(new.returning(documents.c.id)).scalar_one()
            return int(key), scope_word(source_id, document.audience, document.kind)
        connection.execute(update(documents).where(documents.c.id == found.id).values(**values))
        return int(found.id), scope_word(source_id, found.audience, DocumentKind(found.kind))

    def _open_collection(
        self, connection: Connection, name: str, source_id: int, document: Document
    ) -> None:
        known = select(collections.c.name).where(collections.c.name == name)
        if connection.execute(known).scalar_one_or_none() is None:
            connection.execute(
                insert(collections).values(
                    name=name,
                    source_id=source_id,
                    audience=document.audience,
                    kind=document.kind.value,
                )
            )

    def _remove(self, connection: Connection, source_id: int, paths: Sequence[str]) -> None:
        for part in portions(paths):
            gone = documents.c.source_id == source_id, documents.c.path.in_(part)
            rows = connection.execute(
                select(chunks.c.id, chunks.c.collection)
                .join(documents, documents.c.id == chunks.c.document_id)
                .where(*gone)
            ).all()
            self._drop_chunks(connection, rows)
            connection.execute(delete(documents).where(*gone))

    def _drop_chunks(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        embedded = [{"chunk_id": r.id, "collection": r.collection} for r in rows if r.collection]
        if embedded:
            connection.execute(insert(stale_vectors), embedded)
        ids = [row.id for row in rows]
        self._words.remove(connection, ids)
        for part in portions(ids):
            connection.execute(delete(chunks).where(chunks.c.id.in_(part)))


def _by_sha(rows: Sequence[AnyRow]) -> dict[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.sha256, []).append(row)
    return found


def _chunk_row(document_id: int, chunk: Chunk) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "ordinal": chunk.ordinal,
        "heading_path": list(chunk.heading_path),
        "anchor": chunk.anchor,
        "text": chunk.text,
        "sha256": chunk.sha256,
        "collection": "",
    }


def _indexed(
    key: int, document: Document, heading_path: Sequence[str], text: str, scope: str
) -> IndexedText:
    return IndexedText(
        key, document.title, " ".join(heading_path), plain(text), scope, document.kind
    )


def _packed(blocks: Sequence[Block]) -> bytes:
    return zlib.compress(json.dumps([asdict(block) for block in blocks]).encode(), level=1)


def _document(row: AnyRow) -> Document:
    blocks = json.loads(zlib.decompress(row.body))
    return Document(
        source=row.source,
        path=row.path,
        title=row.title,
        blocks=tuple(Block(**{**block, "kind": BlockKind(block["kind"])}) for block in blocks),
        fingerprint=row.fingerprint,
        url=row.url,
        updated_at=row.updated_at,
        owner=row.owner,
        audience=row.audience,
        state=row.state,
        kind=DocumentKind(row.kind),
    )
