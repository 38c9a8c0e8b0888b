"""Which questions are near which: a graph of nearest neighbours, weighted by cosine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.ports import Vectors

Indices = NDArray[np.int64]

_EXACT = 25_000
"""Up to here every pair is compared; beyond, only pairs of neighbouring cells."""
_BLOCK = 1024
_PROBED = 5
"""One in so many cells is near enough to be looked in."""
_FEWEST, _MOST = 15, 40
_FOLD = 16
"""Columns of a set, where the highest of many are looked for."""


@dataclass(frozen=True, slots=True)
class Graph:
    """An undirected graph: each edge once, its smaller end first, in order."""

    size: int
    ends: Indices
    """Shape (edges, 2)."""
    weights: Vectors
    """Shape (edges,): cosine, above 0."""


def centred(vectors: Vectors) -> Vectors:
    """Without what all texts have in common, so that a cosine speaks of what differs."""
    return unit(vectors - vectors.mean(axis=0)) if len(vectors) > 2 else vectors


def unit(vectors: Vectors) -> Vectors:
    """Each row at length 1; a row without direction stays at 0."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), np.float32)


def neighbour_count(size: int) -> int:
    """Neighbours a question is tied to: few where there are few to begin with."""
    return int(min(max(size - 1, 1), min(max(round(size**0.5 / 3), _FEWEST), _MOST)))


def neighbour_graph(vectors: Vectors, count: int) -> Graph:
    """Every row tied to its `count` nearest rows. Rows of length 1."""
    size = len(vectors)
    if size < 2:
        return Graph(size, np.zeros((0, 2), np.int64), np.zeros(0, np.float32))
    near, cosine = _nearest(vectors, count)
    start = np.repeat(np.arange(size), near.shape[1])
    end = near.ravel()
    keep = (end >= 0) & (cosine.ravel() > 0)
    start, end = start[keep], end[keep]
    key = np.minimum(start, end) * size + np.maximum(start, end)
    unique, first = np.unique(key, return_index=True)
    ends = np.stack([unique // size, unique % size], axis=1)
    return Graph(size, ends, np.asarray(cosine.ravel()[keep][first], np.float32))


def _nearest(vectors: Vectors, count: int) -> tuple[Indices, Vectors]:
    """Ids and cosines of each row's nearest others, best first; -1 where there are too few."""
    size = len(vectors)
    everyone = np.arange(size)
    near = np.full((size, count), -1, np.int64)
    cosine = np.zeros((size, count), np.float32)
    pairs = [(everyone, everyone)] if size <= _EXACT else _cells(vectors)
    for rows, candidates in pairs:
        for begin in range(0, len(rows), _BLOCK):
            block = rows[begin : begin + _BLOCK]
            found, score = _best(vectors, block, candidates, count)
            near[block, : found.shape[1]] = found
            cosine[block, : found.shape[1]] = score
    return near, cosine


def _best(
    vectors: Vectors, rows: Indices, candidates: Indices, count: int
) -> tuple[Indices, Vectors]:
    scores = vectors[rows] @ vectors[candidates].T
    # Both lists are in order, so each row's own column is found by bisection.
    scores[np.arange(len(rows)), np.searchsorted(candidates, rows)] = -2.0
    place = _highest(scores, min(count, len(candidates) - 1))
    best = np.take_along_axis(scores, place, 1)
    order = np.argsort(-best, axis=1, kind="stable")
    return candidates[np.take_along_axis(place, order, 1)], np.take_along_axis(best, order, 1)


def _highest(scores: Vectors, count: int) -> Indices:
    """The columns of the highest `count` of each row, in order of the columns.

    The highest are in those sets of columns of which the highest are highest: nearly all columns
    are looked at once, and only what is in these sets is sorted out.
    """
    width = scores.shape[1]
    each = width // _FOLD
    if each <= _FOLD * count:
        return np.sort(np.argpartition(scores, width - count, axis=1)[:, width - count :], axis=1)
    folded = scores[:, : each * _FOLD].reshape(len(scores), _FOLD, each).max(axis=1)
    sets = np.argpartition(folded, each - count, axis=1)[:, each - count :]
    inside = (sets[:, :, None] + np.arange(0, each * _FOLD, each)).reshape(len(scores), -1)
    left = np.broadcast_to(np.arange(each * _FOLD, width), (len(scores), width - each * _FOLD))
    inside = np.sort(np.concatenate([inside, left], axis=1), axis=1)
    found = _highest(np.take_along_axis(scores, inside, 1), count)
    return np.take_along_axis(inside, found, 1)


def _cells(vectors: Vectors) -> list[tuple[Indices, Indices]]:
    """Rows by cell of a coarse k-means, each with the rows of the cells around it."""
    centres, cell = _coarse(vectors, int(len(vectors) ** 0.5))
    around = np.argsort(-(centres @ centres.T), axis=1, kind="stable")
    probes = max(12, len(centres) // _PROBED)
    members = [np.flatnonzero(cell == number) for number in range(len(centres))]
    return [
        (rows, np.sort(np.concatenate([members[other] for other in around[number][:probes]])))
        for number, rows in enumerate(members)
        if len(rows)
    ]


def _coarse(vectors: Vectors, cells: int, rounds: int = 6) -> tuple[Vectors, Indices]:
    """Spherical k-means over a sample, started from rows at even distances."""
    sample = vectors[:: max(1, len(vectors) // (cells * 40))]
    centres = sample[:: max(1, len(sample) // cells)][:cells].copy()
    for _ in range(rounds):
        cell = _closest(sample, centres)
        for number in range(len(centres)):
            mean = sample[cell == number].sum(axis=0)
            if (length := float(np.linalg.norm(mean))) > 1e-6:
                centres[number] = mean / length
    cell = _closest(vectors, centres)
    # A row is a neighbour of itself, so its own cell comes first in the order around it.
    return np.asarray(centres, np.float32), cell


def _closest(vectors: Vectors, centres: Vectors) -> Indices:
    parts = [
        np.argmax(vectors[begin : begin + 8192] @ centres.T, axis=1)
        for begin in range(0, len(vectors), 8192)
    ]
    return np.concatenate(parts)
