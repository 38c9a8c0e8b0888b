"""Texts without some of their words."""

import re
from collections.abc import Collection, Sequence

_SPACE = re.compile(r"\s+")


def left_out(texts: Sequence[str], word: re.Pattern[str], out: Collection[str]) -> list[str]:
    """The texts without these words, which are given in small letters; one that would be empty
    stays as it is. `word`: what a word is."""
    if not out:
        return list(texts)

    def kept(text: str) -> str:
        rest = word.sub(lambda found: "" if found[0].lower() in out else found[0], text)
        return _SPACE.sub(" ", rest).strip() if word.search(rest) else text

    return [kept(text) for text in texts]
