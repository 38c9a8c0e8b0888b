"""A whole list, nested ones and commands included, as lines."""

from bs4 import Tag

from ingest.parse.html.admonition import read_admonition
from ingest.parse.html.code import code_text
from ingest.parse.html.inline import (
    BLOCKS,
    BREAK,
    HEADINGS,
    LISTS,
    collapse,
    line_of,
    raw_text,
)
from ingest.parse.html.soup import attribute, closest, holds, is_text, named
from ingest.parse.html.tables import table_lines


def list_lines(tag: Tag) -> list[str]:
    """`- ` or `1. ` before every item; what follows inside an item is indented under it."""
    lines: list[str] = []
    number = _integer(attribute(tag, "start"), 1)
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        if child.name in LISTS:
            lines += _indented(list_lines(child), 2)
            continue
        number = _integer(attribute(child, "value"), number)
        marker = f"{number}. " if tag.name == "ol" else "- "
        body = flow_lines(child)
        if body:
            lines.append(marker + body[0].lstrip())
            lines += _indented(body[1:], len(marker))
            number += 1
    return lines


def definition_lines(tag: Tag) -> list[str]:
    """Terms as lines of their own, what they mean indented under them."""
    lines: list[str] = []
    for child in named(tag, ("dt", "dd")):
        if closest(child, "dl") is not tag:
            continue
        body = flow_lines(child)
        lines += body if child.name == "dt" else _indented(body, 2)
    return lines


def flow_lines(tag: Tag) -> list[str]:
    """Everything inside `tag` as lines: a line a paragraph, code four columns in."""
    lines: list[str] = []
    run: list[str] = []

    def flush() -> None:
        text = collapse("".join(run))
        run.clear()
        if text:
            lines.extend(text.split("\n"))

    for child in tag.children:
        if not isinstance(child, Tag):
            if is_text(child):
                run.append(str(child))
        elif child.name == "br":
            run.append(BREAK)
        elif child.name in BLOCKS or holds(child, BLOCKS):
            flush()
            lines.extend(_block_lines(child))
        else:
            run.append(raw_text(child))
    flush()
    return lines


def _block_lines(tag: Tag) -> list[str]:
    if tag.name == "pre":
        return _indented(code_text(tag).split("\n"), 4)
    if tag.name in LISTS:
        return list_lines(tag)
    if tag.name == "dl":
        return definition_lines(tag)
    if tag.name == "table":
        return table_lines(tag)
    if tag.name in HEADINGS:
        return [line_of(tag)]
    admonition = read_admonition(tag)
    if admonition is None:
        return flow_lines(tag)
    body = flow_lines(admonition.content)
    return [f"{admonition.label}: {body[0].lstrip()}", *body[1:]] if body else []


def _indented(lines: list[str], columns: int) -> list[str]:
    return [" " * columns + line if line else "" for line in lines]


def _integer(text: str, otherwise: int) -> int:
    # A number of a thousand digits is an attack on int(), not a list.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
