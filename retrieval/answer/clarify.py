"""Asking back: only where it would change the answer, and once.

The model names the cases; whether they are cases is decided here. The sentence that asks is ours,
so that a model cannot say in a question what it may not say in an answer.
"""

import re
from collections.abc import Sequence

from core.records import Turn
from retrieval.answer.context import Shown
from retrieval.answer.injected import speaks_to_model, visible
from retrieval.words import content_words

_MOST = 4
_LONGEST = 60
_CITED = re.compile(r"\[\d{1,2}\]")
_ADDRESS = re.compile(r"://|www\.|@|\b[\w-]+\.[a-z]{2,6}/")


def cases(named: Sequence[str], shown: Sequence[Shown], history: Sequence[Turn]) -> tuple[str, ...]:
    """The cases to choose from; empty where there is nothing to ask.

    Each is in the words of a passage, and no two are told of by the same passages only: otherwise
    the same answer would follow.
    """
    if _asked_before(history):
        return ()
    found: dict[str, frozenset[int]] = {}
    for text in named[:_MOST]:
        case = " ".join(visible(text).split())
        places = _places(case, shown)
        if not places:
            return ()
        found.setdefault(case, places)
    return tuple(found) if len(found) >= 2 and len(set(found.values())) == len(found) else ()


def _places(case: str, shown: Sequence[Shown]) -> frozenset[int]:
    """The numbers of the passages that have the case, word for word, and say something of it."""
    bad = len(case) > _LONGEST or _ADDRESS.search(case) or speaks_to_model(case)
    if bad or not content_words(case) or any(mark in case for mark in "<>[]()`\n"):
        return frozenset()
    whole = re.compile(rf"(?<!\w){re.escape(case)}(?!\w)", re.IGNORECASE)
    return frozenset(
        each.number
        for each in shown
        if whole.search(" ".join(f"{each.heading} {each.text}".split()))
        and not set(content_words(each.text)) <= set(content_words(case))
    )


def _asked_before(history: Sequence[Turn]) -> bool:
    """Whether what we said last was a question: it ends with a mark and cites nothing."""
    ours = [turn.text.strip() for turn in history if turn.role == "assistant"]
    return bool(ours) and ours[-1].endswith("?") and not _CITED.search(ours[-1])
