"""The lexical index beside the chunks: FTS5 on SQLite, a tsvector column on PostgreSQL.

The same few words go in on both: title, headings, body, and a `scope` of source and audience, so
that a search within some of them is one more term of the query and not a filter over its result.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, text

WEIGHTS = {"title": 3.0, "headings": 2.0, "body": 1.0}
"""How much a word counts by where it stands."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The words of one chunk. Each field is plain text."""

    chunk_id: int
    title: str
    headings: str
    body: str
    scope: str


class FullText(Protocol):
    """Words in, ranked chunk ids out."""

    def create(self, connection: Connection) -> None:
        """Make the index's tables."""

    def drop(self, connection: Connection) -> None:
        """Remove them."""

    def add(self, connection: Connection, texts: Sequence[IndexedText]) -> None:
        """Index chunks that are not there yet."""

    def remove(self, connection: Connection, chunk_ids: Sequence[int]) -> None:
        """Forget chunks; ids that are not there are fine."""

    def search(
        self, connection: Connection, words: Sequence[str], scopes: Sequence[str], limit: int
    ) -> list[tuple[int, float]]:
        """(chunk id, score above 0), best first: chunks with any of the words, in any scope.

        No scopes means everywhere. Words are matched by stem.
        """

    def frequencies(self, connection: Connection, stems: Sequence[str]) -> Mapping[str, int]:
        """In how many chunks each stem occurs; a stem that occurs nowhere is left out."""


def scope_word(source_id: int, audience: str) -> str:
    """One token for a source and an audience."""
    digest = hashlib.sha256(audience.encode()).hexdigest()[:12]
    return f"scope{source_id}x{digest}"


def full_text(dialect: str) -> FullText:
    """The full-text index for a SQLAlchemy dialect name."""
    return Postgres() if dialect == "postgresql" else Fts5()


class Fts5:
    """SQLite's own full-text index, ranked by its BM25."""

    def create(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE chunk_words USING fts5("
            "title, headings, body, scope, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE chunk_stems USING fts5vocab(chunk_words, 'row')"
        )

    def drop(self, connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE chunk_stems")
        connection.exec_driver_sql("DROP TABLE chunk_words")

    def add(self, connection: Connection, texts: Sequence[IndexedText]) -> None:
        if texts:
            connection.exec_driver_sql(
                "INSERT INTO chunk_words (rowid, title, headings, body, scope)"
                " VALUES (?, ?, ?, ?, ?)",
                [(t.chunk_id, t.title, t.headings, t.body, t.scope) for t in texts],
            )

    def remove(self, connection: Connection, chunk_ids: Sequence[int]) -> None:
        if chunk_ids:
            connection.exec_driver_sql(
                "DELETE FROM chunk_words WHERE rowid = ?", [(i,) for i in chunk_ids]
            )

    def search(
        self, connection: Connection, words: Sequence[str], scopes: Sequence[str], limit: int
    ) -> list[tuple[int, float]]:
        if not words:
            return []
        match = "{title headings body} : (" + " OR ".join(map(_quoted, words)) + ")"
        if scopes:
            match = f"({match}) AND scope : ({' OR '.join(map(_quoted, scopes))})"
        rows = connection.exec_driver_sql(
            "SELECT rowid, -bm25(chunk_words, ?, ?, ?, 0.0) AS score FROM chunk_words"
            " WHERE chunk_words MATCH ? ORDER BY score DESC, rowid LIMIT ?",
            (WEIGHTS["title"], WEIGHTS["headings"], WEIGHTS["body"], match, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def frequencies(self, connection: Connection, stems: Sequence[str]) -> Mapping[str, int]:
        if not stems:
            return {}
        marks = ", ".join("?" * len(stems))
        rows = connection.exec_driver_sql(
            f"SELECT term, doc FROM chunk_stems WHERE term IN ({marks})", tuple(stems)
        )
        return {row[0]: row[1] for row in rows}


class Postgres:
    """PostgreSQL's full-text search, ranked by cover density."""

    def create(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE TABLE chunk_words (chunk_id BIGINT PRIMARY KEY, scope TEXT NOT NULL,"
            " words TSVECTOR NOT NULL)"
        )
        connection.exec_driver_sql("CREATE INDEX ix_chunk_words ON chunk_words USING gin (words)")

    def drop(self, connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE chunk_words")

    def add(self, connection: Connection, texts: Sequence[IndexedText]) -> None:
        statement = text(
            "INSERT INTO chunk_words (chunk_id, scope, words) VALUES (:chunk_id, :scope,"
            " setweight(to_tsvector('english', :title), 'A') ||"
            " setweight(to_tsvector('english', :headings), 'B') ||"
            " setweight(to_tsvector('english', :body), 'D'))"
        )
        rows = [
            {
                "chunk_id": t.chunk_id,
                "scope": t.scope,
                "title": t.title,
                "headings": t.headings,
                "body": t.body,
            }
            for t in texts
        ]
        if rows:
            connection.execute(statement, rows)

    def remove(self, connection: Connection, chunk_ids: Sequence[int]) -> None:
        if chunk_ids:
            connection.execute(
                text("DELETE FROM chunk_words WHERE chunk_id = ANY(:ids)"), {"ids": list(chunk_ids)}
            )

    def search(
        self, connection: Connection, words: Sequence[str], scopes: Sequence[str], limit: int
    ) -> list[tuple[int, float]]:
        if not words:
            return []
        # Each word goes through plainto_tsquery on its own: whatever people type is only words.
        any_word = " || ".join(f"plainto_tsquery('english', :w{i})" for i in range(len(words)))
        within = "AND scope = ANY(:scopes)" if scopes else ""
        statement = text(
            "SELECT chunk_id, ts_rank_cd('{0.25, 0.25, 0.5, 1.0}', words, query, 1) AS score"
            f" FROM chunk_words, (SELECT {any_word} AS query) AS asked"
            f" WHERE words @@ query {within} ORDER BY score DESC, chunk_id LIMIT :limit"
        )
        values = {f"w{i}": word for i, word in enumerate(words)}
        rows = connection.execute(statement, {**values, "scopes": list(scopes), "limit": limit})
        return [(row[0], row[1]) for row in rows]

    def frequencies(self, connection: Connection, stems: Sequence[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for stem in stems:
            count = connection.execute(
                text("SELECT count(*) FROM chunk_words WHERE words @@ to_tsquery('simple', :stem)"),
                {"stem": "'" + stem.replace("'", "''") + "'"},
            ).scalar_one()
            if count:
                found[stem] = count
        return found


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
