"""What a theme is called: a phrase, its key terms, and the question nearest to its middle."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from analytics.asked import gist
from analytics.said import HABITS, RAW_WORD, Said, stem_of, stems_of
from analytics.themes.phrase import READABLE, phrase, readable, shorter
from core.ports import Vectors

_TERMS = 3
_COMMON = 0.1
"""What a word says that is as common elsewhere."""
_FEW = 4
"""Fewer themes than this do not tell which words are of one."""
_SAID_BY = 0.15
"""Share of a theme's questions that a term stands in, at least."""
_CENTRAL = 40
"""Questions nearest to the middle, of which one that reads well and says the terms is shown."""
_NEAR = 0.5
"""Share of a theme that is near its middle."""
_SPEAKS_FOR = 0.3
"""Share of a theme's questions that a heading must be like in its words, or else in its terms."""
_OTHERS_SAY = 0.25
"""Share of a theme's questions from which a word of a heading is more than one question's own."""
_NAMES = 0.25
"""How much better a heading is that makes a name than one in whose place terms would stand."""
_OWN = 0.4
"""How much worse a heading is of which every word is one question's own."""
_SAYS = 2
"""Words that say something which a heading must have."""
_EVERYWHERE, _KEEPS = 0.1, 0.5
"""A word in so large a share of all questions is no term, unless it keeps to few themes so far."""
_BETTER = 0.2
"""By how much a new name must be better than the one that people know."""
_NO_WORDS = re.compile(r"https?://\S+|['’]\w{1,2}\b")
"""Addresses, and what is left of a verb behind an apostrophe."""
_NAMED = re.compile(r"\d|\w[-_/.]\w")
"""What is in names of services, hosts and tickets."""
_SAME_BEGINNING = 0.6
"""Words that begin alike for so much of the longer one are two forms of one word."""


@dataclass(frozen=True, slots=True)
class Label:
    """How people call a theme. `terms` say no more than words; `question` is somebody's own."""

    terms: tuple[str, ...]
    question: str
    central: int
    """Which of the texts the question was taken from."""
    phrase: str = ""
    """What is asked, as a heading, in somebody's own words; empty where nobody's make one."""

    def __str__(self) -> str:
        return self.phrase or ", ".join(self.terms) or self.question


def name_themes(
    texts: Sequence[str], vectors: Vectors, members: Sequence[Sequence[int]]
) -> list[Label]:
    """A label for each theme. `members` are rows of `texts` and `vectors`; no theme is empty."""
    terms = key_terms([[texts[row] for row in rows] for rows in members])
    return [_label(texts, vectors, rows, said) for rows, said in zip(members, terms, strict=True)]


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
        raw = RAW_WORD.findall(_NO_WORDS.sub(" ", text[:2_000]))
        stems = [stem_of(word) for word in raw]
        found: dict[str, str] = {}
        for place, (one, spelt) in enumerate(zip(stems, raw, strict=True)):
            if not one:
                continue
            if one not in HABITS and len(one) > 1:
                found.setdefault(one, spelt)
            if place and (before := stems[place - 1]) and before != one:
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
    least = 2 if size > 3 else 1
    if any(count >= _SAID_BY * size for count in counted.values()):
        least = max(least, math.ceil(_SAID_BY * size))

    def weight(term: str) -> float:
        share = counted[term] / size
        # Where there is nothing else to compare with, the common words are the ones.
        tells = share * (math.log(share * total / everywhere[term]) + _COMMON) * keeps[term]
        # A pair says more than each of its words, where it is nearly as common.
        return tells * (1.5 if " " in term else 1.0)

    def told(term: str) -> bool:
        return everywhere[term] < _EVERYWHERE * total or keeps[term] >= _KEEPS

    enough = [term for term in counted if counted[term] >= least]
    enough = [term for term in enough if told(term)] or enough
    ranked = sorted(enough, key=lambda term: (-weight(term), term))
    chosen: list[str] = []
    for term in ranked:
        if chosen and weight(term) <= 0:
            break
        if not any(_overlap(term, other) for other in chosen):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    return tuple(_spelt(spellings[term]) for term in chosen)


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


