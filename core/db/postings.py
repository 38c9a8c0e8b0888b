"""The lexical index of SQLite as it was last read: what each stem adds to a chunk's BM25 score.

FTS5 scores a chunk in two microseconds, so a question about common words takes a fifth of a second
of an index of 300,000 chunks. BM25 is a sum over words, so what one word adds is computed once,
kept as arrays while the index is the same, and added up by numpy. The scores are FTS5's own.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.best import best

WEIGHTS = {"title": 3.0, "headings": 2.0, "body": 1.0}
"""How much a word counts by where it stands."""
_MOST = 6_000_000
"""Chunks that the kept lists name, all together: 12 bytes each."""
_K1, _B = 1.2, 0.75
"""BM25's constants, as FTS5 has them."""
_LEAST_RARITY = 1e-6
"""What a word is worth that more than half of the chunks have."""
_COUNTS_KEPT = 100_000
_COMMON_FROM = 2_000
"""Chunks from which on a word takes long to count."""

_SAMPLE = 20_000
"""Chunks by which is judged what the best ones score."""
_DENSE = 1 / 8
"""Share of all chunks from which on a list has a number for each of them: it takes a little more
room, and a sixth of the time to add up."""

_Ids = NDArray[np.int64]
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _List:
    """What one word adds to the scores of chunks."""

    ids: NDArray[np.uint32] | None
    """The chunks that have it, rising; None where `gains` has a number for every id."""
    gains: _Numbers

    def add_to(self, sums: _Numbers) -> None:
        if self.ids is None:
            sums += self.gains
        else:
            sums[self.ids] += self.gains


