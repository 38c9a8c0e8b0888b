"""The page while a parser reads it: blocks so far, and the boxes that are open around them."""

from dataclasses import dataclass

from core.markup import plain
from core.records import Block, BlockKind

_LONGEST_LABEL = 300
"""Characters."""


@dataclass(slots=True)
class _Box:
    name: str
    label: str
    title: str
    blocks_before: int


class Draft:
    """Collects blocks. A block inside boxes bears their labels, outermost first."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._boxes: list[_Box] = []

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        anchor: str = "",
        language: str = "",
        label: str = "",
    ) -> None:
        """Add one block; text without words adds nothing."""
        text = text.strip("\n").rstrip()
        if not text.strip():
            return
        if kind not in (BlockKind.CODE, BlockKind.LIST):
            text = text.strip()
        labels = dict.fromkeys([*(box.label for box in self._boxes), label])
        shown = " > ".join(filter(None, labels))
        self.blocks.append(Block(kind, text, level, anchor, language, shown))

    def open(self, name: str, label: str = "", title: str = "") -> None:
        """Begin a box. `title` is the part of the label that the author wrote."""
        self._boxes.append(_Box(name, "", "", len(self.blocks)))
        self.relabel(label, title)

    def relabel(self, label: str, title: str) -> None:
        """Name the innermost box, as a `<summary>` does; what is too long for a name is text."""
        if not self._boxes or len(label) > _LONGEST_LABEL:
            self.add(BlockKind.PARAGRAPH, title)
        else:
            self._boxes[-1].label = " ".join(plain(label).split())
            self._boxes[-1].title = title

    def close(self, name: str) -> None:
        """End the innermost box of this name and all inside it; a stray end is ignored."""
        if not any(box.name == name for box in self._boxes):
            return
        while self._boxes:
            box = self._boxes.pop()
            if len(self.blocks) == box.blocks_before:
                self.add(BlockKind.PARAGRAPH, box.title)  # a title alone is still content
            if box.name == name:
                return

    def finish(self) -> list[Block]:
        """Close what the page left open."""
        while self._boxes:
            self.close(self._boxes[-1].name)
        return self.blocks
