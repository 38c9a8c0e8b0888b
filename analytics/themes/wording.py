"""How alike pieces of themes are in the words that tell what they are about.

Vectors of sentences know the language, not the house: that whatever is said of a runner or of a
warehouse is about that one thing, its words tell.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.said import stems_of
from analytics.themes.communities import Groups
from analytics.themes.terms import topical

_LEAST = 3
"""Questions that a word must stand in."""
_KEEPS = 0.5
"""How far a word must keep to few pieces (`topical`); by chance, any does a little."""
_MOST = 4000
"""Words that are looked at, the commonest: two questions share no other."""

Numbers = NDArray[np.float64]


def word_sums(pieces: Sequence[Groups], texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The words of each piece, shape (pieces, words), and how many of its questions have any.

    A question counts for 1 in all, its words for the more the rarer they are and the more they
    keep to few pieces: what stands in questions about anything tells nothing.
    """
    said = [[stems_of(texts[row]) for row in rows.tolist()] for rows in pieces]
    counts = [Counter(stem for stems in piece for stem in stems) for piece in said]
    everywhere: Counter[str] = Counter()
    for counted in counts:
        everywhere.update(counted)
    # Where more is said any word stands more often, so what counts is the share of all words.
    keeps = topical(counts, everywhere, [counted.total() for counted in counts])
    size = sum(map(len, said))
    common = [stem for stem, n in everywhere.items() if n >= _LEAST and keeps[stem] > _KEEPS]
    common = sorted(common, key=lambda stem: (-everywhere[stem], stem))[:_MOST]
    weight = {stem: keeps[stem] * math.log(size / everywhere[stem]) for stem in common}
    place = {stem: at for at, stem in enumerate(common)}
    sums, having = np.zeros((len(pieces), len(common))), np.zeros(len(pieces))
    for at, piece in enumerate(said):
        for stems in piece:
            known = [stem for stem in sorted(stems) if weight.get(stem)]
            length = math.sqrt(sum(weight[stem] ** 2 for stem in known))
            having[at] += bool(known)
            for stem in known:
                sums[at, place[stem]] += weight[stem] / length
    return sums, having
