"""Who or what a request is for, taken out of it: the same request for another service is the same.

Where three questions are word for word the same but for one word, such as "Please restart X", that
place of the sentence is a slot. A word that stands in the slots of several sentences, and seldom
anywhere else, is what requests are for and not what is asked. There is none where people write
every sentence anew.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from analytics.left_out import left_out
from core.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W_](?:[\w.+#/:&'’-]*\w)?")
_SENTENCE = re.compile(r"(?<=[.!?,;])\s+")
_LONGEST = 25
"""Words of a sentence that are looked at."""
_ANOTHER = 3
"""Different words that stand in one place of a sentence make it a slot."""
_SAYS = 2
"""Words that say something, besides the one in the slot, that a sentence must have."""
_SLOTS = 2
"""Slots in which a word must have been seen."""
_MOSTLY = 0.5
"""Share of the places of a word that must be slots."""


def without_slots(texts: Sequence[str]) -> list[str]:
    """The texts without the words that requests are for; one that would be empty stays."""
    return left_out(texts, _WORD, _filling(texts))


def _filling(texts: Sequence[str]) -> set[str]:
    sentences = {part.lower() for text in texts for part in _SENTENCE.split(text)}
    places = list(_places(sentences))
    seen: dict[int, set[str]] = defaultdict(set)
    for word, place in places:
        if place is not None:
            seen[place].add(word)
    slots = {place for place, words in seen.items() if len(words) >= _ANOTHER}
    if not slots:
        return set()
    everywhere, inside, within = Counter[str](), Counter[str](), defaultdict[str, set[int]](set)
    for word, place in places:
        everywhere[word] += 1
        if place in slots:
            inside[word] += 1
            within[word].add(place)
    return {
        word
        for word, count in inside.items()
        if len(within[word]) >= _SLOTS and count >= _MOSTLY * everywhere[word]
    }


def _places(sentences: set[str]) -> Iterator[tuple[str, int | None]]:
    """Each word that says something, and the sentence around it; None where that says too little.

    The sentence is told by its hash: only whether it is the same is asked.
    """
    for sentence in sentences:
        words = _WORD.findall(sentence)[:_LONGEST]
        says = [word not in STOP_WORDS for word in words]
        enough = sum(says) > _SAYS
        for at, word in enumerate(words):
            if says[at]:
                around = (*words[:at], "", *words[at + 1 :])
                yield word, hash(around) if enough else None
