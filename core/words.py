"""Words as the lexical index holds them: split, folded and stemmed, the same on every database."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 100
"""Characters of a word that count; no word of a language is longer, but pasted keys are."""


class _Stemmer(threading.local):
    """One for each thread: it works in place on the word that it was given last."""

    def __init__(self) -> None:
        self.of_this_thread = Stemmer.Stemmer("english", 0)


_stemmer = _Stemmer()


def words(text: str) -> list[str]:
    """Lower-case words without diacritics, in order."""
    folded = text.lower()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return [word[:_LONGEST] for word in _WORD.findall(folded)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one lower-case word, by Porter's second English stemmer.

    His first, which databases bring along, parts `deploy` from `deployment`.
    """
    return str(_stemmer.of_this_thread.stemWord(word)) if len(word) > 2 else word


def stems(text: str) -> list[str]:
    """The stems of every word, in order."""
    return [stem(word) for word in words(text)]
