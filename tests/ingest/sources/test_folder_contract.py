"""The folder source keeps the promises of every source."""

import shutil
from pathlib import Path

import pytest

from core.ports import Source
from ingest.sources.folder import Folder
from tests.contracts.source import SourceContract, World


class _Directory:
    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir()

    def source(self, *, owner: str = "", audience: str = "public") -> Source:
        return Folder("docs", self._root, owner=owner, audience=audience)

    def write(self, path: str, title: str, text: str) -> None:
        (self._root / path).write_text(f"# {title}\n\n{text}\n", encoding="utf-8")

    def remove(self, path: str) -> None:
        (self._root / path).unlink()

    def spoil(self, path: str) -> None:
        (self._root / path).write_bytes(b"\0\1\2")

    def vanish(self) -> None:
        shutil.rmtree(self._root)

    def path(self, name: str) -> str:
        return f"{name}.md"


class TestFolder(SourceContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return _Directory(tmp_path / "docs")
