"""The command line, run in this process with an embedder without a model."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.settings import Settings
from dialtone.cli.main import app as commands
from tests.fakes import FakeApp

DOCS = {
    "deploy.md": "# Deploying\n\nDeployments roll out by canary.\n\n## Rolling back\n\n"
    "1. Open the release.\n2. Run `harbor rollback`.\n\n```sh\nharbor rollback checkout\n```\n",
    "vault.md": "---\ntitle: Secrets\n---\n\nThe vault holds every secret.\n\n## Rotation\n\n"
    "Secrets rotate monthly.\n",
    "oncall/pager.md": "# On call\n\nSomebody carries the pager this week.\n",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.split("\n") if line]


Dialtone = Callable[..., Ran]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a folder of docs, and no settings but what a test writes."""
    for path, text in DOCS.items():
        file = tmp_path / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("DIALTONE_HOME", raising=False)
    return tmp_path


@pytest.fixture
def dialtone(place: Path, monkeypatch: pytest.MonkeyPatch) -> Dialtone:
    """Runs a command with a home of its own."""
    for module in ("dialtone.app", "dialtone.doctor"):
        monkeypatch.setattr(f"{module}.App", FakeApp)

    def run(*arguments: object) -> Ran:
        words = ["--home", str(place / "home"), *map(str, arguments)]
        done = CliRunner().invoke(commands, words)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def filled(dialtone: Dialtone) -> Dialtone:
    """The same, with the docs read."""
    done = dialtone(
        "ingest", "folder", "docs", "--source", "handbook", "--base-url", "https://docs.example.com"
    )
    assert done.code == 0, done.err
    return dialtone


@pytest.fixture
def app(place: Path) -> Iterator[FakeApp]:
    """The same Dialtone from inside; opens nothing before it is used."""
    with FakeApp(Settings(home=place / "home")) as app:
        yield app
