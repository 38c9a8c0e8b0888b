"""Text of unknown making (dumps, plain pages): paragraphs, and the marks that are plain to see."""

import re
from collections.abc import Iterator

from core.records import Block, BlockKind

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`]*$")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*?)[ \t]*#*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S")


def prose_blocks(text: str) -> tuple[Block, ...]:
    """Blocks in reading order, words and line ends as written.

    A paragraph ends at a blank line, a `#` heading or a code fence; a fence that is never closed
    runs to the end.
    """
    return tuple(_blocks(text.replace("\r\n", "\n").replace("\r", "\n")))


def _blocks(text: str) -> Iterator[Block]:
    held: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        # Most lines carry no mark at all; the regular expressions wait until one could.
        heading = _HEADING.match(line) if line[:1] == "#" else None
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if not heading and not fence and line.strip():
            held.append(line.rstrip())
            continue
        yield from _paragraph(held)
        held.clear()
        if heading:
            yield Block(BlockKind.HEADING, heading[2], level=len(heading[1]))
        elif fence:
            yield from _code(lines, fence[1], fence[2])
    yield from _paragraph(held)


def _code(lines: Iterator[str], mark: str, language: str) -> Iterator[Block]:
    code: list[str] = []
    for line in lines:
        stripped = line.strip()
        if stripped.startswith(mark) and not stripped.strip(mark[0]):
            break
        code.append(line.rstrip())
    body = "\n".join(code).strip("\n")
    if body:
        yield Block(BlockKind.CODE, body, language=language.lower())


def _paragraph(lines: list[str]) -> Iterator[Block]:
    if lines:
        yield Block(_kind(lines), "\n".join(lines).strip())


def _kind(lines: list[str]) -> BlockKind:
    if len(lines) > 1 and all(line.lstrip().startswith("|") for line in lines):
        return BlockKind.TABLE
    if _ITEM.match(lines[0]):
        return BlockKind.LIST
    return BlockKind.PARAGRAPH
