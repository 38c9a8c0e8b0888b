"""The title rule that every format shares (see Parsed.title)."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.records import Block, BlockKind
from ingest.parse.parsed import Parsed


def entitle(
    blocks: Sequence[Block], meta: Mapping[str, Any], warnings: Sequence[str] = ()
) -> Parsed:
    """Choose the title; leave its heading out of the blocks where it would only repeat it."""
    given = meta.get("title")
    title = " ".join(str(given).split()) if isinstance(given, str | int | float) else ""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    kept = tuple(blocks)
    if headings:
        first = headings[0]
        repeats = not title or first.text.casefold() == title.casefold()
        title = title or first.text
        if repeats and _is_only_top(first, headings):
            kept = tuple(block for block in blocks if block is not first)
    return Parsed(title, kept, dict(meta), tuple(warnings))


def _is_only_top(first: Block, headings: Sequence[Block]) -> bool:
    return all(other is first or other.level > first.level for other in headings)
