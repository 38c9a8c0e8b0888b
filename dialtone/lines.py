"""The lines of a file of JSON lines."""

from collections.abc import Iterator
from pathlib import Path

from core.errors import UserError


def numbered_lines(file: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of every line that is not blank. Raises UserError where it cannot be read."""
    try:
        # Only a line feed ends a line of JSON: what else counts as a line's end may be in a text.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise UserError(f"There is no file {file}.", "Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}", "Give a UTF-8 text file.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line
