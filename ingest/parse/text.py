"""Plain text: paragraphs between blank lines; indented runs and shell prompts are code."""

import re
import textwrap

from core.records import Block, BlockKind
from ingest.parse.draft import Draft
from ingest.parse.headline import entitle
from ingest.parse.parsed import Parsed

_PROMPT = re.compile(r"[ \t]*[$#>%] \S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_RULE = re.compile(r"[ \t]*([=\-~*_#])\1{2,}[ \t]*$")
_LONGEST_TITLE = 100


def parse_text(text: str) -> Parsed:
    """Read a plain text page; a short first line that ends in no full stop is its title."""
    draft = Draft()
    groups = _groups(text)
    first = groups[0] if groups else []
    if first and _is_title(first, len(groups)):
        draft.add(BlockKind.HEADING, first[0], level=1)
        rest = [line for line in first[1:] if not _RULE.match(line)]
        groups[0] = rest
    for group in groups:
        if group:
            kind = _kind(group)
            lines = "\n".join(group)
            draft.add(kind, textwrap.dedent(lines) if kind is not BlockKind.PARAGRAPH else lines)
    return entitle(_joined(draft.finish()), {})


def _groups(text: str) -> list[list[str]]:
    """Runs of lines without a blank line."""
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _is_title(group: list[str], groups: int) -> bool:
    first = group[0].strip()
    if len(first) > _LONGEST_TITLE or _PROMPT.match(first) or _ITEM.match(first):
        return False
    underlined = len(group) > 1 and bool(_RULE.match(group[1]))
    alone = len(group) == 1 and groups > 1 and first[-1] not in ".,;:?!"
    return not _RULE.match(first) and (underlined or alone)


def _kind(group: list[str]) -> BlockKind:
    if _ITEM.match(group[0]):
        return BlockKind.LIST
    if all(line.startswith(("    ", "\t")) or _PROMPT.match(line) for line in group):
        return BlockKind.CODE
    return BlockKind.PARAGRAPH


def _joined(blocks: list[Block]) -> list[Block]:
    """Code with blank lines in it is one block, and so is a list."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and block.kind is last.kind and block.kind in (BlockKind.CODE, BlockKind.LIST):
            joined[-1] = Block(block.kind, f"{last.text}\n\n{block.text}")
        else:
            joined.append(block)
    return joined
