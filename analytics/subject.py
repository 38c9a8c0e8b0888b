"""What a whole channel is about, taken out of its questions: in a channel about Julia, all are.

Its name ties questions together that have nothing else in common. It is told by two signs: it
stands in many questions, and these are hardly more alike in their other words than any questions.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from analytics.left_out import left_out

_WORD = re.compile(r"[^\W_](?:[\w+#-]*[\w+#])?")
_OFTEN = 0.1
"""Share of the questions that the name stands in."""
_FEWEST = 30
"""Questions below which nothing can be told."""
_HARDLY = 2.5
"""Times as alike as any two questions."""
_NAMED = 0.5
"""Share of the places of a word at which it is written as a name."""

Said = list[set[str]]


def without_subject(texts: Sequence[str]) -> list[str]:
    """The texts without the name of what all are about; one that would be empty stays."""
    distinct = list(dict.fromkeys(texts))
    names = _often_named(distinct) if len(distinct) >= _FEWEST else set()
    said = [{word.lower() for word in _WORD.findall(text)} for text in distinct] if names else []
    everywhere = Counter(word for words in said for word in words)
    subjects = {name for name in names if _alike(said, everywhere, name) <= _HARDLY}
    return left_out(texts, _WORD, subjects)


def _often_named(texts: Sequence[str]) -> set[str]:
    """Words in many of the texts that are mostly written as names are."""
    within, places, named = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        found = _WORD.findall(text)
        lowered = [word.lower() for word in found]
        within.update(set(lowered))
        places.update(lowered)
        # The first word is written so whatever it is.
        rest = zip(lowered[1:], found[1:], strict=True)
        named.update(low for low, word in rest if word[0].isupper())
    return {
        word
        for word, count in within.items()
        if len(word) > 1 and count >= _OFTEN * len(texts) and named[word] >= _NAMED * places[word]
    }


def _alike(said: Said, everywhere: Counter[str], name: str) -> float:
    """How alike two questions with the name are in other words, against any two: 1 the same."""
    having = [words for words in said if name in words]
    inside = Counter(word for words in having for word in words)

    def weight(word: str) -> float:
        return math.log(len(said) / everywhere[word]) ** 2

    def shared(counts: Counter[str], size: int) -> float:
        pairs = sum(weight(word) * n * (n - 1) for word, n in counts.items() if word != name)
        return pairs / (size * (size - 1))

    return shared(inside, len(having)) / max(shared(everywhere, len(said)), 1e-9)
