"""The files of an export, in a folder or a zip, read one at a time and never unpacked to disk."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from core.errors import Permanent, UserError

MAX_FILE_BYTES = 200_000_000
"""A day of one channel is smaller than this; what claims or turns out to be larger is not read."""
_MAX_RATIO = 200
_RATIO_MATTERS_FROM = 5_000_000
_MAX_FILES = 2_000_000
_LISTS = ("channels.json", "groups.json")


class Archive(Protocol):
    """An export's files by their path inside it, such as `help/2026-03-02.json`."""

    def paths(self) -> Iterator[str]:
        """Every JSON file that can be read, sorted."""

    def refused(self) -> Iterator[tuple[str, str]]:
        """What is there and is not read, with the reason."""

    def stamp(self, path: str) -> str:
        """Changes when a file does, without reading it."""

    def load(self, path: str) -> Any:
        """The JSON of a file. Raises Permanent with the reason where it cannot be read."""


def open_archive(path: Path) -> Archive:
    """A folder or zip. Raises UserError for what is no export."""
    if path.is_dir():
        return Folder(path)
    if not path.exists():
        raise UserError(f"There is no {path}.", "Give the folder or zip that Slack exported.")
    if not zipfile.is_zipfile(path):
        raise UserError(
            f"{path} is neither a folder nor a zip.", "Give the export as Slack handed it out."
        )
    return Zip(path)


class Folder:
    """An export that was unpacked. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        found = (each.relative_to(self._root) for each in self._root.rglob("*.json"))
        paths = sorted(each.as_posix() for each in found if "__MACOSX" not in each.parts)
        self._prefix = _prefix(paths)
        self._all = [each.removeprefix(self._prefix) for each in paths]

    def paths(self) -> Iterator[str]:
        return (path for path in self._all if self._is_inside(path))

    def refused(self) -> Iterator[tuple[str, str]]:
        for path in self._all:
            if not self._is_inside(path):
                yield path, "a link that leads out of the export"

    def stamp(self, path: str) -> str:
        info = self._file(path).stat()
        return f"{info.st_size} {info.st_mtime_ns}"

    def load(self, path: str) -> Any:
        file = self._file(path)
        try:
            if file.stat().st_size > MAX_FILE_BYTES:
                raise Permanent(f"larger than {MAX_FILE_BYTES:,} bytes")
            return _parsed(file.read_bytes())
        except OSError as error:
            raise Permanent(f"cannot be read: {error.strerror}") from error

    def _file(self, path: str) -> Path:
        return self._root / (self._prefix + path)

    def _is_inside(self, path: str) -> bool:
        file = self._file(path)
        return file.is_file() and file.resolve().is_relative_to(self._root)


class Zip:
    """An export as it was handed out. Nothing is ever written where a name in it says."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise UserError(f"{path} is damaged: {error}.", "Download the export again.") from error
        if len(entries) > _MAX_FILES:
            raise UserError(f"{path} holds {len(entries):,} files.", "No export has that many.")
        self._refused: list[tuple[str, str]] = []
        good: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if entry.is_dir() or entry.filename.startswith("__MACOSX/"):
                continue
            if reason := _unsafe(entry):
                self._refused.append((entry.filename, reason))
            elif entry.filename.endswith(".json"):
                if entry.filename in good:
                    self._refused.append((entry.filename, "is in the archive twice"))
                else:
                    good[entry.filename] = entry
        self._prefix = _prefix(sorted(good))
        self._entries = {name.removeprefix(self._prefix): entry for name, entry in good.items()}

    def paths(self) -> Iterator[str]:
        return iter(sorted(self._entries))

    def refused(self) -> Iterator[tuple[str, str]]:
        return iter(self._refused)

    def stamp(self, path: str) -> str:
        return f"{self._entries[path].file_size} {self._entries[path].CRC}"

    def load(self, path: str) -> Any:
        try:
            with self._zip.open(self._entries[path]) as stream:
                # A header may lie about the size.
                data = stream.read(MAX_FILE_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Permanent(f"is damaged in the archive: {error}") from error
        except RuntimeError as error:
            raise Permanent("is locked with a password") from error
        if len(data) > MAX_FILE_BYTES:
            raise Permanent(f"larger than {MAX_FILE_BYTES:,} bytes")
        return _parsed(data)


def _unsafe(entry: zipfile.ZipInfo) -> str:
    """Why an entry of an archive is not read; empty where it is."""
    name = entry.filename
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in (parts or ("",))[0]:
        return "a name that leads out of the archive"
    if not name.isprintable():
        return "a name with characters that cannot be printed"
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        return "a link"
    if entry.flag_bits & 0x1:
        return "locked with a password"
    if entry.file_size > MAX_FILE_BYTES:
        return f"unpacks to {entry.file_size:,} bytes"
    packed = max(entry.compress_size, 1)
    if entry.file_size > _RATIO_MATTERS_FROM and entry.file_size / packed > _MAX_RATIO:
        return f"unpacks to {entry.file_size / packed:,.0f} times its size"
    return ""


def _prefix(paths: list[str]) -> str:
    """The folder in which the export lies where it was packed with one around it."""
    for path in paths:
        head, _, tail = path.rpartition("/")
        if tail in _LISTS and head.count("/") == 0:
            return f"{head}/" if head else ""
    return ""


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Permanent(f"invalid UTF-8 at byte {error.start + 1:,}") from error
    except json.JSONDecodeError as error:
        raise Permanent(f"malformed JSON at line {error.lineno:,}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise Permanent("malformed JSON") from error
