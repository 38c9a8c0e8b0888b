"""Tables between `|===`: cells may stand on lines of their own, and are put back into rows."""

import re

_CELL = re.compile(r"(?:^|(?<=\s))(?:\d*(?:\.\d+)?[+*])?[<^>]?(?:\.[<^>])?[a-z]?(?<!\\)\|")
_REPEAT = re.compile(r"(\d+)\*")


def rows_of(lines: list[str], columns: str) -> str:
    """One line a row, its cells between bars. `columns` is the table's `cols` attribute."""
    body = [line for line in lines if line.strip()]
    if not any("|" in line for line in body):
        return "\n".join(body)  # comma- or colon-separated
    width = _width(columns) or max(1, len(_CELL.findall(body[0])))
    cells = [" ".join(cell.split()) for cell in _CELL.split("\n".join(body))[1:]]
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    return "\n".join(" | ".join(row) for row in rows)


def _width(columns: str) -> int:
    count = 0
    for part in columns.split(",") if columns.strip() else []:
        repeat = _REPEAT.match(part.strip())
        count += int(repeat[1]) if repeat and len(repeat[1]) < 4 else 1
    return count
