"""Vectors -> groups, with no setting touched."""

import numpy as np

from analytics.themes.communities import Communities, Groups, agreement, by_size
from analytics.themes.level import best_resolution
from analytics.themes.neighbours import centred, neighbour_count, neighbour_graph, unit
from core.ports import Vectors

UNASSIGNED = -1
_WHOLE, _SAMPLE = 20_000, 10_000
"""Beyond so many texts a sample of at most so many tells how fine themes should be."""
_COARSER = (1.0, 0.7, 0.5, 0.35)
"""What a resolution may become from the sample to all texts."""
_SMALLEST = 3
"""Fewer questions than this are stragglers, unless they are far from every theme."""
_FAR = 0.05
"""A straggler joins a theme unless it is farther out than all but this share of its members."""
_WORTH_PARTING = 12
_FEW, _ALIKE = 12, 0.5
"""Of fewer texts than this no structure can be seen: those are together that are this alike."""


def group(vectors: Vectors, *, broad: bool = False) -> Groups:
    """The group of each row, numbered from 0, the largest first; UNASSIGNED where none fits.

    Rows have length 1 and differ: the same text twice is one row. Same rows, same groups. Of
    several ways to group that are as good: the finest, or the coarsest where `broad`.
    """
    size = len(vectors)
    if size < _FEW:
        return _few(vectors)
    space = centred(vectors)
    whole = Communities(neighbour_graph(space, neighbour_count(size)))
    if size > _WHOLE:
        return _gather(space, _large(space, whole, broad))
    found = whole.at(best_resolution(space, broad=broad))
    return _gather(space, found)


def part(vectors: Vectors) -> Groups:
    """The second level: the questions inside one theme. One group where it is small."""
    size = len(vectors)
    if size < _WORTH_PARTING:
        return np.zeros(size, np.int64)
    return Communities(neighbour_graph(centred(vectors), neighbour_count(size))).at(1.0)


def _few(vectors: Vectors) -> Groups:
    """Texts that are alike, or alike through others."""
    groups = np.arange(len(vectors))
    for one, other in np.argwhere(np.triu(vectors @ vectors.T, 1) >= _ALIKE):
        groups[groups == groups[other]] = groups[one]
    return by_size(groups)


def _large(space: Vectors, whole: Communities, broad: bool) -> Groups:
    """Groups of everything that agree best with the groups of a sample."""
    rows = np.arange(0, len(space), -(-len(space) // _SAMPLE))
    sample = space[rows]
    resolution = best_resolution(sample, broad=broad)
    model = Communities(neighbour_graph(sample, neighbour_count(len(sample)))).at(resolution)
    candidates = (whole.at(resolution * factor) for factor in _COARSER)
    return max(candidates, key=lambda groups: agreement(groups[rows], model))


def _gather(space: Vectors, groups: Groups) -> Groups:
    """Put stragglers into the theme they are nearest to, or set them aside."""
    counts = np.bincount(groups)
    kept = np.flatnonzero(counts >= _SMALLEST)
    if not len(kept) or len(kept) == len(counts):
        return groups
    centres = unit(np.stack([space[groups == number].mean(axis=0) for number in kept]))
    member = np.isin(groups, kept)
    place = np.searchsorted(kept, groups[member])
    own = np.einsum("ij,ij->i", space[member], centres[place])
    least = np.array([np.quantile(own[place == at], _FAR) for at in range(len(kept))])
    scores = space[~member] @ centres.T
    best = scores.argmax(axis=1)
    near = scores[np.arange(len(best)), best] >= least[best]
    joined = np.full(len(groups), UNASSIGNED, np.int64)
    joined[member] = place
    joined[~member] = np.where(near, best, UNASSIGNED)
    assigned = joined >= 0
    joined[assigned] = by_size(joined[assigned])
    return joined
