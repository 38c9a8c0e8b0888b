"""HTML and JSX inside Markdown: tags go, words stay, and what a tag means is kept."""

import re
import textwrap
from collections.abc import Callable

from core.records import BlockKind
from ingest.parse.comments import without_comments
from ingest.parse.draft import Draft
from ingest.parse.jsx_prose import is_shown, prose_in
from ingest.parse.tags import ALONE, CONTAINERS, SILENT, Tag, split_tags

_LABELS = ("label", "title", "summary", "header", "heading", "question", "name")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d+[.)][ \t]+)*(`{3,}|~{3,})")
_BOX_LINE = re.compile(r"^([ \t]*):{3,}[ \t]*(.*)$")
_LITERAL = re.compile(r"\{\s*([\"'`])(.*)\1\s*\}", re.DOTALL)
_DIVIDER = re.compile(
    r"</?(?:p|div|details|summary|table|tr|td|th|tbody|thead|ul|ol|li|dl|dt|dd|pre|center|section"
    r"|figure|figcaption|picture|h[1-6]|script|style|iframe|button|video)\b|</?[A-Z>]",
)

Heading = Callable[[str, int, str], None]


class MarkupReader:
    """Feeds a draft with the words between tags."""

    def __init__(self, draft: Draft, heading: Heading, *, components: bool) -> None:
        self._draft = draft
        self._heading = heading
        self._components = components

    def divides(self, text: str) -> bool:
        """Whether a paragraph holds tags that end or begin something."""
        match = _DIVIDER.search(text)
        return bool(match and (self._components or not match[0].lstrip("</")[:1].isupper()))

    def read(self, text: str, *, alone: bool) -> None:
        """Draft the words of `text`; alone: the text is no sentence but begins with a tag."""
        text = without_comments(text)
        pieces = list(split_tags(text, components=self._components, alone=alone))
        if not alone:
            pieces = _with_inline_components(text, pieces)
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            if isinstance(piece, str):
                self._draft.add(BlockKind.PARAGRAPH, textwrap.dedent(piece))
                index += 1
            else:
                index = self._tag(piece, pieces, index + 1)

    def _tag(self, tag: Tag, pieces: list[str | Tag], index: int) -> int:
        """Read one tag; returns where reading goes on."""
        name = tag.name.lower()
        if tag.closing:
            self._draft.close(tag.name)
            return index
        if tag.empty or name in ALONE:
            self._words_of(tag)
            return index
        if name in SILENT:
            return _after(pieces, index, name)
        if name == "summary" or re.fullmatch(r"h[1-6]", name):
            return self._heading_like(tag, pieces, index)
        if name in CONTAINERS:
            end = _after(pieces, index, name)
            self._container(name, pieces[index:end])
            return end
        if name == "details" or tag.is_component:
            label = _first(tag, _LABELS)
            self._draft.open(tag.name, label, label)
            self._prose_of(tag)
        return index

    def _heading_like(self, tag: Tag, pieces: list[str | Tag], index: int) -> int:
        end = _after(pieces, index, tag.name.lower())
        words = " ".join("".join(p for p in pieces[index:end] if isinstance(p, str)).split())
        if tag.name.lower() == "summary":
            label = " ".join(_ANY_TAG.sub("", words).split())
            self._draft.relabel(label, label)
        else:
            self._heading(words, int(tag.name[1]), tag.attributes.get("id", ""))
        return end

    def _words_of(self, tag: Tag) -> None:
        """What a tag without content shows: an image's description, a card's title."""
        if tag.name.lower() == "img":
            self._draft.add(BlockKind.PARAGRAPH, tag.attributes.get("alt", ""))
        elif tag.is_component:
            self._draft.add(BlockKind.PARAGRAPH, _first(tag, _LABELS))
            self._prose_of(tag)

    def _prose_of(self, tag: Tag) -> None:
        """What a component shows of its properties, besides its label."""
        label = _first(tag, _LABELS)
        for key, value in tag.attributes.items():
            if key in ("value", "name"):  # a tab's name for scripts
                continue
            plain_string = not value.startswith("{")
            for words in [value] if plain_string and is_shown(key, value) else prose_in(value):
                if words != label and (plain_string or " " in words):
                    self._draft.add(BlockKind.PARAGRAPH, words)

    def _container(self, name: str, pieces: list[str | Tag]) -> None:
        if name == "pre":
            code = "".join(p for p in pieces if isinstance(p, str)).strip("\n")
            language = re.search(r"""class(?:Name)?=["'][^"']*lang(?:uage)?-([\w+-]+)""", code)
            code = re.sub(r"^\s*\{`|`\}\s*$", "", re.sub(r"</?code[^<>]*>", "", code))
            self._draft.add(BlockKind.CODE, code, language=language[1] if language else "")
        elif name == "table":
            self._draft.add(BlockKind.TABLE, _rows(pieces))
        else:
            self._draft.add(BlockKind.LIST, _items(pieces, name))


