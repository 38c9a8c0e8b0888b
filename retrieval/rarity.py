"""How rare the words of a question are, and which of them tell passages apart."""

import math
from collections.abc import Mapping, Sequence

from retrieval.words import stem

_MATCHES = 20_000
"""Passages, counted once for each of their words, that a search may have to score; the rarest word
is searched for however common it is."""
_WORDS_LOOKED_UP = 24
"""The rarest words of a long question that are searched for."""


def rarity(stems: Sequence[str], counts: Mapping[str, int], size: int) -> dict[str, float]:
    """The inverse document frequency of each stem."""
    seen = {word: counts.get(word, 0) for word in stems}
    total = max(size, *seen.values(), 1)
    return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in seen.items()}


def telling(words: Sequence[str], weights: Mapping[str, float], size: int) -> list[str]:
    """The words that tell passages apart, rarest first.

    In a large index a common word adds next to nothing to a BM25 score and takes most of its time.
    """
    told: list[str] = []
    matches = 0.0
    for word in sorted(words, key=lambda word: -weights[stem(word)])[:_WORDS_LOOKED_UP]:
        matches += size * math.exp(-weights[stem(word)])
        if told and matches > _MATCHES:
            break
        told.append(word)
    return told
