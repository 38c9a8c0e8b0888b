"""Cutting what is long into pieces that Slack takes, at places where a reader does not stumble."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.slack.rich_text import block, length, section
from core.slack import Json

BLOCK_LENGTH = 2900
"""Characters of one block. Slack refuses a section of more than 3,000."""
MESSAGE_LENGTH = 7000
"""Characters of one message's body, which leaves room for its sources and buttons below 10,000.
Slack documents no limit for all of a message, and refused some of 11,300."""
MESSAGE_BLOCKS = 40
"""Blocks of one message's body. Slack takes 50."""


def blocks_of(elements: Iterable[Json]) -> list[Json]:
    """Rich text blocks that hold these elements, none longer than a block may be."""
    pieces = [piece for element in elements for piece in cut(element)]
    return [block(group) for group in _packed(pieces, BLOCK_LENGTH, 100)]


def messages_of(body: Sequence[Json]) -> list[list[Json]]:
    """These blocks, a list for each message that it takes. At least one."""
    return _packed(body, MESSAGE_LENGTH, MESSAGE_BLOCKS) or [[]]


def cut(element: Json, longest: int = BLOCK_LENGTH) -> list[Json]:
    """A section, list, quote or code, as several where it is too long."""
    if length(element) <= longest:
        return [element]
    inside = element["elements"]
    if element["type"] == "rich_text_list":
        return _cut_list(element, longest)
    code = element["type"] == "rich_text_preformatted"
    leaves = [piece for leaf in inside for piece in _cut_leaf(leaf, longest, lines=code)]
    return [{**element, "elements": group} for group in _packed(leaves, longest, len(leaves))]


def _cut_list(element: Json, longest: int) -> list[Json]:
    made: list[Json] = []
    number = int(element.get("offset", 0))
    items = [
        (at, piece) for at, item in enumerate(element["elements"]) for piece in cut(item, longest)
    ]
    for group in _packed(items, longest, len(items), lambda pair: length(pair[1])):
        offset = number + group[0][0]
        shown = {**element, "elements": [section(*item["elements"]) for _, item in group]}
        if element["style"] == "ordered" and offset:
            shown["offset"] = offset
        made.append(shown)
    return made


def _cut_leaf(leaf: Json, longest: int, *, lines: bool) -> Iterator[Json]:
    if length(leaf) <= longest:
        yield leaf
        return
    room = longest - (length(leaf) - len(leaf["text"]))
    for piece in cut_text(leaf["text"], max(room, 100), lines=lines):
        yield {**leaf, "text": piece}


def cut_text(text: str, longest: int, *, lines: bool = False) -> Iterator[str]:
    """Pieces of a text: between lines, else sentences, else words, else wherever it must be."""
    while len(text) > longest:
        at = _place(text, longest, ("\n",) if lines else ("\n", ". ", " "))
        piece = text[:at].rstrip("\n") if lines else text[:at].rstrip()
        if piece:
            yield piece
        text = text[at:].lstrip("\n") if lines else text[at:].lstrip()
    if text:
        yield text


def _place(text: str, longest: int, ends: Sequence[str]) -> int:
    for end in ends:
        at = text.rfind(end, longest // 2, longest - len(end))
        if at >= 0:
            return at + len(end)
    return longest


def _packed(
    items: Sequence[Any], longest: int, most: int, size: Callable[[Any], int] = length
) -> list[list[Any]]:
    """The items in order, in as few groups as fit."""
    groups: list[list[Any]] = []
    held = 0
    for item in items:
        if not groups or held + size(item) > longest or len(groups[-1]) >= most:
            groups.append([])
            held = 0
        groups[-1].append(item)
        held += size(item)
    return groups
