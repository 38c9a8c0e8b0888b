"""Backstage entities from the YAML files of a folder or a repository that is checked out."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from core.catalog import Flaw
from core.errors import UserError
from escalation.catalog.declared import Declared, Read

_API = b"backstage.io/"
_LARGEST = 5_000_000
"""Bytes of a file beyond which nobody wrote it by hand."""
# A line that begins with three dashes always begins a document, whatever stands around it.
_NEXT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})


def read_folder(place: Path) -> Iterator[Read]:
    """Every entity below a folder, or of one file, in order of path.

    A file counts where it is called catalog-info.yaml, or says that it holds Backstage entities.
    Each document of a file is read by itself, so that a broken one costs only itself. Raises
    UserError where there is no such place.
    """
    if not place.exists():
        raise UserError(
            f"There is no {place}.", "Name a folder that holds catalog-info.yaml files."
        )
    files = [place] if place.is_file() else _files(place)
    for file in files:
        name = file.relative_to(place).as_posix() if place.is_dir() else file.name
        yield from _read_file(file, name, wanted=place.is_file() or file.stem == "catalog-info")


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not name.startswith(".")
        )
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(folder, name)


def _read_file(file: Path, name: str, *, wanted: bool) -> Iterator[Read]:
    try:
        if file.stat().st_size > _LARGEST:
            if wanted:
                yield Flaw(name, f"it is larger than {_LARGEST:,} bytes")
            return
        raw = file.read_bytes()
    except OSError as error:
        yield Flaw(name, f"it cannot be read: {error.strerror}")
        return
    if not wanted and _API not in raw:
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Flaw(name, "it is not text in UTF-8")
        return
    yield from _documents(text, name)


def _documents(text: str, name: str) -> Iterator[Read]:
    line = 1
    for number, part in enumerate(_NEXT.split(text), start=1):
        first, line = line, line + part.count("\n")
        place = f"{name}:{first}"
        try:
            body = yaml.safe_load(part)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            yield Flaw(f"{name}:{first + _line(error)}", f"it is not valid YAML: {_said(error)}")
            continue
        if isinstance(body, dict) and all(isinstance(key, str) for key in body):
            yield Declared(place, body)
        elif body is not None:
            yield Flaw(place, f"document {number} holds a {type(body).__name__}, not an entity")


def _line(error: Exception) -> int:
    mark: Any = getattr(error, "problem_mark", None)
    return int(mark.line) if mark else 0


def _said(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error or "nested too deep").split("\n")[0]
