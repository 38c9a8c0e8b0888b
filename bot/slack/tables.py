"""A table of a document, as it can be read on a phone: Slack has none that fits every message."""

from collections.abc import Sequence

from bot import slack_messages as say
from core.slack import Json

Row = list[list[Json]]
"""Cells, each a list of texts and links; the first row of a table is its head."""

_WIDEST = 44
"""Characters of fixed width that a phone shows on one line, about."""
_POINTERS = frozenset(("below", "above", "here", "see below", "see above", "see here"))
"""Where a cell says only that, what it points at is on its page and not in Slack."""


def drawn(rows: Sequence[Row], page: str = "") -> list[Json]:
    """A narrow table as columns of fixed width, a wide one as a list: a row is an item.

    `page` is the address of the page that the table is from.
    """
    rows = [[_on_page(cell, page) for cell in row] for row in rows]
    if not rows or not any(map(_words, (cell for row in rows for cell in row))):
        return []
    columns = max(map(len, rows))
    widths = [
        max(len(_words(row[at])) if at < len(row) else 0 for row in rows) for at in range(columns)
    ]
    if sum(widths) + 2 * (columns - 1) <= _WIDEST:
        return [_columns(rows, widths)]
    return [_items(rows)]


def _on_page(cell: list[Json], page: str) -> list[Json]:
    if _words(cell).strip(" .").lower() not in _POINTERS:
        return cell
    said: Json = {"type": "text", "text": say.ON_THAT_PAGE}
    return [{**said, "type": "link", "url": page} if page else said]


def _columns(rows: Sequence[Row], widths: Sequence[int]) -> Json:
    lines = [
        "  ".join(
            _words(cell).ljust(width) for cell, width in zip(row, widths, strict=False)
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": "\n".join(lines)}],
    }


def _items(rows: Sequence[Row]) -> Json:
    head, *body = rows if len(rows) > 1 else ([], rows[0])
    items = [each for each in (_item(head, row) for row in body) if each["elements"]]
    return {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}


def _item(head: Row, row: Row) -> Json:
    """The first cell in bold, then each other one after the name of its column."""
    inside: list[Json] = []
    for at, cell in enumerate(row):
        if not _words(cell).strip():
            continue
        if inside:
            inside.append({"type": "text", "text": " · "})
        name = _words(head[at]).strip() if 0 < at < len(head) else ""
        if name:
            inside.append({"type": "text", "text": f"{name}: "})
        inside += [_bold(leaf) for leaf in cell] if at == 0 else cell
    return {"type": "rich_text_section", "elements": inside}


def _bold(leaf: Json) -> Json:
    return {**leaf, "style": {**leaf.get("style", {}), "bold": True}}


def _words(cell: Sequence[Json]) -> str:
    return "".join(str(leaf["text"]) for leaf in cell).replace("\n", " ")
