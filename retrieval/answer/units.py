"""A passage -> the smallest pieces that can stand in an answer: sentences, steps, code, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.markup import beside_links, plain, without_links
from core.records import Passage
from retrieval.words import content_words


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
        """Whether it announces what follows, so that it says nothing alone: a lead or a label that
        ends with a colon, a question that the text then answers, a line that stands for a heading.
        """
        if self.kind in (UnitKind.CODE, UnitKind.TABLE):
            return False
        label = self.kind is UnitKind.LABEL
        return label or self.begins_a_subject or self.text.rstrip(_MARKS).endswith((":", "："))

    @property
    def begins_a_subject(self) -> bool:
        """Whether what follows it is about something else than what stands before it."""
        if self.asks or _BOLD_LINE.match(self.text.rstrip()):
            return True
        return self.kind is UnitKind.SENTENCE and _reads_as_heading(self.text.rstrip())

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip().endswith(("?", "?**"))

    @property
    def holds_a_place(self) -> bool:
        """Whether it stands for words that are still to be written."""
        text = _ITEM.sub("", self.text.strip(" *_"))
        return self.kind is not UnitKind.CODE and bool(_PLACEHOLDER.match(text))

    @property
    def says_nothing(self) -> bool:
        """Whether it has no words of its own, as "No.", or holds the place of some."""
        return _says_nothing(self)

    @property
    def only_points(self) -> bool:
        """Whether it names where to read on, and says nothing of it: a link that stands by itself,
        a table most of whose rows have nothing but links beside what they are about."""
        if self.kind is UnitKind.TABLE:
            return _is_directory(self.text)
        return self.kind is UnitKind.SENTENCE and self.is_link

    @property
    def is_link(self) -> bool:
        """Whether it has no words but a link's, and these are no sentence."""
        text = _ITEM.sub("", self.text)
        ended = without_links(text).rstrip(_MARKS).endswith((".", "!", "?"))
        return not ended and _is_linked(text)

    @property
    def goes_on(self) -> bool:
        """Whether it may be the rest of what stands before it."""
        return self.kind is UnitKind.CODE or self.text[:1].islower()

    @property
    def ends(self) -> bool:
        """Whether what follows it is a sentence of its own."""
        if self.kind in (UnitKind.SENTENCE, UnitKind.CODE):
            return self.kind is UnitKind.SENTENCE and self.text.rstrip(_MARKS)[-1:] in ".!?:…"
        return True

    @property
    def is_prose(self) -> bool:
        """Whether it can be read alone."""
        return not (self.kind is UnitKind.CODE or self.introduces or self.says_nothing)


@lru_cache(maxsize=16_384)
def _says_nothing(unit: Unit) -> bool:
    if unit.kind in (UnitKind.CODE, UnitKind.TABLE):
        return unit.only_points
    return unit.holds_a_place or unit.only_points or not content_words(plain(unit.text))


def _is_linked(text: str) -> bool:
    """Whether it has a link, and no words beside it."""
    return without_links(text) != text and not _WORD.search(beside_links(text))


def _is_directory(table: str) -> bool:
    """Whether most rows under the head name something, and beside that link to pages alone."""
    rows = [_CELL_ENDS.split(line.strip().strip("|")) for line in table.split("\n")[2:]]
    pointing = [row for row in rows if len(row) > 1 and _is_linked(" ".join(row[1:]))]
    return len(pointing) > len(rows) / 2


