"""Does a passage say what a sentence says? Decided by rules, whatever the model claims.

A sentence passes where one passage says it in one place, in those words and in that order, and
nothing is left out on which it hangs: see alignment.py. So a model can choose and shorten; it
cannot add, join what stands apart, or drop a subject, a condition or a `not`. What is in doubt is
not said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.markup import without_links
from retrieval.answer.alignment import row_says, says
from retrieval.answer.context import Shown
from retrieval.answer.injected import speaks_to_model, visible
from retrieval.answer.segments import Segment, mark_of, segments, tokens
from retrieval.answer.units import UnitKind
from retrieval.language import language_of
from retrieval.words import STOP_WORDS

_WINDOW = 3
"""Segments that a sentence may run over."""
_LIST = 12
"""The same for a list with what announces it."""
_LONGEST = 1_200
_CODE_BLOCK = re.compile(r"```[^\n]*\n(.*?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_AS_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_IMAGE_OR_TAG = re.compile(
    r"!\[|<\s*/?\s*[a-zA-Z!][^<>]*>|<!--|&#|javascript:|data:", re.IGNORECASE
)
_LINK_TARGET = re.compile(
    r"\]\(\s*<?([^)\s>]*)[^)]*\)|\]\[[^\]]*\]|^\s*\[[^\]]+\]:\s*\S+", re.MULTILINE
)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//[^\s<>()\[\]`\"']+|\bwww\.[^\s<>()\[\]`\"']+|"
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+[a-z]{2,12}\b(?:/[^\s<>()\[\]`\"']*)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.])[-+]?\d[\d.,:/_-]*\d(?!\w)%?|(?<![\w.])\d(?!\w)%?|(?<![\w.])\w*\d\w*(?!\.?\w)"
)
_IDENTIFIER = re.compile(
    r"(?<!\w)(?:--?[A-Za-z][\w-]*|[A-Za-z]\w*(?:[._/:@-]\w+)+|\w*_\w*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*|"
    r"[/~$.][\w./-]{2,})"
)
_NAME = re.compile(r"(?<=[\w,;:)]\s)[A-Z][\w-]+")
_LONG = re.compile(r"[^\s`]{24,}")
_WORD = re.compile(r"\w+")
_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence that a passage says."""

    text: str
    shown: Shown
    quote: str
    """The piece of the passage that says it, word for word."""
    place: tuple[int, int] = (0, 0)
    """Which of the passage's segments it is: from, and up to but not with."""
    needs: int | None = None
    """The segment from which on something must have been said right before: see Segment."""
    announces: bool = False
    """Whether it says nothing without what follows."""

    def follows(self, other: "Verified | None") -> bool:
        """Whether it is understood, said right after the other one."""
        if self.needs is None:
            return True
        if other is None or other.shown.number != self.shown.number or self.needs < 0:
            return False
        return self.needs <= other.place[0] and other.place[1] <= self.place[0]

    def goes_on_from(self, lead: "Verified") -> bool:
        """Whether it is what the other one announces, or goes on with it."""
        return lead.shown.number == self.shown.number and (
            lead.place[1] == self.place[0] or self.needs == lead.place[1] - 1
        )


def verify(text: str, named: Sequence[int], shown: Sequence[Shown]) -> Verified | None:
    """The sentence with the passage that says it: one that it names, else whichever does.

    None where none does, or where the sentence is nothing that may be said.
    """
    said = visible(text).strip()
    if not said or len(said) > _LONGEST or speaks_to_model(said) or _is_unsafe(said, shown):
        return None
    said = without_links(said)
    if said.count("**") % 2:
        said = said.replace("**", "")
    for each in sorted(shown, key=lambda each: each.number not in named):
        found = _code_found(said, each) if said.startswith("```") else _found(said, each)
        if found:
            return found
    return None


def exact_tokens(text: str) -> frozenset[str]:
    """What has no translation: commands, addresses, numbers and identifiers, as they stand."""
    bare = _spaced(text)
    found = {_spaced(code) for code in _CODE.findall(bare)}
    rest = _CODE.sub(" ", bare)
    for pattern in (_ADDRESS, _NUMBER, _IDENTIFIER, _LONG):
        found.update(token.strip(".,;:!?*'\"()").lower() for token in pattern.findall(rest))
    return frozenset(found - {""})


def _is_unsafe(said: str, shown: Sequence[Shown]) -> bool:
    """Markup that an answer has no need of, unless a passage has it within the very same code."""
    bare = _CODE_BLOCK.sub(" ", said)
    bare = _CODE.sub(" ", bare)
    if _IMAGE_OR_TAG.search(bare):
        return True
    targets = [target for target in _LINK_TARGET.findall(bare) if target]
    known = {each.passage.url for each in shown}
    return any(t not in known and not any(t in e.text for e in shown) for t in targets)


def _found(said: str, shown: Shown) -> Verified | None:
    """Where the passage says it."""
    if all(word.isdigit() or word in STOP_WORDS for word in _WORD.findall(said.lower())):
        return None
    if said.startswith("|"):
        # A row of a table without the names of its columns.
        return None
    bare = _LIST_MARK.sub("", said)
    if any(bare.count(opening) != bare.count(closing) for opening, closing in ("()", "[]")):
        # Half of a sentence, whatever it ends with.
        return None
    read = segments(shown.text)
    whole = language_of(shown.text) not in ("en", "")
    for start in range(len(read)):
        for size in _sizes(read, start):
            window = read[start : start + size]
            if _says(said, window, whole=whole):
                return _verified(said, shown, read, start, start + size)
        if not whole and _is_told(said, read, start):
            return _verified(said, shown, read, start, start + 1)
    return None


