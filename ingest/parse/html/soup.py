"""Markup -> tree, within limits that keep a hostile page from taking the run with it."""

import re
from collections.abc import Container, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString

from core.errors import Permanent

MAX_CHARACTERS = 20_000_000
MAX_TAGS = 300_000
# Low enough that everything after this file may recurse over the tree.
MAX_DEPTH = 200
# Summed over all tags: bounds whatever looks through an element's inside once a level.
MAX_DEPTH_SUM = 6_000_000

# Python decodes these too, slowly or into something that no page means.
_NO_ENCODINGS = frozenset(["punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"])

_TAG = re.compile(r"<[A-Za-z]")
# Beautiful Soup warns about these, and they mean nothing in HTML.
_XML_DECLARATION = re.compile(r"<\?xml[^>]*>", re.IGNORECASE)


def make_soup(markup: str) -> BeautifulSoup:
    """Parse `markup`. Raises Permanent for a page too large or too deeply nested to be one."""
    if len(markup) > MAX_CHARACTERS:
        raise Permanent(
            f"too large: {len(markup):,} characters of HTML, at most {MAX_CHARACTERS:,} are read"
        )
    tags = sum(1 for _ in _TAG.finditer(markup))
    if tags > MAX_TAGS:
        raise Permanent(f"too many tags: {tags:,}, at most {MAX_TAGS:,} are read")
    # The line end keeps Beautiful Soup from taking a short text for a file name.
    soup = BeautifulSoup(_XML_DECLARATION.sub("", markup) + "\n", "lxml")
    _refuse_depth(soup)
    return soup


def _refuse_depth(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    deepest = total = 0
    for tag in tags_of(soup):
        depth = depths[id(tag.parent)] + 1
        depths[id(tag)] = depth
        deepest = max(deepest, depth)
        total += depth
    if deepest > MAX_DEPTH:
        raise Permanent(f"too deeply nested: {deepest:,} levels, at most {MAX_DEPTH} are read")
    if total > MAX_DEPTH_SUM:
        average = total // len(depths)
        raise Permanent(f"too deeply nested: {len(depths):,} tags, {average} levels on average")


def decode(markup: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters, and what had to be repaired to get them.

    UTF-8 first: a page that decodes as UTF-8 is UTF-8, whatever an old template declares.
    """
    try:
        return markup.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        position = error.start
    head = markup[:2]
    declared = EncodingDetector.find_declared_encoding(markup, is_html=True)
    if head in (b"\xff\xfe", b"\xfe\xff"):
        declared = "utf-16"
    if declared and declared.lower().replace("-", "") != "utf8":
        text = decode_as(markup, declared)
        if text is not None:
            return text, ()
    warning = f"invalid UTF-8 at byte {position:,}; the bytes concerned show as \ufffd"
    return markup.decode("utf-8", errors="replace"), (warning,)


def decode_as(markup: bytes, encoding: str) -> str | None:
    """The characters in the encoding that a page names; None if it is none or does not fit."""
    if encoding.lower().replace("-", "_") in _NO_ENCODINGS:
        return None
    try:
        return markup.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def tags_of(root: Tag) -> Iterator[Tag]:
    """Every tag below `root`, in document order."""
    for node in root.descendants:
        if isinstance(node, Tag):
            yield node


def named(root: Tag, names: Container[str]) -> list[Tag]:
    """The tags of these names below `root`. Beautiful Soup's own search takes ten times as long."""
    return [tag for tag in tags_of(root) if tag.name in names]


def holds(root: Tag, names: Container[str]) -> bool:
    """Whether a tag of one of these names stands below `root`."""
    return any(isinstance(node, Tag) and node.name in names for node in root.descendants)


def closest(tag: Tag, name: str) -> Tag | None:
    """The nearest element of that name around `tag`."""
    parent = tag.parent
    while parent is not None and parent.name != name:
        parent = parent.parent
    return parent


def attribute(tag: Tag, name: str) -> str:
    """The attribute's value, lists joined by spaces; empty where there is none."""
    value = tag.get(name)
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else " ".join(value)


def classes(tag: Tag) -> list[str]:
    """The tag's class names, lower case."""
    return attribute(tag, "class").lower().split()


def is_text(node: object) -> bool:
    """Whether a reader sees this node as text: comments and doctypes are strings too."""
    return type(node) is NavigableString


def words(text: str) -> frozenset[str]:
    """A set of names, written as one line of them."""
    return frozenset(text.split())
