"""The lines of a large file, one in memory at a time."""

import gzip
import json
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from core.errors import Permanent, UserError

MAX_LINE_BYTES = 10_000_000
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_ID = re.compile(rb'"id"\s*:\s*("(?:[^"\\]|\\.){1,2000}"|-?\d{1,30}\b)')


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank."""

    number: int
    data: bytes
    """Without its end; only the beginning of a line that is too long."""
    too_long: bool = False

    def record(self) -> dict[str, Any]:
        """The JSON object it holds. Raises Permanent with the reason if it holds none."""
        if self.too_long:
            raise Permanent("longer than a line may be; split the text over several records")
        try:
            record = json.loads(self.data.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Permanent(
                f"invalid UTF-8 at byte {error.start + 1:,}; save the file as UTF-8"
            ) from error
        except json.JSONDecodeError as error:
            raise Permanent(f"malformed JSON at column {error.colno:,}: {error.msg}") from error
        except RecursionError as error:
            raise Permanent("JSON nested too deeply") from error
        except ValueError as error:
            raise Permanent(f"malformed JSON: {error}") from error
        if not isinstance(record, dict):
            raise Permanent("not a JSON object")
        return record

    def guessed_id(self) -> str:
        """What its id seems to be, malformed as the line may be; empty if that cannot be told."""
        match = _ID.search(self.data)
        if not match:
            return ""
        try:
            return str(json.loads(match[1])).strip()
        except ValueError:
            return ""


class Lines:
    """Iterates a text file, plain or gzip. Raises UserError for one that cannot be read."""

    def __init__(self, path: Path, max_line_bytes: int) -> None:
        self.path = Path(path)
        self._limit = max_line_bytes

    def __iter__(self) -> Iterator[Line]:
        self._refuse_what_is_no_file()
        try:
            with self._open() as stream:
                yield from self._read(stream)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UserError(
                f"{self.path} is damaged: {error}.", "Compress it again, or give it uncompressed."
            ) from error
        except OSError as error:
            raise UserError(
                f"{self.path} cannot be read: {error.strerror}.", "Check its permissions."
            ) from error

    def _refuse_what_is_no_file(self) -> None:
        try:
            info = self.path.stat()
        except OSError as error:
            raise UserError(
                f"{self.path} cannot be read: {error.strerror}.", "Check the path."
            ) from error
        if stat.S_ISDIR(info.st_mode):
            raise UserError(f"{self.path} is a folder.", "Give the path of a .jsonl file.")
        if not stat.S_ISREG(info.st_mode):
            raise UserError(f"{self.path} is no regular file.", "Save it to disk first.")
        if info.st_size == 0:
            raise UserError(f"{self.path} is empty.", "Nothing was removed; write it again.")

    def _open(self) -> IO[bytes]:
        with self.path.open("rb") as stream:
            is_gzip = stream.read(2) == _GZIP
        if is_gzip:
            return cast(IO[bytes], gzip.open(self.path, "rb"))
        return self.path.open("rb")

    def _read(self, stream: IO[bytes]) -> Iterator[Line]:
        number = 0
        while data := stream.readline(self._limit + 1):
            number += 1
            too_long = len(data) > self._limit and not data.endswith(b"\n")
            if too_long:
                _skip_line(stream)
            data = data.removeprefix(_BOM) if number == 1 else data
            if data.strip():
                yield Line(number, data.rstrip(b"\r\n"), too_long)


def _skip_line(stream: IO[bytes]) -> None:
    while rest := stream.readline(1_000_000):
        if rest.endswith(b"\n"):
            return
