"""The lexical index of SQLite as it was last read: what each stem adds to a chunk's BM25 score.

FTS5 scores a chunk in two microseconds, so a question about common words takes a fifth of a second
of an index of 300,000 chunks. BM25 is a sum over words, so what one word adds is read once, kept as
arrays while the index is the same, and added up by numpy.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

WEIGHTS = {"title": 3.0, "headings": 2.0, "body": 1.0}
"""How much a word counts by where it stands."""
_MOST = 6_000_000
"""Chunks that the kept lists name, all together: 12 bytes each."""

_Ids = NDArray[np.int64]
_Gains = NDArray[np.float64]
_List = tuple[NDArray[np.uint32], NDArray[np.float64]]


class Postings:
    """Lists of chunks by word, each read on first use; the least used one is forgotten first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._version = b""
        self._lists: OrderedDict[str, _List] = OrderedDict()
        self._counts: dict[str, int] = {}

    def search(
        self, connection: Connection, stems: Sequence[str], scopes: Sequence[str], limit: int
    ) -> list[tuple[int, float]]:
        """(chunk id, score), best first, of chunks with any of the stems, in any of the scopes."""
        with self._lock:
            self._look(connection)
            lists = [self._list(connection, stem, _GAINS, _in_text(stem)) for stem in stems]
            allowed = [self._list(connection, s, _MEMBERS, _in_scope(s)) for s in scopes]
            self._forget()
        ids, gains = _summed(lists)
        if scopes:
            within = np.isin(ids, np.concatenate([members for members, _ in allowed]))
            ids, gains = ids[within], gains[within]
        return _best(ids, gains, limit)

    def counted(self, connection: Connection, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks each stem occurs; a stem that occurs nowhere is left out."""
        with self._lock:
            self._look(connection)
            for stem in stems:
                if stem not in self._counts:
                    found = connection.exec_driver_sql(_COUNT, (stem,)).scalar()
                    self._counts[stem] = int(found or 0)
            return {stem: self._counts[stem] for stem in stems if self._counts[stem]}

    def _look(self, connection: Connection) -> None:
        """Forget everything where the index has changed since it was read.

        FTS5 writes this record with everything that it writes, in the same transaction.
        """
        version = bytes(connection.exec_driver_sql(_VERSION).scalar_one())
        if version != self._version:
            self._lists.clear()
            self._counts.clear()
            self._version = version

    def _list(self, connection: Connection, key: str, sql: str, match: str) -> _List:
        if key not in self._lists:
            ids, gains = connection.exec_driver_sql(sql, (match,)).one()
            read = np.fromstring(gains or "", np.float64, sep=",")
            self._lists[key] = (np.fromstring(ids or "", np.uint32, sep=","), read)
        self._lists.move_to_end(key)
        return self._lists[key]

    def _forget(self) -> None:
        held = sum(len(ids) for ids, _ in self._lists.values())
        while held > self._most and len(self._lists) > 1:
            _, (ids, _) = self._lists.popitem(last=False)
            held -= len(ids)
        if len(self._counts) > self._most // 60:
            self._counts.clear()


_VERSION = "SELECT block FROM chunk_words_data WHERE id = 10"
_COUNT = "SELECT doc FROM chunk_stems WHERE term = ?"
# One row with everything: to fetch a row for each chunk takes longer than to score it. The limit
# keeps SQLite from folding the two queries into one, in which bm25 cannot be had.
_GAINS = (
    "SELECT group_concat(key), group_concat(gain) FROM (SELECT rowid AS key,"
    f" -bm25(chunk_words, {', '.join(map(str, WEIGHTS.values()))}, 0.0) AS gain"
    " FROM chunk_words WHERE chunk_words MATCH ? LIMIT -1)"
)
_MEMBERS = "SELECT group_concat(rowid), '' FROM chunk_words WHERE chunk_words MATCH ?"


def _in_text(stem: str) -> str:
    return "{title headings body} : " + _quoted(stem)


def _in_scope(scope: str) -> str:
    return "scope : " + _quoted(scope)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _summed(lists: Sequence[_List]) -> tuple[_Ids, _Gains]:
    """Every chunk of the lists once, ids rising, with the sum of what they say of it."""
    ids = np.concatenate([ids for ids, _ in lists]).astype(np.int64)
    gains = np.concatenate([gains for _, gains in lists])
    if not len(ids):
        return ids, gains
    # A sum for every id there might be is quicker than sorting, unless the ids are few.
    if len(ids) * 20 > int(ids.max()):
        sums = np.bincount(ids, weights=gains)
        found = np.flatnonzero(sums)
        return found, sums[found]
    found, place = np.unique(ids, return_inverse=True)
    return found, np.bincount(place, weights=gains)


def _best(ids: _Ids, gains: _Gains, limit: int) -> list[tuple[int, float]]:
    """The best `limit`; of equal ones the lower ids."""
    if len(gains) > limit:
        # All that tie with the last one stay, so that ids decide and not chance.
        floor = np.partition(gains, len(gains) - limit)[len(gains) - limit]
        kept = gains >= floor
        ids, gains = ids[kept], gains[kept]
    order = np.lexsort((ids, -gains))[:limit]
    return list(zip(ids[order].tolist(), gains[order].tolist(), strict=True))
