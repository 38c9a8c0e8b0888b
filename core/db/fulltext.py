"""The lexical index beside the chunks: FTS5 on SQLite, a tsvector column on PostgreSQL.

The same goes in on both: the stems of title, headings and body as core.words makes them, so that
neither database's own idea of a word matters, and a `scope` of source, audience and kind, so that a
search within some of them is one more term of the query and not a filter over its result.

Pages and threads are told apart: how rare a word is, and how long a text is beside others, is
counted among texts of the same kind. So what a help channel says leaves the order of pages alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, text

from core.db.portions import portions
from core.db.postings import Postings
from core.records import DocumentKind
from core.words import stems

_MOST_WORDS = 256
"""Words of one query that are looked up: a pasted log holds thousands, and they say little more."""
_LAST_POSITION = 16_383
"""The highest that a tsvector holds."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The words of one chunk. Each field is plain text."""

    chunk_id: int
    title: str
    headings: str
    body: str
    scope: str
    kind: DocumentKind = DocumentKind.PAGE


INDEXES = {DocumentKind.PAGE: "chunk", DocumentKind.THREAD: "thread"}
"""By kind, what SQLite's tables for it begin with: `_words` is the index, `_stems` counts its
words, `_places` (of a connection, temporary) says where they stand."""


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

    def search_many(
        self,
        connection: Connection,
        asked: Sequence[Sequence[str]],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> list[list[tuple[int, float]]]:
        """For the words of each of several questions: (chunk id, score above 0), best first, of
        chunks of a kind with any of the words.

        No scopes means everywhere; scopes are those of the kind. Words are matched by stem; a word
        is one word, whatever signs it is typed with.
        """

    def frequencies(
        self,
        connection: Connection,
        stems: Sequence[str],
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> Mapping[str, int]:
        """In how many chunks of a kind each stem occurs; one that occurs nowhere is left out."""

    def warm(self, connection: Connection) -> None:
        """Read ahead what searches need, where that makes them quicker."""


def scope_word(source_id: int, audience: str, kind: DocumentKind = DocumentKind.PAGE) -> str:
    """One token for a source, an audience and a kind of document."""
    digest = hashlib.sha256(audience.encode()).hexdigest()[:12]
    ending = "" if kind is DocumentKind.PAGE else kind.value
    return f"scope{source_id}x{digest}{ending}"


def full_text(dialect: str) -> FullText:
    """The full-text index for a SQLAlchemy dialect name."""
    return Postgres() if dialect == "postgresql" else Fts5()


class Fts5:
    """SQLite's own full-text index, ranked by its BM25."""

    def __init__(self) -> None:
        self._postings = {kind: Postings(index) for kind, index in INDEXES.items()}

    def create(self, connection: Connection) -> None:
        for index in INDEXES.values():
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {index}_words USING fts5("
                # What goes in is cut and stemmed already: this tokenizer only splits at spaces.
                "title, headings, body, scope, tokenize = 'ascii')"
            )
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {index}_stems"
                f" USING fts5vocab({index}_words, 'row')"
            )

    def drop(self, connection: Connection) -> None:
        for index in INDEXES.values():
            connection.exec_driver_sql(f"DROP TABLE {index}_stems")
            connection.exec_driver_sql(f"DROP TABLE {index}_words")

    def add(self, connection: Connection, texts: Sequence[IndexedText]) -> None:
        for kind, index in INDEXES.items():
            rows = [
                (t.chunk_id, *map(" ".join, _fields(t)), t.scope) for t in texts if t.kind is kind
            ]
            if rows:
                connection.exec_driver_sql(
                    f"INSERT INTO {index}_words (rowid, title, headings, body, scope)"
                    " VALUES (?, ?, ?, ?, ?)",
                    rows,
                )

    def remove(self, connection: Connection, chunk_ids: Sequence[int]) -> None:
        for index in INDEXES.values() if chunk_ids else ():
            connection.exec_driver_sql(
                f"DELETE FROM {index}_words WHERE rowid = ?", [(i,) for i in chunk_ids]
            )

    def search_many(
        self,
        connection: Connection,
        asked: Sequence[Sequence[str]],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> list[list[tuple[int, float]]]:
        wanted = list(map(_looked_up, asked))
        if not any(wanted):
            return [[] for _ in asked]
        return self._postings[kind].search_many(connection, wanted, scopes, limit)

    def frequencies(
        self,
        connection: Connection,
        stems: Sequence[str],
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> Mapping[str, int]:
        return self._postings[kind].counted(connection, stems)

    def warm(self, connection: Connection) -> None:
        for postings in self._postings.values():
            postings.warm(connection)


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
            "INSERT INTO chunk_words (chunk_id, scope, words)"
            " VALUES (:chunk_id, :scope, CAST(:words AS tsvector))"
        )
        rows = [{"chunk_id": t.chunk_id, "scope": t.scope, "words": _tsvector(t)} for t in texts]
        if rows:
            connection.execute(statement, rows)

    def remove(self, connection: Connection, chunk_ids: Sequence[int]) -> None:
        if chunk_ids:
            connection.execute(
                text("DELETE FROM chunk_words WHERE chunk_id = ANY(:ids)"), {"ids": list(chunk_ids)}
            )

    def search_many(
        self,
        connection: Connection,
        asked: Sequence[Sequence[str]],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> list[list[tuple[int, float]]]:
        return [self._search(connection, words, scopes, limit, kind) for words in asked]

    def _search(
        self,
        connection: Connection,
        words: Sequence[str],
        scopes: Sequence[str],
        limit: int,
        kind: DocumentKind,
    ) -> list[tuple[int, float]]:
        wanted = _looked_up(words)
        if not wanted:
            return []
        within = "AND scope = ANY(:scopes)" if scopes else f"AND {_OF_KIND[kind]}"
        statement = text(
            "SELECT chunk_id, ts_rank_cd('{0.25, 0.25, 0.5, 1.0}', words, query, 1) AS score"
            " FROM chunk_words, (SELECT CAST(:query AS tsquery) AS query) AS asked"
            f" WHERE words @@ query {within} ORDER BY score DESC, chunk_id LIMIT :limit"
        )
        values: dict[str, object] = {"query": " | ".join(map(_lexeme, wanted)), "limit": limit}
        if scopes:
            values["scopes"] = list(scopes)
        return [(row[0], row[1]) for row in connection.execute(statement, values)]

    def frequencies(
        self,
        connection: Connection,
        stems: Sequence[str],
        kind: DocumentKind = DocumentKind.PAGE,
    ) -> Mapping[str, int]:
        statement = text(
            "SELECT asked.stem, (SELECT count(*) FROM chunk_words"
            f" WHERE words @@ CAST(asked.query AS tsquery) AND {_OF_KIND[kind]}) AS chunks"
            " FROM unnest(CAST(:stems AS text[]), CAST(:queries AS text[])) AS asked(stem, query)"
        )
        found: dict[str, int] = {}
        for part in portions([stem for stem in stems if stem]):
            queries = {"stems": list(part), "queries": list(map(_lexeme, part))}
            found.update((row[0], row[1]) for row in connection.execute(statement, queries))
        return {stem: count for stem, count in found.items() if count}

    def warm(self, connection: Connection) -> None:
        """The server keeps what it has read."""


_OF_KIND = {
    DocumentKind.PAGE: "right(scope, 6) <> 'thread'",
    DocumentKind.THREAD: "right(scope, 6) = 'thread'",
}
"""Its ranks depend on no other text, so one table is enough: see `scope_word`."""


def _fields(indexed: IndexedText) -> tuple[list[str], list[str], list[str]]:
    return stems(indexed.title), stems(indexed.headings), stems(indexed.body)


def _looked_up(words: Sequence[str]) -> list[str]:
    """The distinct stems of a query's words."""
    return list(dict.fromkeys(found for word in words for found in stems(word)))[:_MOST_WORDS]


def _tsvector(indexed: IndexedText) -> str:
    """A tsvector as PostgreSQL reads one. Positions that it cannot number are left out."""
    places: dict[str, list[str]] = {}
    position = 0
    for label, field in zip("ABD", _fields(indexed), strict=True):
        for found in field:
            position += 1
            if position <= _LAST_POSITION:
                places.setdefault(found, []).append(f"{position}{label}")
    return " ".join(f"{_lexeme(found)}:{','.join(at)}" for found, at in places.items())


def _lexeme(found: str) -> str:
    """One stem in quotes, inert whatever it holds."""
    return "'" + found.replace("\\", "\\\\").replace("'", "''") + "'"
