"""Leiden communities of a graph (Traag, Waltman, van Eck 2019), the same every time."""

import random
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.themes.neighbours import Graph

Groups = NDArray[np.int64]
"""The number of each node's group: shape (nodes,)."""

_one_at_a_time = threading.Lock()
"""igraph has one source of random numbers for the whole process."""


class Communities:
    """One graph, to be parted at several resolutions."""

    def __init__(self, graph: Graph) -> None:
        import igraph

        self.size = graph.size
        self._graph: Any = igraph.Graph(graph.size, graph.ends)
        self._weights = graph.weights.tolist()

    def at(self, resolution: float, seed: int = 0) -> Groups:
        """Groups of nodes, numbered from 0, the largest first.

        They maximise modularity at this resolution: at 1 few large ones, above it more and smaller.
        """
        import igraph

        if not self._weights:
            return np.arange(self.size)
        with _one_at_a_time:
            igraph.set_random_number_generator(random.Random(seed))
            try:
                found = self._graph.community_leiden(
                    "modularity", weights=self._weights, resolution=resolution, n_iterations=2
                )
            finally:
                igraph.set_random_number_generator(random)
        return by_size(np.array(found.membership, np.int64))


def by_size(groups: Groups) -> Groups:
    """The same groups, the largest numbered 0; of two as large, the one met first comes first."""
    _, first, inverse, counts = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -counts))
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    return number[inverse]


def agreement(one: Groups, other: Groups) -> float:
    """Adjusted Rand index (Hubert, Arabie 1985): 1 the same groups, 0 as by chance."""
    if not len(one):
        return 1.0
    pairs = _pairs(np.unique(one * (int(other.max()) + 1) + other, return_counts=True)[1])
    rows = _pairs(np.unique(one, return_counts=True)[1])
    columns = _pairs(np.unique(other, return_counts=True)[1])
    expected = rows * columns / max(_pairs(np.array([len(one)])), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (pairs - expected) / (most - expected)


def information(one: Groups, other: Groups) -> float:
    """Adjusted mutual information (Vinh, Epps, Bailey 2010): 1 the same groups, 0 as by chance.

    Unlike `agreement`, small groups count for what they tell, not for the pairs in them.
    """
    size = len(one)
    joint = np.unique(one * (int(other.max()) + 1) + other, return_counts=True)[1] if size else one
    rows = np.unique(one, return_counts=True)[1]
    columns = np.unique(other, return_counts=True)[1]
    if len(rows) == len(columns) == 1 or not size:
        return 1.0
    mutual = _entropy(rows) + _entropy(columns) - _entropy(joint)
    chance = _by_chance(rows, columns)
    most = (_entropy(rows) + _entropy(columns)) / 2
    return (mutual - chance) / max(most - chance, 1e-12)


def _entropy(counts: Groups) -> float:
    share = counts / counts.sum()
    return float(-(share * np.log(share)).sum())


def _by_chance(rows: Groups, columns: Groups) -> float:
    """Mutual information that groups of these sizes have on average when filled at random."""
    size = int(rows.sum())
    factorial = np.concatenate([[0.0], np.log(np.arange(1, size + 1)).cumsum()])
    several, of_row = np.unique(rows, return_counts=True)
    width, of_column = np.unique(columns, return_counts=True)
    total = 0.0
    for height, times in zip(several.tolist(), of_row.tolist(), strict=True):
        both = np.arange(1, height + 1)[:, None]
        fits = (both <= width) & (both >= height + width - size)
        # Where it does not fit, any index does: the term is dropped.
        left, rest = np.maximum(width - both, 0), np.maximum(size - height - width + both, 0)
        log_chance = (
            factorial[height] + factorial[width] + factorial[size - height]
            + factorial[size - width] - factorial[size] - factorial[both]
            - factorial[height - both] - factorial[left] - factorial[rest]
        )  # fmt: skip
        told = both / size * np.log(size * both / (height * width)) * np.exp(log_chance)
        total += times * float((np.where(fits, told, 0.0).sum(axis=0) * of_column).sum())
    return total


def _pairs(counts: Groups) -> float:
    numbers = counts.astype(np.float64)
    return float((numbers * (numbers - 1) / 2).sum())