def _verified(said: str, shown: Shown, read: Sequence[Segment], start: int, end: int) -> Verified:
    first, last = read[start], read[end - 1]
    quote = max(read[start:end], key=lambda each: len(each.tokens)).text
    said = " ".join(filter(None, (mark_of(first.text), _LIST_MARK.sub("", said))))
    return Verified(said, shown, quote, (start, end), first.needs, last.announces)


def _sizes(read: Sequence[Segment], start: int) -> list[int]:
    """How many segments from there on may be said as one."""
    left = len(read) - start
    if not read[start].announces or left < 2:
        return list(range(1, min(_WINDOW, left) + 1))
    if read[start + 1].kind is not UnitKind.ITEM:
        return list(range(1, min(_WINDOW, left) + 1))
    # A list is said as a whole: of a part of it nobody says that it is all.
    block = read[start + 1].block
    end = start + 1
    while end < len(read) and read[end].block == block:
        end += 1
    return [1, end - start] if end - start <= _LIST else [1]


def _says(said: str, window: Sequence[Segment], *, whole: bool) -> bool:
    return says(said, window, whole=whole) and _exactly(said, window)


def _exactly(said: str, window: Sequence[Segment]) -> bool:
    """Whether every command, address, number and name stands there as it does here."""
    text = "\n".join(segment.text for segment in window)
    raw = _spaced(visible(f"{text}\n{without_links(text)}"))
    codes = [code for code in _CODE.findall(_LIST_MARK.sub("", said)) if code.strip()]
    if not all(_stands(_spaced(code), raw) for code in codes):
        return False
    # What stands in brackets stands in brackets there, and no more.
    if not _bracketed(said) <= _bracketed(text):
        return False
    # What is a word elsewhere and code here must be code there too.
    named = [code.strip() for code in codes if code.strip().isalpha()]
    as_code = "\n".join(
        segment.text if segment.kind is UnitKind.CODE else " ".join(_AS_CODE.findall(segment.text))
        for segment in window
    )
    return all(_stands(code, as_code) for code in named) and all(
        _stands(token, raw.lower()) for token in _exact(said)
    )


def _bracketed(text: str) -> set[tuple[str, ...]]:
    return {tokens(inside) for inside in _BRACKETS.findall(_CODE.sub(" ", without_links(text)))}


def _is_told(said: str, read: Sequence[Segment], place: int) -> bool:
    """Whether that segment is a row of a table that says this."""
    row = read[place]
    if row.kind is not UnitKind.TABLE:
        return False
    header = next(each for each in read if each.block == row.block)
    return header is not row and row_says(said, header, row) and _exactly(said, [header, row])


def _code_found(said: str, shown: Shown) -> Verified | None:
    """The code, where every line of it stands in the passage, one right after another."""
    block = _CODE_BLOCK.fullmatch(said)
    if not block:
        return None
    lines = [_spaced(line) for line in block[1].split("\n") if line.strip()]
    there = [line for line in shown.text.split("\n") if line.strip()]
    bare = [_spaced(line) for line in there]
    for start in range(len(bare) - len(lines) + 1):
        if lines and bare[start : start + len(lines)] == lines:
            quote = "\n".join(bare[start : start + len(lines)])
            place = _place_of(there[start], lines, shown)
            return Verified(said, shown, quote, place, _needs_of(place, shown))
    return None


def _place_of(first: str, lines: Sequence[str], shown: Shown) -> tuple[int, int]:
    read = segments(shown.text)
    start = next((n for n, each in enumerate(read) if each.text.strip() == first.strip()), 0)
    return start, start + len(lines)


def _needs_of(place: tuple[int, int], shown: Shown) -> int | None:
    read = segments(shown.text)
    return read[place[0]].needs if place[0] < len(read) else None


def _spaced(text: str) -> str:
    return " ".join(text.translate(_TYPOGRAPHY).split())


def _exact(text: str) -> list[str]:
    bare = _spaced(_LIST_MARK.sub("", text).replace("**", " ").replace("`", " "))
    found: list[str] = []
    for pattern in (_ADDRESS, _NUMBER, _IDENTIFIER, _NAME, _LONG):
        found += (token.strip(".,;:!?*'\"()").lower() for token in pattern.findall(bare))
    return [token for token in dict.fromkeys(found) if token and token not in STOP_WORDS]


def _stands(token: str, text: str) -> bool:
    """Whether the token is there by itself, not as a part of a longer one."""
    place = text.find(token)
    while place >= 0:
        before = text[place - 1 : place]
        after = text[place + len(token) : place + len(token) + 2]
        joined = bool(before and (before.isalnum() or before == "_") and token[0].isalnum())
        joined |= bool(
            after[:1] and (after[0].isalnum() or after[0] == "_") and token[-1].isalnum()
        )
        # 1.5 does not contain 1, nor 1,000 a 1.
        decimal = token[-1].isdigit() and after[:1] in (".", ",") and after[1:2].isdigit()
        decimal |= (
            token[0].isdigit() and before in (".", ",") and text[place - 2 : place - 1].isdigit()
        )
        if not joined and not decimal:
            return True
        place = text.find(token, place + 1)
    return False
