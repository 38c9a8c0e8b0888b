"""Tables as rows of cells."""

from bs4 import Tag

from ingest.parse.html.inline import HEADINGS, line_of
from ingest.parse.html.soup import attribute, closest, holds, named


def is_layout(table: Tag) -> bool:
    """Whether the table only arranges things on the page: its cells are then read as text."""
    if attribute(table, "role") in ("presentation", "none"):
        return True
    if holds(table, ("table", *HEADINGS)):
        return True
    rows = [_cells(row) for row in _rows(table)]
    if all(len(row) < 2 for row in rows):
        return True
    return holds(table, ("pre",)) and not holds(table, ("th",))


def table_lines(table: Tag) -> list[str]:
    """`| a | b |` for every row that holds text."""
    lines = []
    for row in _rows(table):
        cells = [line_of(cell) for cell in _cells(row)]
        if any(cells):
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def caption_of(table: Tag) -> str:
    """The table's caption in one line, or empty."""
    caption = table.find("caption")
    return line_of(caption) if isinstance(caption, Tag) else ""


def _rows(table: Tag) -> list[Tag]:
    return [row for row in named(table, ("tr",)) if closest(row, "table") is table]


def _cells(row: Tag) -> list[Tag]:
    return [c for c in row.children if isinstance(c, Tag) and c.name in ("td", "th")]
