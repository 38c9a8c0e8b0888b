"""How fine themes should be: as fine as two halves of the evidence agree on.

The dimensions of the vectors are split at random into two halves. Each half alone yields themes at
a range of resolutions. Where both halves find the same groups, the groups are in the texts; where
each finds its own, they are made up. So no resolution is set: the one at which halves agree is
taken (selection by stability; von Luxburg 2010 reviews it).
"""

from collections.abc import Sequence

import numpy as np

from analytics.themes.communities import Communities, Groups, information
from analytics.themes.neighbours import neighbour_count, neighbour_graph, unit
from core.ports import Vectors

RESOLUTIONS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0, 22.0, 32.0, 45.0)
_SPLITS = ((1_000, 16), (10_000, 3))
"""Up to how many texts so many splits are made; beyond, two. Few texts agree more by chance."""
_AS_GOOD = 1.1
"""Resolutions that disagree at most so many times as much as the best are as good."""
_CRUMBS = 0.1
"""Most questions that may be in groups of one or two."""

Halves = tuple[Communities, Communities]


def best_resolution(vectors: Vectors, *, broad: bool = False) -> float:
    """The resolution at which halves of these (centred) vectors agree.

    Of several that are as good the finest, which says most; the coarsest where `broad`.
    """
    pairs = halves(vectors)
    scores = np.array([stability(pairs, resolution) for resolution in RESOLUTIONS])
    if not scores.any():
        return 1.0
    good = np.flatnonzero(1 - scores <= _AS_GOOD * (1 - scores.max()))
    return RESOLUTIONS[int(good[0 if broad else -1])]


def halves(vectors: Vectors) -> list[Halves]:
    """Pairs of graphs, the two of a pair from disjoint halves of the dimensions."""
    size, width = vectors.shape
    chance = np.random.default_rng(0)
    pairs = []
    for _ in range(next((count for most, count in _SPLITS if size <= most), 2)):
        order = chance.permutation(width)
        pairs.append((_half(vectors, order[: width // 2]), _half(vectors, order[width // 2 :])))
    return pairs


def stability(pairs: Sequence[Halves], resolution: float) -> float:
    """How far the halves agree; 0 where they find little but crumbs, or all in one group."""
    parted: list[tuple[Groups, Groups]] = []
    crumbs = 0.0
    for first, second in pairs:
        one, other = first.at(resolution), second.at(resolution)
        crumbs += max(_crumbs(one), _crumbs(other))
        if crumbs > _CRUMBS * len(pairs):
            # Whatever the rest finds: too many on average.
            return 0.0
        parted.append((one, other))
    agreed = [information(*both) if both[0].any() and both[1].any() else 0.0 for both in parted]
    return float(np.mean(agreed))


def _half(vectors: Vectors, dimensions: Groups) -> Communities:
    part = unit(vectors[:, np.sort(dimensions)])
    return Communities(neighbour_graph(part, neighbour_count(len(part))))


def _crumbs(groups: Groups) -> float:
    counts = np.bincount(groups)
    return float(counts[counts < 3].sum() / len(groups))
