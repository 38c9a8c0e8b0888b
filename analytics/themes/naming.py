"""What a theme is called: a phrase, its key terms, and the question nearest to its middle."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.asked import gist
from analytics.said import HABITS, RAW_WORD, Said, stem_of, stems_of
from analytics.themes.phrase import READABLE, phrase, readable, shorter
from analytics.themes.terms import NO_WORDS, SAID_BY, key_terms
from core.ports import Vectors

_CENTRAL = 40
"""Questions nearest to the middle, of which one that reads well and says the terms is shown."""
_NEAR = 0.5
"""Share of a theme that is near its middle."""
_ALIKE, _ASKED_BY = 0.5, 0.3
"""Cosine from which two questions are taken to ask for the same, and the share of a theme's
questions that must ask for the same as the one whose heading names it."""
_SPEAKS_FOR, _SAID_BY_HALF = 0.3, 0.5
"""Share of a theme's questions that must say two words of a name that stays, and of a heading that
names them whatever they ask for."""
_OTHERS_SAY = 0.25
"""Share of a theme's questions from which a word of a heading is more than one question's own."""
_NAMES = 0.25
"""How much better a heading is that makes a name than one in whose place terms would stand."""
_OWN = 0.4
"""How much worse a heading is of which every word is one question's own."""
_OWN_AT_MOST = 1 / 3
"""Share of what a heading says that may be its own where its words speak for the rest."""
_SAYS = 2
"""Words that say something which a heading must have."""
_BETTER = 0.2
"""By how much a new name must be better than the one that people know."""
_NAMED = re.compile(r"\d|\w[-_/.]\w")
"""What is in names of services, hosts and tickets."""
FEW_WORDS = "(few words in common)"
"""What is called so has no name that would be true of it."""


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
        return self.phrase or ", ".join(self.terms) or FEW_WORDS


def name_themes(
    texts: Sequence[str], vectors: Vectors, members: Sequence[Sequence[int]]
) -> list[Label]:
    """A label for each theme. `members` are rows of `texts` and `vectors`; no theme is empty."""
    terms = key_terms([[texts[row] for row in rows] for rows in members])
    return [_label(texts, vectors, rows, said) for rows, said in zip(members, terms, strict=True)]


def _label(
    texts: Sequence[str], vectors: Vectors, rows: Sequence[int], terms: tuple[str, ...]
) -> Label:
    near = vectors[list(rows)]
    closeness = near @ near.mean(axis=0)
    most = min(_CENTRAL, max(3, round(_NEAR * len(rows))))
    order = np.argsort(-closeness, kind="stable")[:most]
    wanted = [stems_of(term) for term in terms]
    said = Said([NO_WORDS.sub(" ", texts[row]) for row in rows])
    headings = {int(place): phrase(texts[rows[place]]) for place in order}

    def fit(place: int) -> float:
        stems = stems_of(headings[place])
        spoken = sum(bool(term & stems) for term in wanted) / max(len(wanted), 1)
        # Several words in a row that say nothing make no heading.
        weak = 0.3 if len(stems - HABITS) < 2 else 0.0
        worth = 0.6 * readable(headings[place]) + 0.5 * spoken + 0.5 * said.share(stems)
        return float(closeness[place]) + worth - weak - _OWN * _own(headings[place], said)

    broader = {place: _broader(heading, wanted, said) for place, heading in headings.items()}
    alike = {place: _share_alike(near, place) for place in headings}
    names = {
        place: _makes_name(heading, wanted, said, alike[place])
        for place, heading in broader.items()
    }
    chosen = max(headings, key=lambda place: (fit(place) + _NAMES * names[place], -place))
    row = int(rows[chosen])
    name = broader[chosen] if names[chosen] else ""
    if not terms and alike[chosen] >= _ASKED_BY:
        # Such as thanks: there is nothing to tell them apart from, and all say it.
        name = name or gist(texts[row])
    return Label(terms, gist(texts[row]), row, name)


def _share_alike(vectors: Vectors, place: int) -> float:
    """Share of the others that ask for the same as this one."""
    alike = int((vectors @ vectors[place] >= _ALIKE).sum()) - 1
    return max(alike, 0) / max(len(vectors) - 1, 1)


def _makes_name(heading: str, wanted: Sequence[set[str]], said: Said, alike: float) -> bool:
    """Whether it reads well, speaks for the rest and says enough.

    Where the rest ask for other things, terms say so; a heading would say that all ask for one. And
    what has a name, a host or a number of its own is one request.
    """
    stems = stems_of(NO_WORDS.sub(" ", heading)) - HABITS
    if readable(heading) < READABLE or not any(term & stems for term in wanted):
        return False
    common = all(said.count(one) - 1 >= _OTHERS_SAY * said.size for one in stems)
    shared = said.share(stems) >= _SAID_BY_HALF and _own(heading, said) <= _OWN_AT_MOST
    if alike < _ASKED_BY and not shared and not common:
        return False
    names = (stem_of(word) for word in RAW_WORD.findall(heading) if _NAMED.search(word))
    if any(said.count(name) < _OTHERS_SAY * said.size for name in names):
        return False
    return len(stems) >= _SAYS or len(wanted) <= 1


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
    """Whether an earlier name of these texts is to be kept: it speaks for them, about as well.

    One word does not, where there is more to say.
    """
    said = Said(texts)

    def worth(name: str) -> float:
        return 0.6 * (0.2 if is_terms(name) else readable(name)) + 0.5 * said.share(stems_of(name))

    if before.casefold() == now.casefold():
        return True
    if len(before.split()) == 1 < len(now.split()):
        return False
    # Where nothing that is asked names them any longer, the words of a heading must.
    least = _SAID_BY_HALF if is_terms(now) and not is_terms(before) else _SPEAKS_FOR
    if said.share(stems_of(before)) < least:
        return False
    return worth(before) >= worth(now) - _BETTER


def is_terms(name: str) -> bool:
    """Whether a name is but words, or says that there are none, and is no heading."""
    return name == FEW_WORDS or all(len(part.split()) <= 2 for part in name.split(", "))


def _own(heading: str, said: Said) -> float:
    """Share of what a heading says that few of the questions say: names, and all numbers."""
    stems = stems_of(heading)
    numbers = sum(any(map(str.isdigit, word)) for word in heading.split() if not stems_of(word))
    few = sum(said.count(one) < SAID_BY * said.size for one in stems)
    return (few + numbers) / max(len(stems) + numbers, 1)
