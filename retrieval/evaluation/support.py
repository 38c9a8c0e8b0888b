"""Does what an answer says stand where it says so? Measured, not by the answer's own rules.

A sentence is supported where its passage has four fifths of its content words and every number:
the containment that attribution benchmarks use in place of a judge. Overlap with a reference is
ROUGE-L (Lin, 2004) over stems.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.markup import plain
from core.words import stem, stems, words
from retrieval.answer.units import sentences
from retrieval.words import STOP_WORDS

_ENOUGH = 0.8
_STEP = re.compile(r"^\s*\d{1,3}[.)](?:\s|$)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Support:
    """Counts over the parts of one answer."""

    sentences: int
    supported: int
    words: int
    """Content words of the answer."""
    words_there: int
    """Those of them that the cited passages have."""


def support(parts: Sequence[tuple[str, str]]) -> Support:
    """`parts` are pairs: what is said, and the text of the passage that is cited for it."""
    counts = [0, 0, 0, 0]
    for text, passage in parts:
        there = set(stems(plain(passage)))
        numbers = set(_NUMBER.findall(passage))
        for sentence in sentences(text.strip("`")):
            told = words(plain(_STEP.sub("", sentence)))
            content = [stem(w) for w in told if w not in STOP_WORDS]
            found = sum(word in there for word in content)
            said = set(_NUMBER.findall(_STEP.sub("", sentence)))
            if not content and not said:
                # A step's number, or nothing but small words: no claim.
                continue
            whole = said <= numbers
            counts[0] += 1
            counts[1] += whole and found >= _ENOUGH * len(content)
            counts[2] += len(content)
            counts[3] += found
    return Support(*counts)


def rouge_l(said: str, reference: str) -> float:
    """F1 of the longest common subsequence of stems, 0 to 1."""
    mine, theirs = stems(plain(said)), stems(plain(reference))
    if not mine or not theirs:
        return 0.0
    row = [0] * (len(theirs) + 1)
    for word in mine:
        before = 0
        for place, other in enumerate(theirs, start=1):
            here = row[place]
            row[place] = before + 1 if word == other else max(row[place], row[place - 1])
            before = here
    common = row[-1]
    return 2 * common / (len(mine) + len(theirs))
