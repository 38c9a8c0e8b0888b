"""A passage -> the smallest pieces that can stand in an answer: sentences, steps, code, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.records import Passage


class UnitKind(StrEnum):
    """What a piece is, which decides what it may be shown with."""

    SENTENCE = "sentence"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of one passage. `text` stands word for word in the document."""

    kind: UnitKind
    text: str
    block: int
    """Which block of the passage it is from: units of one block belong together."""

    @property
    def introduces(self) -> bool:
        """Whether it announces what follows, so that it says nothing alone: a lead that ends with
        a colon, a question that the text then answers, a line in bold that stands for a heading.
        """
        return self.begins_a_subject or self.text.rstrip().endswith((":", ":**"))

    @property
    def begins_a_subject(self) -> bool:
        """Whether what follows it is about something else than what stands before it."""
        text = self.text.rstrip()
        return text.endswith(("?", "?**")) or bool(_BOLD_LINE.match(text))


_FENCE = re.compile(r"`{3,}")
_BOLD_LINE = re.compile(r"^(?:\*\*[^*]+\*\*|__[^_]+__)$")
_ITEM = re.compile(r"^(?:[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$|^\+[-=+]+\+$")
_LABEL = re.compile(
    r"^(?:note|tip|hint|info|important|warning|caution|danger|attention|error|example|see also|"
    r"deprecated|success|failure|bug|abstract|summary)\b[^\n]{0,60}:$",
    re.IGNORECASE,
)
"""What the chunker writes above the text of an admonition."""
_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "cf.", "Fig.", "No.", "Mr.", "Dr.", "approx.")
_BOUNDARY = re.compile(r"(?<=[.!?])[\"')\]*_`]*\s+(?=[\"'(\[*_`]*[A-Z0-9`])")


def units(passage: Passage) -> list[Unit]:
    """The passage's pieces in reading order."""
    found: list[Unit] = []
    for number, block in enumerate(blocks(passage.text)):
        found += (Unit(kind, text, number) for kind, text in _split(block))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of running text, each as written."""
    found: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        head = text[start : match.start()]
        if head.endswith(_ABBREVIATIONS) or _inside_code(head):
            continue
        end = match.start() + len(match.group().rstrip())
        found.append(text[start:end].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _inside_code(text: str) -> bool:
    return text.count("`") % 2 == 1


def blocks(text: str) -> Iterator[str]:
    """Blocks stand between blank lines, except that a fence runs to its end."""
    held: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if not fence and not line.strip():
            if held:
                yield "\n".join(held)
            held = []
            continue
        held.append(line)
        if fence and line.rstrip() == fence:
            yield "\n".join(held)
            held, fence = [], ""
        elif not fence and len(held) == 1 and (opened := _FENCE.match(line)):
            fence = opened[0]
    if held:
        yield "\n".join(held)


def flowing(text: str) -> str:
    """The text with each sentence on one line, however it was wrapped; code and tables as it is."""
    return "\n\n".join(map(_unwrapped, blocks(text)))


def _unwrapped(block: str) -> str:
    lines = block.split("\n")
    if block.startswith("```") or any(map(_TABLE_ROW.match, lines)):
        return block
    if not any(map(_ITEM.match, lines)):
        return " ".join(line.strip() for line in lines)
    if "```" in block:
        return block
    flowing_lines: list[str] = []
    for line in lines:
        if _ITEM.match(line.lstrip()) or not flowing_lines:
            flowing_lines.append(line)
        else:
            flowing_lines[-1] += f" {line.strip()}"
    return "\n".join(flowing_lines)


def _split(block: str) -> Iterator[tuple[UnitKind, str]]:
    if block.startswith("```"):
        yield UnitKind.CODE, block
    elif _LABEL.match(block):
        yield UnitKind.LABEL, block
    elif all(map(_TABLE_ROW.match, block.split("\n"))):
        yield UnitKind.TABLE, block
    elif _ITEM.match(block):
        for item in _items(block):
            yield UnitKind.ITEM, item
    else:
        for sentence in sentences(block):
            yield UnitKind.SENTENCE, sentence


def _items(block: str) -> Iterator[str]:
    """Top-level items, each with the lines and nested items below it."""
    held: list[str] = []
    for line in block.split("\n"):
        if held and _ITEM.match(line):
            yield "\n".join(held)
            held = []
        held.append(line)
    yield "\n".join(held)