def _label(
    texts: Sequence[str], vectors: Vectors, rows: Sequence[int], terms: tuple[str, ...]
) -> Label:
    near = vectors[list(rows)]
    closeness = near @ near.mean(axis=0)
    most = min(_CENTRAL, max(3, round(_NEAR * len(rows))))
    order = np.argsort(-closeness, kind="stable")[:most]
    wanted = [stems_of(term) for term in terms]
    said = Said([texts[row] for row in rows])
    headings = {int(place): phrase(texts[rows[place]]) for place in order}

    def fit(place: int) -> float:
        stems = stems_of(headings[place])
        spoken = sum(bool(term & stems) for term in wanted) / max(len(wanted), 1)
        # Several words in a row that say nothing make no heading.
        weak = 0.3 if len(stems - HABITS) < 2 else 0.0
        worth = 0.6 * readable(headings[place]) + 0.5 * spoken + 0.5 * said.share(stems)
        return float(closeness[place]) + worth - weak - _OWN * _own(headings[place], said)

    broader = {place: _broader(heading, wanted, said) for place, heading in headings.items()}
    names = {place: _makes_name(heading, wanted, said) for place, heading in broader.items()}
    chosen = max(headings, key=lambda place: (fit(place) + _NAMES * names[place], -place))
    row = int(rows[chosen])
    return Label(terms, gist(texts[row]), row, broader[chosen] if names[chosen] else "")


def _makes_name(heading: str, wanted: Sequence[set[str]], said: Said) -> bool:
    """Whether it reads well, speaks for the rest and says enough."""
    stems = stems_of(heading)
    speaks = any(term & stems for term in wanted)
    if readable(heading) < READABLE or not (speaks or said.share(stems) >= _SPEAKS_FOR):
        return False
    return len(stems - HABITS) >= _SAYS or len(wanted) <= 1


def _broader(heading: str, wanted: Sequence[set[str]], said: Said) -> str:
    """A heading without an end that is one question's own: no term, and said by few others."""
    least = _OTHERS_SAY * said.size
    stems = stems_of(heading)
    for shorter_one in shorter(heading):
        kept = stems_of(shorter_one)
        lost = stems - kept
        few = [one for one in lost if said.count(one) - 1 < least]
        own = len(few) == len(lost) and not any(term & lost for term in wanted)
        if not own and few and _NAMED.search(heading[len(shorter_one) :]):
            # A name or a number takes what stands around it with it, where enough is left.
            left = any(term & kept for term in wanted)
            own = left and said.share(kept) >= _SPEAKS_FOR
        reads = readable(shorter_one) >= min(readable(heading), READABLE)
        if own and reads and len(kept - HABITS) >= _SAYS:
            return shorter_one
    return heading


def stays(before: str, now: str, texts: Sequence[str]) -> bool:
    """Whether an earlier name of these texts is to be kept: it speaks for them, about as well."""
    said = Said(texts)

    def worth(name: str) -> float:
        parts = name.split(", ")
        terms = all(len(part.split()) <= 2 for part in parts)
        return 0.6 * (0.2 if terms else readable(name)) + 0.5 * said.share(stems_of(name))

    if said.share(stems_of(before)) < _SPEAKS_FOR:
        return False
    return worth(before) >= worth(now) - _BETTER


def _own(heading: str, said: Said) -> float:
    """Share of what a heading says that few of the questions say: names, and all numbers."""
    stems = stems_of(heading)
    numbers = sum(any(map(str.isdigit, word)) for word in heading.split() if not stems_of(word))
    few = sum(said.count(one) < _SAID_BY * said.size for one in stems)
    return (few + numbers) / max(len(stems) + numbers, 1)