_MARKS = " *_`\"')"
_WORD = re.compile(r"\w")
_FENCE = re.compile(r"`{3,}")
_BOLD_LINE = re.compile(r"^(?:\*\*[^*]+\*\*|__[^_]+__)$")
_HEADING_WORDS = 8
_LONG_WORD = 4
"""Letters from which on titles begin a word with a capital."""
_LEADS_ON = re.compile(
    r"\W*(?:related(?: (?:pages?|topics?|reading|articles?|links?|docs|documentation|content))?"
    r"|see also|read (?:more|on|next)|further reading|learn more|more(?: (?:information|reading))?"
    r"|next(?: steps?)?|what['’]s next|where to go (?:next|from here)|(?:useful )?links|references"
    r"|resources|contents|table of contents|(?:on|in) this (?:page|section))\W*",
    re.IGNORECASE,
)
"""A heading of pages to go on to."""
_PLACEHOLDER = re.compile(
    r"(?:(?:more |documentation |docs |details |content )?(?:coming|available) soon"
    r"|tb[ada]|to ?do|wip|work in progress|under construction|not (?:yet )?(?:written|documented)"
    r"|(?:this (?:page|section|document|part) is )?(?:still )?to be (?:done|added|written"
    r"|announced|completed|continued|decided|defined|determined|documented)"
    r"|stay tuned|watch this space|placeholder|lorem ipsum|redirecting(?: to [^.…]{1,60})?|loading"
    r"|this (?:page|section|document) (?:is (?:empty|blank|a stub|under construction|"
    r"a work in progress)|(?:was|is) (?:intentionally )?left blank|has moved))"
    r"[\s.!…]*$",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(r"^(?:[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_CELL_ENDS = re.compile(r"(?<!\\)\|")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$|^\+[-=+]+\+$")
_LABEL = re.compile(
    r"^(?:note|tip|hint|info|important|warning|caution|danger|attention|error|example|see also|"
    r"deprecated|success|failure|bug|abstract|summary)\b[^\n]{0,60}:$",
    re.IGNORECASE,
)
"""What the chunker writes above the text of an admonition."""
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:e\.g|i\.e|etc|vs|cf|viz|ca|al|approx|resp|esp|incl|excl|Figs?|Nos?|Eqs?|Secs?|Ch|Vol"
    r"|pp|Refs?|Mrs?|Ms|Drs?|Prof|St|Ste|Mt|Ft|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|Hon|Jr|Sr|Inc|Ltd"
    r"|Corp|Co|Bros|Dept|Univ|Ave|Blvd|Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_ABBREVIATED = 12
"""Characters in which an abbreviation ends a piece of text."""
_INITIAL = re.compile(r"(?:^|[\s.])[A-Z]\.$")
_CAPITALS = re.compile(r"(?<!\w)[A-Z]{2,}\.$")
_CAPITALS_AGAIN = re.compile(r"[A-Z]{2,}(?!\w)")
_BOUNDARY = re.compile(r"(?<=[.!?])[\"')\]*_`]*\s+(?=[\"'(\[*_`]*[A-Z0-9`])")


def units(passage: Passage) -> tuple[Unit, ...]:
    """The passage's pieces in reading order, but for lists of pages to go on to."""
    pieces = _units(passage.text)
    if any(map(_LEADS_ON.fullmatch, passage.heading_path[-1:])):
        return tuple(piece for piece in pieces if not piece.is_link)
    return pieces


@lru_cache(maxsize=4_096)
def _units(text: str) -> tuple[Unit, ...]:
    """Remembered: a passage that answers one question soon answers another."""
    return tuple(
        Unit(kind, piece, number)
        for number, block in enumerate(blocks(text))
        for kind, piece in _split(block)
    )


def sentences(text: str) -> list[str]:
    """The sentences of running text, each as written."""
    found: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        head = text[start : match.start()]
        tail = head[-_ABBREVIATED:]
        if _ABBREVIATION.search(tail) or _INITIAL.search(tail) or _inside_code(head):
            continue
        if _CAPITALS.search(tail) and _CAPITALS_AGAIN.match(text, match.end()):
            # A name in pieces, such as `MUL. AL. LUL`.
            continue
        end = match.start() + len(match.group().rstrip())
        found.append(text[start:end].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _reads_as_heading(text: str) -> bool:
    """Whether a line is a title: few words, each of which that is not short has a capital."""
    words = text.split()
    long = [word.strip("*_\"'()") for word in words if len(word) >= _LONG_WORD]
    if not long or len(words) > _HEADING_WORDS or not text[-1].isalpha():
        return False
    return all(word.isalpha() and word[0].isupper() for word in long)


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
