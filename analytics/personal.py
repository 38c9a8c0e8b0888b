"""What people are called, taken out of questions before themes are named after their words."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

_WORD = re.compile(r"@?[^\W_]+")
_SHORTEST = 3
"""Letters; shorter parts of names are words more often than names."""
_SUBJECT = 0.02
"""A name in so large a share of the questions, and in five, is what they are about."""
_FEW = 5


def without_names(texts: Sequence[str], names: Collection[str]) -> list[str]:
    """The texts without words that are a part of somebody's name and written as one.

    In a channel about Julia, Julia is no name: what many questions say stays.
    """
    parts = {part for name in names for part in _WORD.findall(name) if len(part) >= _SHORTEST}
    parts = {part for part in parts if part[0].isupper()}
    said: Counter[str] = Counter()
    for text in texts:
        said.update(parts.intersection(map(_bare, _WORD.findall(text))))
    most = max(_FEW, _SUBJECT * len(texts))
    hidden = {part for part, count in said.items() if count < most}
    if not hidden:
        return list(texts)
    return [
        _WORD.sub(lambda found: "" if _bare(found[0]) in hidden else found[0], text)
        for text in texts
    ]


def _bare(word: str) -> str:
    return word.removeprefix("@")
