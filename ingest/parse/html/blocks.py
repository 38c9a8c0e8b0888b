"""The content's tree -> blocks in reading order."""

from bs4 import Tag

from core.records import Block, BlockKind
from ingest.parse.html.admonition import read_admonition
from ingest.parse.html.code import code_language, code_text
from ingest.parse.html.inline import (
    BLOCKS,
    BREAK,
    HEADINGS,
    LISTS,
    collapse,
    line_of,
    raw_text,
)
from ingest.parse.html.lists import list_lines
from ingest.parse.html.soup import attribute, closest, holds, is_text, named
from ingest.parse.html.tables import caption_of, is_layout, table_lines

_TERM_LIMIT = 1_500
"""Characters up to which a term and what it means stay one block."""


def read_blocks(root: Tag) -> tuple[Block, ...]:
    """Every block below `root`, in the order a reader meets them."""
    return tuple(_Reader("").read(root))


class _Reader:
    """Collects blocks; inline text gathers in a run until something ends the paragraph."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._blocks: list[Block] = []
        self._run: list[str] = []
        self._definitions: set[int] = set()
        """Which of the blocks are terms with their meaning, by position."""

    def read(self, root: Tag) -> list[Block]:
        self._walk(root)
        self._end_paragraph()
        return self._blocks

    def _walk(self, parent: Tag) -> None:
        for child in parent.children:
            if not isinstance(child, Tag):
                if is_text(child):
                    self._run.append(str(child))
            elif child.name == "br":
                self._run.append(BREAK)
            elif child.name in BLOCKS or holds(child, BLOCKS):
                self._end_paragraph()
                self._block(child)
                self._end_paragraph()
            else:
                self._run.append(raw_text(child))

    def _block(self, tag: Tag) -> None:
        if tag.name in HEADINGS:
            self._heading(tag)
        elif tag.name == "pre":
            self._add(BlockKind.CODE, code_text(tag), language=code_language(tag))
        elif tag.name in LISTS and not holds(tag, HEADINGS):
            self._add(BlockKind.LIST, "\n".join(list_lines(tag)))
        elif tag.name == "dl":
            self._definition_list(tag)
        elif tag.name == "table" and not is_layout(tag):
            self._add(BlockKind.PARAGRAPH, caption_of(tag))
            self._add(BlockKind.TABLE, "\n".join(table_lines(tag)))
        else:
            self._container(tag)

    def _container(self, tag: Tag) -> None:
        admonition = read_admonition(tag)
        if admonition is None:
            self._walk(tag)
            return
        outer, self._label = self._label, admonition.label
        self._walk(admonition.content)
        self._end_paragraph()
        self._label = outer

    def _heading(self, tag: Tag) -> None:
        level = int(tag.name[1])
        self._add(BlockKind.HEADING, line_of(tag), level=level, anchor=attribute(tag, "id"))

    def _definition_list(self, tag: Tag) -> None:
        terms: list[Tag] = []
        meanings: list[Tag] = []
        for child in named(tag, ("dt", "dd")):
            if closest(child, "dl") is not tag:
                continue
            if child.name == "dt" and meanings:
                self._definition(terms, meanings)
                terms, meanings = [], []
            (terms if child.name == "dt" else meanings).append(child)
        self._definition(terms, meanings)

    def _definition(self, terms: list[Tag], meanings: list[Tag]) -> None:
        """Term and meaning as one paragraph, so that no chunk border parts an option from its
        description; code, tables, definitions inside and whatever is too long follow it."""
        reader = _Reader(self._label)
        for meaning in meanings:
            reader.read(meaning)
        lines = [line_of(term) for term in terms]
        size = sum(map(len, lines))
        taken = 0
        for position, block in enumerate(reader._blocks):
            mergeable = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST)
            size += len(block.text)
            if not mergeable or position in reader._definitions or size > _TERM_LIMIT:
                break
            if block.label != self._label:
                break
            lines.append(block.text)
            taken += 1
        anchor = next((attribute(term, "id") for term in terms if attribute(term, "id")), "")
        self._definitions.add(len(self._blocks))
        self._add(BlockKind.PARAGRAPH, "\n".join(filter(None, lines)), anchor=anchor)
        first = len(self._blocks) - taken
        self._definitions.update(first + place for place in reader._definitions if place >= taken)
        self._blocks += reader._blocks[taken:]

    def _end_paragraph(self) -> None:
        text = collapse("".join(self._run))
        self._run.clear()
        self._add(BlockKind.PARAGRAPH, text)

    def _add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        anchor: str = "",
        language: str = "",
    ) -> None:
        if text.strip():
            self._blocks.append(Block(kind, text, level, anchor, language, self._label))
