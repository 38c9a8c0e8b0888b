"""Files of texts to be sorted into themes: a line of JSON each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from dialtone.lines import numbered_lines


@dataclass(frozen=True, slots=True)
class GivenText:
    """One line of such a file."""

    id: Any
    """As the line has it; the line's number where it has none."""
    text: str


def read_texts(file: Path) -> list[GivenText]:
    """Every text of a JSONL file. A line that cannot be read is an error that names it."""
    return [_read(file, number, line) for number, line in numbered_lines(file)]


def _read(file: Path, number: int, line: str) -> GivenText:
    try:
        match json.loads(line):
            case {"text": str(text), **fields}:
                return GivenText(fields.get("id", number), text)
        raise ValueError("no 'text'")
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"Line {number} of {file} is not a text: {error}.",
            'Write {"id": "1", "text": "How do I ...?"} on each line.',
        ) from error
