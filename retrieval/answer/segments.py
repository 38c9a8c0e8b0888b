"""A passage -> what can be said of it by itself: sentences, lines of lists, tables and code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.markup import plain
from core.records import Passage
from retrieval.answer.units import Unit, UnitKind, flowing, sentences, units

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)+|\w+(?:\.\w+)+|\w+"
    # Punctuation that parts what is said, and signs that are said.
    r"|(?<=\s)-+(?=\s)|--+|[—–]|[,;:()\[\].!?。！？；]|[%+#$€£<>=&@/\\|~^]"
)
_DASH = re.compile(r"-+|[—–]")
_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_ORDERED = re.compile(r"^\s*(\d{1,3})[.)]\s")
_ENDS = (".", "!", "?", "。", "！", "？", ":", ";")
_RULE = re.compile(r"^[\s|:+=-]*$")
_CONTRACTED = (
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"(?<=\w)n't\b"), " not"),
    (re.compile(r"(?<=\w)'(?=\w)"), " "),
)
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "\u00a0": " "})
_LEANS = frozenset(
    "it its this that these those they their them he she his her such there then otherwise instead"
    " however therefore thus hence also but and so or consequently similarly alternatively likewise"
    " conversely additionally moreover furthermore both neither here doing".split()
)
"""With which a sentence begins that leans on the one before it."""
PUNCTUATION = frozenset(",;:()[].!?—¶。！？；")
BREAK = "¶"
"""Stands between segments."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What can be said by itself, and what it leans on."""

    text: str
    """Word for word."""
    kind: UnitKind
    block: int
    tokens: tuple[str, ...]
    """Words in lower case, and the punctuation that parts them."""
    needs: int | None
    """The segment from which on all, or for a list any, must have been said for it to be
    understood: the announcement of a list, the sentence before. -1 stands before the passage."""
    announces: bool
    """Whether it says nothing without what follows it."""


@lru_cache(maxsize=512)
def segments(text: str) -> tuple[Segment, ...]:
    """The segments of a passage's text, in reading order."""
    passage = Passage(0, 0, "", "", "", "", (), text, None, "", "")
    found: list[Segment] = []
    leads: dict[int, int | None] = {}
    step: int | None = None
    for unit in units(passage):
        if unit.kind is UnitKind.LABEL:
            continue
        if unit.block not in leads:
            announced = bool(found) and found[-1].announces
            leads[unit.block] = len(found) - 1 if announced else None
            step = None
        first = len(found)
        for line in _lines(unit):
            needs = _needs(line, unit, len(found), leads[unit.block], step)
            found.append(_segment(line, unit, needs))
        if unit.kind is UnitKind.ITEM and _ORDERED.match(unit.text):
            step = first
    return tuple(found)


def tokens(text: str) -> tuple[str, ...]:
    """Its words in lower case and its punctuation; markup, quotes and hyphens left out."""
    bare = plain(_MARK.sub("", text)).translate(_TYPOGRAPHY).lower()
    for pattern, written in _CONTRACTED:
        bare = pattern.sub(written, bare)
    return tuple("—" if _DASH.fullmatch(each) else each for each in _TOKEN.findall(bare))


def _lines(unit: Unit) -> Iterator[str]:
    """What a unit says, thing by thing."""
    if unit.kind is UnitKind.CODE:
        yield from (line for line in unit.text.split("\n")[1:] if not line.startswith("```"))
    elif unit.kind is UnitKind.TABLE:
        yield from (row for row in unit.text.split("\n") if not _RULE.match(row))
    elif unit.kind is UnitKind.ITEM:
        for line in flowing(unit.text).split("\n"):
            mark = _MARK.match(line)
            start = mark.end() if mark else 0
            told = sentences(line[start:])
            if told:
                yield line[:start] + told[0]
                yield from told[1:]
    else:
        yield unit.text


def _needs(line: str, unit: Unit, place: int, lead: int | None, step: int | None) -> int | None:
    """What a line leans on; `step` is where the step before its own begins."""
    if unit.kind in (UnitKind.CODE, UnitKind.TABLE):
        return None
    number = _ORDERED.match(line) if unit.kind is UnitKind.ITEM else None
    if number and (step is not None or int(number[1]) > 1):
        return -1 if step is None else step
    if unit.kind is UnitKind.ITEM and not _ends(line):
        # Of a mere name nobody knows what is said of it: that it is so, or that it is not.
        return -1 if lead is None else lead
    leans = next((each for each in tokens(line) if each not in PUNCTUATION), "") in _LEANS
    return place - 1 if leans else None


def _segment(line: str, unit: Unit, needs: int | None) -> Segment:
    prose = unit.kind in (UnitKind.SENTENCE, UnitKind.ITEM)
    # A line without an end is a heading that is not marked as one.
    heads = unit.kind is UnitKind.SENTENCE and not _ends(line)
    announces = prose and (heads or Unit(unit.kind, line, unit.block).introduces)
    return Segment(line, unit.kind, unit.block, tokens(line), needs, announces)


def _ends(line: str) -> bool:
    return line.rstrip(" *_`\"')]|").endswith(_ENDS)


def mark_of(text: str) -> str:
    """The bullet or number before it; empty where there is none."""
    mark = _MARK.match(text)
    return mark.group().strip() if mark else ""
