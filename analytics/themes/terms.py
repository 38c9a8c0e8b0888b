"""The words that set themes apart from each other."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile

from analytics.said import HABITS, RAW_WORD, stem_of

_TERMS, _ENOUGH = 3, 2
"""Terms of a theme at most, and as many as it should have."""
_COMMON = 0.1
"""What a word says that is as common elsewhere."""
_FEW = 4
"""Fewer themes than this do not tell which words are of one."""
SAID_BY = 0.15
"""Share of a theme's questions that a term stands in, at least."""
_SAID_BY_FEWER = 0.1
"""The same for a second term, where only one is said by so many."""
_SAID_BY_ALL = 0.9
"""The same for a word that stands in questions of all themes, where there is no other."""
_EVERYWHERE, _KEEPS = 0.1, 0.5
"""A word in so large a share of all questions is no term, unless it keeps to few themes so far."""
NO_WORDS = re.compile(r"https?://\S+|\w+n['’]t\b|['’]\w{1,2}\b", re.IGNORECASE)
"""Addresses, "doesn't", and what is left of a verb behind an apostrophe."""
_SAME_BEGINNING = 0.6
"""Words that begin alike for so much of the longer one are two forms of one word."""


def key_terms(themes: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The terms of each theme that set it apart from the others.

    What a term says of a theme is its part in the divergence of the theme's texts from all texts:
    the share of them it stands in, times the logarithm of how much larger that is than elsewhere.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    counts = [_counted(texts, spellings) for texts in themes]
    everywhere: Counter[str] = Counter()
    for counted in counts:
        everywhere.update(counted)
    keeps = topical(counts, everywhere, [len(texts) for texts in themes])
    total = sum(map(len, themes))
    return [
        _best(counted, everywhere, keeps, len(texts), total, spellings)
        for counted, texts in zip(counts, themes, strict=True)
    ]


def topical(
    counts: Sequence[Counter[str]], everywhere: Counter[str], sizes: Sequence[int]
) -> dict[str, float]:
    """How far each term keeps to few themes: 0 as chance would spread it, towards 1 in one alone.

    Two texts with the term share a theme so many times as often as any two; words of conversation
    are no more often together than any.
    """
    if len(sizes) < _FEW:
        return dict.fromkeys(everywhere, 1.0)
    together: Counter[str] = Counter()
    for counted in counts:
        for term, count in counted.items():
            together[term] += count * (count - 1)
    total = sum(sizes)
    chance = sum(size * (size - 1) for size in sizes) / max(total * (total - 1), 1)
    return {
        term: max(0.0, 1 - chance * count * (count - 1) / max(together[term], 1))
        for term, count in everywhere.items()
    }


def _counted(texts: Sequence[str], spellings: dict[str, Counter[str]]) -> Counter[str]:
    """In how many texts each stem, and each pair of stems in a row, stands."""
    counted: Counter[str] = Counter()
    for text in texts:
        raw = RAW_WORD.findall(NO_WORDS.sub(" ", text[:2_000]))
        stems = [stem_of(word) for word in raw]
        found: dict[str, str] = {}
        for place, (one, spelt) in enumerate(zip(stems, raw, strict=True)):
            if not one:
                continue
            if one not in HABITS and len(one) > 1:
                found.setdefault(one, spelt)
            before = stems[place - 1] if place else ""
            # A letter by itself is what code calls something.
            if min(len(before), len(one)) > 1 and before != one:
                found.setdefault(f"{before} {one}", f"{raw[place - 1]} {spelt}")
        counted.update(found.keys())
        for term, spelt in found.items():
            spellings[term][spelt] += 1
    return counted


def _best(
    counted: Counter[str],
    everywhere: Counter[str],
    keeps: Mapping[str, float],
    size: int,
    total: int,
    spellings: dict[str, Counter[str]],
) -> tuple[str, ...]:
    fewest, many = 2 if size > 3 else 1, math.ceil(_SAID_BY_ALL * size)
    most, fewer = (max(fewest, math.ceil(share * size)) for share in (SAID_BY, _SAID_BY_FEWER))

    def weight(term: str) -> float:
        share = counted[term] / size
        # Where there is nothing else to compare with, the common words are the ones.
        tells = share * (math.log(share * total / everywhere[term]) + _COMMON) * keeps[term]
        # A pair says more than each of its words, where it is nearly as common.
        return tells * (1.5 if " " in term else 1.0)

    ranked = sorted(counted, key=lambda term: (-weight(term), term))
    told = [term for term in ranked if everywhere[term] < _EVERYWHERE * total
            or keeps[term] >= _KEEPS]  # fmt: skip
    halves = {
        (whole.replace(" ", ""), part)
        for whole in counted
        if " " in whole
        for part in whole.split()
    }
    chosen: list[str] = []
    # One word says little of a theme: rather two that fewer say. What all themes say comes last.
    for terms, least in ((told, most), (told, fewer), (ranked, many)):
        if len(chosen) < (_ENOUGH if terms is told else 1):
            enough = [term for term in terms if counted[term] >= least]
            _choose(enough, weight, halves, chosen)
    return tuple(_spelt(spellings[term]) for term in chosen)


def _choose(
    ranked: Sequence[str],
    weight: Callable[[str], float],
    halves: Collection[tuple[str, str]],
    chosen: list[str],
) -> None:
    """Add the first terms that share no word with those before them.

    `halves`: names with a space in them, written together, with a half of each.
    """
    for term in ranked:
        if len(chosen) == _TERMS or (chosen and weight(term) <= 0):
            break
        known = (_overlap(term, other) or (other, term) in halves for other in chosen)
        if not any(known):
            chosen.append(term)


def _overlap(term: str, other: str) -> bool:
    """Whether two terms share a word, in whatever form or with a space in it."""
    pairs = [(one, two) for one in term.split() for two in other.split()]
    pairs.append((term.replace(" ", ""), other.replace(" ", "")))
    return any(_begins_alike(one, two) for one, two in pairs)


def _begins_alike(one: str, other: str) -> bool:
    pairs = zip(one, other, strict=False)
    length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return one == other or (length > 4 and length >= _SAME_BEGINNING * max(len(one), len(other)))


def _spelt(spellings: Counter[str]) -> str:
    """The commonest spelling; of the same with and without capitals, the one without."""
    most = max(spellings.values())
    common = [word for word, count in spellings.items() if count == most]
    return sorted(common, key=lambda word: (word != word.lower(), word))[0]