class Postings:
    """Lists of chunks by word, each read on first use; the least used one is forgotten first."""

    def __init__(self, index: str, most: int = _MOST) -> None:
        """`index` names the tables: see `Fts5`."""
        self._most = most
        self._reads = _Reads.of(index)
        self._lock = threading.Lock()
        self._version = b""
        self._lists: OrderedDict[str, _List] = OrderedDict()
        self._held = 0
        self._scopes: dict[str, NDArray[np.bool_]] = {}
        self._counts: dict[str, int] = {}
        self._lengths: _Lengths | None = None

    def warm(self, connection: Connection) -> None:
        """Read what takes longest to read, so that nobody's question waits for it."""
        with self._lock:
            self._look(connection)
            for stem, count in connection.exec_driver_sql(self._reads.common, (_COMMON_FROM,)):
                self._counts[stem] = count
            self._all_lengths(connection)

    def search_many(
        self,
        connection: Connection,
        asked: Sequence[Sequence[str]],
        scopes: Sequence[str],
        limit: int,
    ) -> list[list[tuple[int, float]]]:
        """(chunk id, score), best first, of chunks with any of the stems, in any of the scopes;
        for the stems of each of several questions."""
        with self._lock:
            self._look(connection)
            allowed = [self._members(connection, scope) for scope in scopes]
            size = len(self._all_lengths(connection).of)
            found: list[list[tuple[int, float]]] = []
            for stems in asked:
                lists = [self._list(connection, stem) for stem in stems]
                self._forget()
                summed = _summed(lists, size, limit, allowed) if lists else None
                found.append(best(*summed, limit) if summed else [])
        return found

    def counted(self, connection: Connection, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks each stem occurs; a stem that occurs nowhere is left out."""
        with self._lock:
            self._look(connection)
            for stem in stems:
                if stem not in self._counts:
                    found = connection.exec_driver_sql(self._reads.count, (stem,)).scalar()
                    self._counts[stem] = int(found or 0)
            return {stem: self._counts[stem] for stem in stems if self._counts[stem]}

    def _look(self, connection: Connection) -> None:
        """Forget everything where the index has changed since it was read.

        FTS5 writes this record with everything that it writes, in the same transaction.
        """
        version = bytes(connection.exec_driver_sql(self._reads.version).scalar_one())
        if version != self._version:
            self._lists.clear()
            self._held = 0
            self._scopes.clear()
            self._counts.clear()
            self._lengths = None
            self._version = version

    def _list(self, connection: Connection, stem: str) -> _List:
        if stem not in self._lists:
            found = connection.exec_driver_sql(self._reads.instances, (stem,)).scalar()
            places = np.fromstring(found or "", np.int64, sep=",")
            self._keep(stem, _gains(places, self._all_lengths(connection)))
        self._lists.move_to_end(stem)
        return self._lists[stem]

    def _members(self, connection: Connection, scope: str) -> NDArray[np.bool_]:
        """Whether each chunk, by its id, is in a scope."""
        if scope not in self._scopes:
            found = connection.exec_driver_sql(
                self._reads.members, (f'scope : "{scope}"',)
            ).scalar()
            members = np.zeros(len(self._all_lengths(connection).of), np.bool_)
            members[np.fromstring(found or "", np.uint32, sep=",")] = True
            self._scopes[scope] = members
        return self._scopes[scope]

    def _all_lengths(self, connection: Connection) -> "_Lengths":
        if self._lengths is None:
            self._lengths = _read_lengths(connection, self._reads)
        return self._lengths

    def _keep(self, key: str, kept: _List) -> None:
        self._lists[key] = kept
        self._held += len(kept.gains)

    def _forget(self) -> None:
        while self._held > self._most and len(self._lists) > 1:
            _, least = self._lists.popitem(last=False)
            self._held -= len(least.gains)
        if len(self._counts) > _COUNTS_KEPT:
            self._counts.clear()


@dataclass(frozen=True, slots=True)
class _Reads:
    """The statements that read one index."""

    version: str
    common: str
    count: str
    instances: str
    members: str
    lengths: str

    @classmethod
    def of(cls, index: str) -> "_Reads":
        return cls(
            version=f"SELECT block FROM {index}_words_data WHERE id = 10",
            common=f"SELECT term, doc FROM {index}_stems WHERE doc >= ?",
            count=f"SELECT doc FROM {index}_stems WHERE term = ?",
            # One row with everything: to fetch a row for each place takes longer than to find it.
            instances=(
                "SELECT group_concat(doc * 4 + CASE col WHEN 'body' THEN 0 WHEN 'headings' THEN 1"
                f" WHEN 'title' THEN 2 ELSE 3 END) FROM temp.{index}_places WHERE term = ?"
            ),
            members=f"SELECT group_concat(rowid) FROM {index}_words WHERE {index}_words MATCH ?",
            lengths=f"SELECT id, sz FROM {index}_words_docsize",
        )


_WEIGHT_OF = np.array([WEIGHTS["body"], WEIGHTS["headings"], WEIGHTS["title"], 0.0])


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How many words each chunk has."""

    of: NDArray[np.uint32]
    """By chunk id."""
    chunks: int
    mean: float


def _read_lengths(connection: Connection, reads: _Reads) -> _Lengths:
    """FTS5 keeps, for each chunk, the number of words in each column, as SQLite varints."""
    rows = connection.exec_driver_sql(reads.lengths).all()
    if not rows:
        return _Lengths(np.zeros(0, np.uint32), 0, 1.0)
    data = np.frombuffer(b"".join(row[1] for row in rows), np.uint8)
    chunk = np.repeat(np.arange(len(rows)), [len(row[1]) for row in rows])
    # Seven bits a byte, the highest first; the last byte of a number is below 128.
    number = np.concatenate(([0], np.cumsum(data < 128)[:-1]))
    last = np.flatnonzero(data < 128)
    digits = (data & 127).astype(np.float64) * 128.0 ** (last[number] - np.arange(len(data)))
    totals = np.bincount(chunk, weights=digits, minlength=len(rows))
    ids = np.array([row[0] for row in rows])
    of = np.zeros(int(ids.max()) + 1, np.uint32)
    of[ids] = totals
    return _Lengths(of, len(rows), float(totals.mean()))


def _gains(places: _Ids, lengths: _Lengths) -> _List:
    """What a word adds to each chunk's score. `places`: chunk id * 4 + column, ids rising."""
    weights = _WEIGHT_OF[places & 3]
    places = places[weights > 0] >> 2
    if not len(places):
        return _List(np.empty(0, np.uint32), np.empty(0))
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    often = np.add.reduceat(weights[weights > 0], starts)
    ids = places[starts]
    others = lengths.chunks - len(ids)
    rarity = max(math.log((others + 0.5) / (len(ids) + 0.5)), _LEAST_RARITY)
    long = _K1 * (1 - _B + _B * lengths.of[ids] / lengths.mean)
    gains = rarity * often * (_K1 + 1) / (often + long)
    if len(ids) < _DENSE * len(lengths.of):
        return _List(ids.astype(np.uint32), gains)
    every = np.zeros(len(lengths.of))
    every[ids] = gains
    return _List(None, every)


def _summed(
    lists: Sequence[_List], size: int, limit: int, allowed: Sequence[NDArray[np.bool_]]
) -> tuple[_Ids, _Numbers]:
    """Chunks of the lists, ids rising, each once with the sum of what they say of it: the best
    `limit` in any of the `allowed` parts, all that tie with the last of them, and others.

    `size`: one more than the highest id.
    """
    few = [each.ids for each in lists if each.ids is not None]
    ids: _Ids
    if len(few) == len(lists) and sum(map(len, few)) * 20 <= size:
        # A sum for every id there might be is quicker than sorting, unless the ids are few.
        ids, place = np.unique(np.concatenate(few).astype(np.int64), return_inverse=True)
        gains = np.concatenate([each.gains for each in lists])
        sums = np.bincount(place, weights=gains, minlength=len(ids)).astype(np.float64)
        if allowed:
            within = np.logical_or.reduce([members[ids] for members in allowed])
            return ids[within], sums[within]
        return ids, sums
    sums = np.zeros(size)
    for each in lists:
        each.add_to(sums)
    if allowed:
        sums *= np.logical_or.reduce(allowed)
    ids = np.flatnonzero(sums >= _floor(sums, limit))
    return ids, sums[ids]


def _floor(sums: _Numbers, limit: int) -> float:
    """A sum that the best `limit` chunks reach: so many of every few of them do.

    To part the best of hundreds of thousands from the rest takes as long as to add them up.
    """
    least = float(np.nextafter(0.0, 1.0))
    some = sums[:: max(1, len(sums) // _SAMPLE)]
    # numpy takes twenty times as long to part numbers most of which are the same.
    some = some[some > 0]
    if len(some) <= limit:
        return least
    return float(np.partition(some, len(some) - limit)[len(some) - limit])
