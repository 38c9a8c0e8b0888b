"""What a theme is called: a phrase, its key terms, and the question nearest to its middle."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.asked import gist
from analytics.themes.phrase import phrase, readable
from core.ports import Vectors
from core.stop_words import STOP_WORDS
from core.words import stem, words

_TERMS = 3
_HABITS = frozenset(
    "able anyone best correct error errors fine fix getting good issue issues new nice problem"
    " problems properly question run running something sure time trying two way work working"
    " works".split()
)
"""Words that stand in questions about anything: a term only together with another."""
_RAW = re.compile(r"[^\W_][\w.+#-]*[\w+#]|[^\W_]")
_CENTRAL = 40
"""Questions nearest to the middle, of which one that reads well and says the terms is shown."""
_READABLE = 0.45
"""A heading that reads worse than this is none: the terms say more."""
_NEAR = 0.5
"""Share of a theme that is near its middle."""


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
    """The terms of each theme that set it apart from the others (class-based TF-IDF)."""
    spellings: dict[str, Counter[str]] = {}
    counts = [_counted(texts, spellings) for texts in themes]
    everywhere: Counter[str] = Counter()
    for counted in counts:
        everywhere.update(counted)
    average = sum(everywhere.values()) / max(len(themes), 1)
    return [
        _best(counted, everywhere, average, len(texts), spellings)
        for counted, texts in zip(counts, themes, strict=True)
    ]


def _counted(texts: Sequence[str], spellings: dict[str, Counter[str]]) -> Counter[str]:
    """In how many texts each stem, and each pair of stems in a row, stands."""
    counted: Counter[str] = Counter()
    for text in texts:
        raw = _RAW.findall(text[:2_000])
        stems = [_stem(word) for word in raw]
        found: dict[str, str] = {}
        for place, (one, spelt) in enumerate(zip(stems, raw, strict=True)):
            if not one:
                continue
            if one not in _HABITS and len(one) > 1:
                found.setdefault(one, spelt)
            if place and (before := stems[place - 1]) and before != one:
                found.setdefault(f"{before} {one}", f"{raw[place - 1]} {spelt}")
        counted.update(found.keys())
        for term, spelt in found.items():
            spellings.setdefault(term, Counter())[spelt] += 1
    return counted


def _stem(word: str) -> str:
    """Empty for a word that says nothing."""
    folded = words(word)
    if not folded or word.lower() in STOP_WORDS or "".join(folded).isdigit():
        return ""
    return stem(folded[0]) if len(folded) == 1 else "".join(folded)


def _best(
    counted: Counter[str],
    everywhere: Counter[str],
    average: float,
    size: int,
    spellings: dict[str, Counter[str]],
) -> tuple[str, ...]:
    least = 2 if size > 3 else 1

    def weight(term: str) -> float:
        rare = math.log(1 + average / everywhere[term])
        # A pair says more than each of its words, where it is nearly as common.
        return counted[term] * rare * (1.5 if " " in term else 1.0)

    ranked = sorted(
        (term for term in counted if counted[term] >= least),
        key=lambda term: (-weight(term), term),
    )
    chosen: list[str] = []
    for term in ranked:
        parts = set(term.split())
        if not any(parts & set(other.split()) for other in chosen):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    return tuple(_spelt(spellings[term]) for term in chosen)


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
    wanted = {_stem(word) for term in terms for word in _RAW.findall(term)} - {""}
    headings = {int(place): phrase(texts[rows[place]]) for place in order}

    def fit(place: int) -> float:
        stems = {_stem(word) for word in _RAW.findall(headings[place])}
        spoken = len(wanted & stems) / max(len(wanted), 1)
        # Several words in a row that say nothing make no heading.
        weak = 0.3 if len(stems - {""}) < 2 else 0.0
        return float(closeness[place]) + 0.6 * readable(headings[place]) + 0.5 * spoken - weak

    chosen = max(headings, key=lambda place: (fit(place), -place))
    heading = headings[chosen] if readable(headings[chosen]) >= _READABLE else ""
    row = int(rows[chosen])
    return Label(terms, gist(texts[row]), row, heading)
