"""How fine themes should be: as fine as two halves of the evidence agree on.

The dimensions of the vectors are split at random into two halves. Each half alone yields themes at
a range of resolutions. Where both halves find the same groups, the groups are in the texts; where
each finds its own, they are made up. So no resolution is set: the one at which halves agree is
taken (selection by stability; von Luxburg 2010 reviews it).
"""

from collections.abc import Sequence

import numpy as np

from analytics.themes.communities import Communities, Groups, agreement
from analytics.themes.neighbours import neighbour_count, neighbour_graph, unit
from core.ports import Vectors

RESOLUTIONS = (1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0, 22.0, 32.0, 45.0)
_SPLITS = ((1_000, 16), (10_000, 3))
"""Up to how many texts so many splits are made; beyond, two. Few texts agree more by chance."""
_AS_GOOD = 0.015
"""Of resolutions that agree nearly as well, the finest is taken: it says more."""
_ERRORS = 2.0
"""Nearly as well is also what two standard errors cannot tell apart, where splits are many."""
_CRUMBS = 0.1
"""Most questions that may be in groups of one or two."""

_FEW = 3
"""So few splits say nothing of their own error."""

Halves = tuple[Communities, Communities]


def best_resolution(vectors: Vectors) -> float:
    """The resolution at which halves of these (centred) vectors agree."""
    pairs = halves(vectors)
    agreed = np.array([stability(pairs, resolution) for resolution in RESOLUTIONS])
    scores = agreed.mean(axis=1)
    if not scores.any():
        return RESOLUTIONS[0]
    best = int(scores.argmax())
    error = float(agreed[best].std()) / len(pairs) ** 0.5 if len(pairs) > _FEW else 0.0
    near = scores >= scores[best] - max(_AS_GOOD, _ERRORS * error)
    return RESOLUTIONS[int(np.flatnonzero(near)[-1])]


def halves(vectors: Vectors) -> list[Halves]:
    """Pairs of graphs, the two of a pair from disjoint halves of the dimensions."""
    size, width = vectors.shape
    chance = np.random.default_rng(0)
    pairs = []
    for _ in range(next((count for most, count in _SPLITS if size <= most), 2)):
        order = chance.permutation(width)
        pairs.append((_half(vectors, order[: width // 2]), _half(vectors, order[width // 2 :])))
    return pairs


def stability(pairs: Sequence[Halves], resolution: float) -> list[float]:
    """How far the halves of each pair agree; 0 for all where they find little but crumbs."""
    agreed, crumbs = [], []
    for first, second in pairs:
        one, other = first.at(resolution), second.at(resolution)
        crumbs.append(max(_crumbs(one), _crumbs(other)))
        agreed.append(agreement(one, other))
    return agreed if np.mean(crumbs) <= _CRUMBS else [0.0] * len(pairs)


def _half(vectors: Vectors, dimensions: Groups) -> Communities:
    part = unit(vectors[:, np.sort(dimensions)])
    return Communities(neighbour_graph(part, neighbour_count(len(part))))


def _crumbs(groups: Groups) -> float:
    counts = np.bincount(groups)
    return float(counts[counts < 3].sum() / len(groups))
