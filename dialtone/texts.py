"""Files of texts to be sorted into themes: a line of JSON each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError


@dataclass(frozen=True, slots=True)
class GivenText:
    """One line of such a file."""

    id: Any
    """As the line has it; the line's number where it has none."""
    text: str


def read_texts(file: Path) -> list[GivenText]:
    """Every text of a JSONL file. A line that cannot be read is an error that names it."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise UserError(f"There is no file {file}.", "Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}", "Give a UTF-8 text file.") from error
    return [_read(file, at, line) for at, line in enumerate(lines, start=1) if line.strip()]


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
