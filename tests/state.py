"""What a Dialtone holds, in a form in which two of them can be compared."""

from dataclasses import dataclass
from typing import Any

import chromadb
from sqlalchemy import text

from core.db.fulltext import scope_word
from core.records import DocumentKind
from retrieval.vectors import ChromaIndex
from tests.fakes import FakeApp


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is stored, without the numbers that depend on the way there."""

    pages: dict[tuple[str, str], tuple[str, ...]]
    """Texts of chunks by source and path, in order."""
    vectors: dict[tuple[str, str], dict[str, tuple[float, ...]]]
    """Vectors as the index holds them, by source and audience: embedded chunk -> vector."""
    words: list[str]
    """What the full-text index holds."""


def state_of(app: FakeApp) -> State:
    """Reads the database and the index directly, past every repository."""
    with app.database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT c.id, c.ordinal, c.text, c.collection, d.path, d.audience, d.kind, d.title,"
                " s.name AS source, s.id AS source_id FROM chunks c"
                " JOIN documents d ON d.id = c.document_id JOIN sources s ON s.id = d.source_id"
                " ORDER BY s.name, d.path, c.ordinal"
            )
        ).all()
        indexed = connection.execute(
            text(
                "SELECT rowid, title, body, 'page' AS kind FROM chunk_words UNION ALL"
                " SELECT rowid, title, body, 'thread' FROM thread_words"
            )
        ).all()
        left = connection.execute(
            text("SELECT (SELECT count(*) FROM stale_vectors), (SELECT count(*) FROM"
                 " dropped_collections)")
        ).one()  # fmt: skip
    assert tuple(left) == (0, 0), "something is left to be removed from the index"
    assert {(row.rowid, row.kind) for row in indexed} == {(row.id, row.kind) for row in rows}
    pages: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        key = (row.source, row.path)
        assert row.ordinal == len(pages.get(key, ())), f"{key} has gaps"
        assert row.collection == scope_word(row.source_id, row.audience, DocumentKind(row.kind)), (
            f"{key} waits"
        )
        pages[key] = (*pages.get(key, ()), row.text)
    return State(
        pages=pages,
        vectors=_vectors(app, rows),
        words=sorted(f"{row.title} | {row.body}" for row in indexed),
    )


def _vectors(app: FakeApp, rows: Any) -> dict[tuple[str, str], dict[str, tuple[float, ...]]]:
    """What Chroma holds; fails where it holds a vector of a chunk that is not stored there."""
    by_id = {str(row.id): row for row in rows}
    found: dict[tuple[str, str], dict[str, tuple[float, ...]]] = {}
    for collection in collections(app):
        held = collection.get(include=["embeddings"])
        vectors: Any = held["embeddings"]
        for key, vector in zip(held["ids"], vectors, strict=True):
            assert key in by_id, f"{collection.name} holds {key}, which is not stored"
            row = by_id[key]
            assert row.collection == collection.name
            place = found.setdefault((row.source, row.audience), {})
            rounded = tuple(round(float(number), 4) for number in vector)
            place[f"{row.path} {row.ordinal} {row.text}"] = rounded
    assert sum(map(len, found.values())) == len(by_id)
    return found


def collections(app: FakeApp) -> list[chromadb.Collection]:
    """Every collection that Chroma has, whatever the database knows of it."""
    app.index.claim()
    assert isinstance(app.index, ChromaIndex)
    return list(app.index._api().list_collections())