def _with_inline_components(text: str, pieces: list[str | Tag]) -> list[str | Tag]:
    """In a sentence, a component that begins and ends there is one of its words, as written."""
    names = [(p.name, p.closing) for p in pieces if isinstance(p, Tag) and not p.empty]
    within = {name for name, closing in names if names.count((name, not closing))}
    joined: list[str | Tag] = []
    for piece in pieces:
        if isinstance(piece, Tag):
            if not piece.is_component or not (piece.empty or piece.name in within):
                joined.append(piece)
                continue
            piece = text[piece.start : piece.end]
        if joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def strip_markup(text: str, *, components: bool) -> str:
    """A list's source without comments, tag-only lines and box marks; code in it untouched."""
    if "<" not in text and ":::" not in text:
        return text
    done: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            done.append(line)
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            done.extend(_bare(prose, components))
            prose, fence = [], mark[1]
            done.append(line)
        else:
            prose.append(line)
    return "\n".join([*done, *_bare(prose, components)])


def _bare(lines: list[str], components: bool) -> list[str]:
    """Prose lines without the tags that stand between words."""
    if not lines:
        return []
    text = "\n".join(_BOX_LINE.sub(r"\1\2", line) for line in lines)
    text = without_comments(text)
    if "<" not in text:
        return text.split("\n")
    shown: list[str] = []
    for piece in split_tags(text, components=components, alone=False):
        if isinstance(piece, str):
            shown.append(piece)
        elif not piece.closing:
            shown.append(_first(piece, _LABELS) if piece.is_component else "")
    return "".join(shown).split("\n")


def _first(tag: Tag, keys: tuple[str, ...]) -> str:
    return next(filter(None, (_value(tag, key) for key in keys)), "")


def _value(tag: Tag, key: str) -> str:
    """An attribute's words: a string, a JSX string literal, or the text in a JSX fragment."""
    value = tag.attributes.get(key, "").strip()
    if value.startswith("{"):
        if literal := _LITERAL.fullmatch(value):
            value = literal[2]
        else:
            value = _ANY_TAG.sub(" ", value[1:-1]) if "<" in value else ""
    return " ".join(value.split())


def _after(pieces: list[str | Tag], index: int, name: str) -> int:
    """The index after the tag that closes `name`."""
    depth = 1
    for position in range(index, len(pieces)):
        piece = pieces[position]
        if isinstance(piece, Tag) and piece.name.lower() == name and not piece.empty:
            depth += -1 if piece.closing else 1
            if depth == 0:
                return position + 1
    return len(pieces)


def _rows(pieces: list[str | Tag]) -> str:
    """One line a table row, its cells between bars."""
    rows: list[list[str]] = [[]]
    for piece in pieces:
        if isinstance(piece, Tag):
            name = piece.name.lower()
            if name in ("tr", "caption") and not piece.closing:
                rows.append([])
            elif name in ("td", "th") and not piece.closing:
                rows[-1].append("")
        elif piece.strip():
            words = " ".join(piece.split())
            if not rows[-1]:
                rows[-1].append("")
            rows[-1][-1] = f"{rows[-1][-1]} {words}".strip()
    return "\n".join(" | ".join(row) for row in rows if any(row))


def _items(pieces: list[str | Tag], outermost: str) -> str:
    """One line a list item, with its marker and its depth as indentation."""
    lines: list[str] = []
    numbers = [1 if outermost == "ol" else 0]
    for piece in pieces:
        if isinstance(piece, str):
            if words := " ".join(piece.split()):
                joint = "" if not lines or lines[-1].endswith(" ") else " "
                lines[-1:] = [f"{lines[-1] if lines else ''}{joint}{words}"]
            continue
        name = piece.name.lower()
        if name in ("ul", "ol"):
            if not piece.closing:
                numbers.append(1 if name == "ol" else 0)
            elif len(numbers) > 1:
                numbers.pop()
        elif name in ("li", "dt", "dd") and not piece.closing:
            indent = "  " * (len(numbers) - 1 + (name == "dd"))
            lines.append(f"{indent}{f'{numbers[-1]}.' if numbers[-1] else '-'} ")
            numbers[-1] += bool(numbers[-1])
    return "\n".join(line.rstrip() for line in lines)
