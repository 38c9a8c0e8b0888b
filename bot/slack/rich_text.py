"""Markdown -> the elements of Slack's `rich_text` blocks.

A rich text is a tree and is not parsed for markup: whatever a document says, `<!channel>`, `@here`
or `:tada:` in it is only text there, and nothing has to be escaped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.slack.tables import Row, drawn
from core.slack import Json

Link = Callable[[str], str]
"""An address as written -> the address to link to, or empty for no link."""

_DEEPEST = 8
"""How far Slack indents a list."""


def elements(markdown: str, link: Link = lambda url: "", page: str = "") -> list[Json]:
    """Sections, lists, quotes and code, in order. Empty where there is nothing to show.

    `page` is the address of the page that it is from, where it is from one.
    """
    return _Reader(link, page).read(_markdown().parse(clean(markdown)))


def text(said: str, **style: bool) -> Json:
    """A piece of text."""
    return {"type": "text", "text": said, **({"style": style} if style else {})}


def section(*inside: Json) -> Json:
    """One or more paragraphs."""
    return {"type": "rich_text_section", "elements": list(inside)}


def block(parts: Sequence[Json]) -> Json:
    """The block that shows these elements."""
    return {"type": "rich_text", "elements": list(parts)}


def clean(said: str) -> str:
    """Text that any JSON reader takes: no half surrogates and no control characters."""
    whole = said.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        c for c in whole if c in "\n\t" or (ord(c) >= 0x20 and not 0x7F <= ord(c) < 0xA0)
    )


def length(part: Any) -> int:
    """Characters that count towards Slack's limits: what is shown, and addresses."""
    match part:
        case list():
            return sum(map(length, part))
        case dict():
            return sum(
                len(value) if key in ("text", "url") and isinstance(value, str) else length(value)
                for key, value in part.items()
            )
    return 0


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    """Of the item that comes next."""


@dataclass(slots=True)
class _Reader:
    """Walks the tokens of one text."""

    link: Link
    page: str = ""
    made: list[Json] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    rows: list[Row] = field(default_factory=list)
    item_open: bool = False
    """Whether the item that is being read has said nothing yet."""

    def read(self, tokens: Sequence[Token]) -> list[Json]:
        for number, token in enumerate(tokens):
            self._take(token, tokens[number - 1].type if number else "")
        return self.made

    def _take(self, token: Token, before: str) -> None:
        match token.type:
            case "inline":
                self._inline(token, before)
            case "fence" | "code_block":
                self._code(token.content)
            case "bullet_list_open":
                self.lists.append(_List(False, 1))
            case "ordered_list_open":
                self.lists.append(_List(True, int(token.attrGet("start") or 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.item_open = False
            case "list_item_open":
                self.item_open = True
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "tr_open":
                self.rows.append([])
            case "table_close":
                self._table()

    def _inline(self, token: Token, before: str) -> None:
        inside = list(_leaves(token.children or (), self.link, bold=before == "heading_open"))
        if before in ("th_open", "td_open"):
            self.rows[-1].append(inside)
        elif inside:
            self._paragraph(inside)

    def _paragraph(self, inside: list[Json]) -> None:
        if self.lists:
            self._item(inside)
        else:
            kind = "rich_text_quote" if self.quotes else "rich_text_section"
            self._join(kind, inside)

    def _join(self, kind: str, inside: list[Json]) -> None:
        # Slack puts no room between two sections: paragraphs of one have an empty line between.
        if self.made and self.made[-1]["type"] == kind:
            self.made[-1]["elements"] += [text("\n\n"), *inside]
        else:
            self.made.append({"type": kind, "elements": inside})

    def _item(self, inside: list[Json]) -> None:
        depth, here = min(len(self.lists) - 1, _DEEPEST), self.lists[-1]
        style = "ordered" if here.ordered else "bullet"
        last = self.made[-1] if self.made else {}
        goes_on = last.get("type") == "rich_text_list" and last["indent"] == depth
        if not self.item_open and goes_on:
            last["elements"][-1]["elements"] += [text("\n"), *inside]
            return
        if not self.item_open:
            self._join("rich_text_section", inside)
            return
        self.item_open = False
        follows = goes_on and last["style"] == style
        if not follows or (here.ordered and here.number == 1):
            last = {"type": "rich_text_list", "style": style, "indent": depth, "elements": []}
            if here.ordered and here.number > 1:
                last["offset"] = here.number - 1
            self.made.append(last)
        last["elements"].append(section(*inside))
        here.number += 1

    def _code(self, content: str) -> None:
        shown = content.rstrip("\n")
        if not shown.strip():
            return
        if self.lists and self.item_open:
            self._item([text("…")])
        self.made.append({"type": "rich_text_preformatted", "elements": [text(shown)]})

    def _table(self) -> None:
        self.made += drawn(self.rows, self.page)
        self.rows = []


def _leaves(tokens: Sequence[Token], link: Link, *, bold: bool) -> Iterator[Json]:
    """Inline tokens as text and links, neighbours of one style joined, none of them empty."""
    held: Json = {}
    for leaf in _each_leaf(tokens, link, bold=bold):
        if held and held["type"] == leaf["type"] == "text" and _style(held) == _style(leaf):
            held = {**held, "text": held["text"] + leaf["text"]}
            continue
        if held:
            yield held
        held = leaf
    if held:
        yield held


def _each_leaf(tokens: Sequence[Token], link: Link, *, bold: bool) -> Iterator[Json]:
    style = {"bold": 1 if bold else 0, "italic": 0, "strike": 0}
    marks = {"strong": "bold", "em": "italic", "s": "strike"}
    address = ""
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        said = ""
        on = {mark: True for mark, depth in style.items() if depth}
        if name in marks:
            style[marks[name]] += 1 if edge == "open" else -1
        elif token.type == "link_open":
            address = link(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            address = ""
        elif token.type in ("softbreak", "hardbreak"):
            said = " " if token.type == "softbreak" else "\n"
        elif token.type == "code_inline":
            said, on = token.content, {**on, "code": True}
        elif token.type == "image":
            said = token.content
        else:
            said = token.content
        if said:
            made = text(said, **on)
            yield {**made, "type": "link", "url": address} if address and said.strip() else made


def _style(leaf: Json) -> Any:
    return leaf.get("style")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Raw HTML is text here; what is written as an address is not made a link.
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
