"""Which words of a question carry meaning, and which parts a compound name has."""

import re
from functools import lru_cache

from core.markup import plain
from core.stop_words import STOP_WORDS
from core.words import stem, stems, words

__all__ = ["STOP_WORDS", "content_words", "said", "stem", "stems", "words"]

# Cut at their apostrophe, these would leave words that are rare in any text and say nothing.
_NEGATION = re.compile(r"\b\w+n['’]t\b", re.IGNORECASE)
_ENDING = re.compile(r"(?<=\w)['’](?:s|d|m|re|ve|ll)\b", re.IGNORECASE)


def content_words(text: str) -> list[str]:
    """The distinct words that say what a text is about, in order of appearance."""
    plain = _ENDING.sub("", _NEGATION.sub(" ", text))
    return list(dict.fromkeys(word for word in words(plain) if word not in STOP_WORDS))


@lru_cache(maxsize=4096)
def said(text: str) -> frozenset[str]:
    """The stems that Markdown contains. Remembered: a passage that answers one question soon
    answers another, and is read anew by each."""
    return frozenset(stems(plain(text)))
