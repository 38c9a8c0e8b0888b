"""What questions say: the stems of their words, and in how many of several questions they stand."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from core.stop_words import STOP_WORDS
from core.words import stem, words

HABITS = frozenset(
    stem(word)
    for word in "able actually advice anybody anyone appreciate awesome basically best better bit"
    " causing cool correct curious different doing easier error etc exactly expected explain"
    " explanation fast faster fine fix funny getting good guess happens happy hello help hint hope"
    " idea issue know larger lol love nice new oh possible posted problem properly"
    " question quick recall remember run simple slow slower smaller something specific strange"
    " suggestion suppose sure thank thought time tip trick tried trying two understand way weird"
    " wonder work worse wrong yeah yep eg ie".split()
)
"""Words that stand in questions about anything: they say something only together with others."""
RAW_WORD = re.compile(r"[^\W_][\w.+#-]*[\w+#]|[^\W_]")


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Empty for a word that says nothing."""
    folded = words(word)
    if not folded or word.lower() in STOP_WORDS or "".join(folded).isdigit():
        return ""
    return stem(folded[0]) if len(folded) == 1 else "".join(folded)


def stems_of(text: str) -> set[str]:
    """The stems of its words that say something."""
    return {stem_of(word) for word in RAW_WORD.findall(text)} - {""}


class Said:
    """Which stems stand in which of some questions."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self._rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            for one in stems_of(text):
                self._rows.setdefault(one, []).append(row)
        self._marks: dict[str, int] = {}

    def count(self, stem: str) -> int:
        """Questions that it stands in."""
        return len(self._rows.get(stem, ()))

    def share(self, stems: Collection[str]) -> float:
        """Share of the questions that have two of these stems, or the only one there is."""
        once = twice = 0
        for one in stems:
            marks = self._marked(one)
            twice |= once & marks
            once |= marks
        having = twice if len(stems) > 1 else once
        return having.bit_count() / self.size

    def _marked(self, stem: str) -> int:
        """A number with the bit of each question set that it stands in."""
        if (marks := self._marks.get(stem)) is None:
            bits = bytearray(self.size // 8 + 1)
            for row in self._rows.get(stem, ()):
                bits[row >> 3] |= 1 << (row & 7)
            marks = self._marks[stem] = int.from_bytes(bits, "little")
        return marks
