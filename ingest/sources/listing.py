"""Finds the files of a folder: sorted, links kept inside, nothing hidden."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.parse.anchors import Flavour

_SKIPPED = frozenset(("node_modules", "__pycache__", "bower_components", "venv"))
_GENERATORS = {
    "mkdocs.yml": Flavour.MKDOCS,
    "mkdocs.yaml": Flavour.MKDOCS,
    "docusaurus.config.js": Flavour.GITHUB,
    "docusaurus.config.ts": Flavour.GITHUB,
    "docusaurus.config.mjs": Flavour.GITHUB,
    "make.jl": Flavour.DOCUMENTER,
}
"""Files beside (or above) the pages that tell which generator publishes them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One file to read, or one place that could not be looked into, with the reason."""

    path: str
    """Relative to the folder, with forward slashes."""
    file: Path
    flavour: Flavour | None = None
    failure: str = ""


class Listing:
    """Walks one folder. `wanted` chooses files by relative path."""

    def __init__(self, root: Path, wanted: Callable[[str], bool]) -> None:
        self._root = root.resolve()
        self._wanted = wanted
        self._linked: set[Path] = set()

    def walk(self) -> Iterator[Listed]:
        """Every wanted file in a fixed order. Raises OSError when the root cannot be listed."""
        flavour = next(filter(None, map(_generator, (self._root.parents[:2]))), None)
        entries = sorted(os.scandir(self._root), key=lambda entry: entry.name)
        yield from self._entries(entries, "", (self._root,), flavour)

    def _entries(
        self,
        entries: list[os.DirEntry[str]],
        prefix: str,
        chain: tuple[Path, ...],
        flavour: Flavour | None,
    ) -> Iterator[Listed]:
        names = {entry.name for entry in entries}
        here = next((kind for name, kind in _GENERATORS.items() if name in names), flavour)
        for entry in entries:
            path = prefix + entry.name
            if entry.name.startswith(".") or entry.name in _SKIPPED:
                continue
            if not _printable(path):
                reason = "its name is not UTF-8; rename it"
                yield Listed(_shown(path), Path(entry.path), failure=reason)
            elif entry.is_symlink():
                yield from self._link(Path(entry.path), path, chain, here)
            elif entry.is_dir(follow_symlinks=False):
                yield from self._directory(Path(entry.path), path, chain, here)
            elif self._wanted(path):
                yield Listed(path, Path(entry.path), here)

    def _directory(
        self, folder: Path, path: str, chain: tuple[Path, ...], flavour: Flavour | None
    ) -> Iterator[Listed]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            reason = f"the folder cannot be listed ({error.strerror}); check its permissions"
            yield Listed(path, folder, failure=reason)
            return
        yield from self._entries(entries, f"{path}/", (*chain, folder.resolve()), flavour)

    def _link(
        self, link: Path, path: str, chain: tuple[Path, ...], flavour: Flavour | None
    ) -> Iterator[Listed]:
        try:
            target = link.resolve(strict=True)
        except FileNotFoundError:
            if self._wanted(path):
                yield Listed(path, link, failure="a link that leads nowhere; mend or remove it")
            return
        except (OSError, RuntimeError):  # a loop is a RuntimeError until Python 3.13
            yield Listed(path, link, failure="a link that leads back to itself; remove it")
            return
        if not target.is_dir() and not self._wanted(path):
            return
        if not target.is_relative_to(self._root):
            yield Listed(
                path,
                link,
                failure="a link that leads out of the folder; copy the page in, or add its folder"
                " as a source",
            )
        elif not target.is_dir():
            yield Listed(path, link, flavour)
        elif target in chain:
            yield Listed(path, link, failure="a link to a folder it stands in; remove it")
        elif target not in self._linked:
            # Once each: links that point at each other would multiply without end.
            self._linked.add(target)
            yield from self._directory(link, path, chain, flavour)


def _generator(folder: Path) -> Flavour | None:
    return next((kind for name, kind in _GENERATORS.items() if (folder / name).is_file()), None)


def _printable(path: str) -> bool:
    return path.isprintable() or not any("\ud800" <= char <= "\udfff" for char in path)


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", errors="replace")
