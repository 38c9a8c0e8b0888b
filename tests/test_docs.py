"""What the documents say is so: commands exist, settings exist, files exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from core.settings import Settings, load
from dialtone.cli.main import app

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    file for file in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if file.name != "CHANGELOG.md"
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(dialtone[^`]*)`")
_SETTING = re.compile(r"`([a-z_]+(?:\.[a-z_]+)+)`")
_VARIABLE = re.compile(r"\bDIALTONE_[A-Z_]+\b")
_MADE_UP = frozenset({"dialtone.yaml", "qrels.tsv"})


def fences(text: str, *languages: str) -> Iterator[str]:
    return (body for language, body in _FENCE.findall(text) if language in languages)


def commands(text: str) -> list[str]:
    """Every `dialtone` command of a document, in fences and in running text."""
    found = [
        line.strip().removeprefix("$ ")
        for body in fences(text, "sh", "bash", "shell", "console", "")
        for line in body.replace("\\\n", " ").split("\n")
    ]
    prose = _FENCE.sub("", text)
    return [
        line for line in [*found, *_INLINE.findall(prose)] if re.match(r"dialtone\b(?!\.)", line)
    ]


def settings_keys() -> set[str]:
    """Every setting by its dotted name."""
    found: set[str] = set()

    def walk(section: Any, prefix: str) -> None:
        for name, field in getattr(section, "model_fields", {}).items():
            found.add(prefix + name)
            walk(field.annotation, f"{prefix}{name}.")

    walk(Settings, "")
    return found


def refused(line: str) -> str:
    """Why the command line would refuse a command of a document; empty where it would not."""
    words = shlex.split(line.split("#")[0].split("|")[0].split(";")[0], comments=True)[1:]
    here = typer.main.get_command(app)
    while words:
        word = words[0]
        inner = getattr(here, "commands", {}).get(word)
        if inner is None:
            break
        here, words = inner, words[1:]
    names = {
        name for parameter in here.params for name in (*parameter.opts, *parameter.secondary_opts)
    }
    names |= {n for p in typer.main.get_command(app).params for n in p.opts} | {"--help", "-h"}
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in names]
    if unknown:
        return f"{line}: no option {unknown[0]}"
    if getattr(here, "commands", None) and words and not words[0].startswith("-"):
        return f"{line}: no command {words[0]}"
    return ""


@pytest.fixture(params=DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def document(request: pytest.FixtureRequest) -> str:
    file: Path = request.param
    return file.read_text(encoding="utf-8")


def test_every_command_of_a_document_exists(document: str) -> None:
    assert [why for line in commands(document) if (why := refused(line))] == []


def test_every_setting_of_a_document_exists(document: str) -> None:
    sections = set(Settings.model_fields)
    named = {key for key in _SETTING.findall(document) if key.split(".")[0] in sections}
    assert named - settings_keys() - _MADE_UP == set()


def test_every_variable_of_a_document_exists(document: str) -> None:
    known = settings_keys() | {"config"}
    for variable in _VARIABLE.findall(document):
        key = variable.removeprefix("DIALTONE_").lower().rstrip("_").replace("__", ".")
        assert not key or key in known, variable


def test_every_settings_file_of_a_document_is_valid(document: str, tmp_path: Path) -> None:
    for number, body in enumerate(fences(document, "yaml")):
        raw = yaml.safe_load(body)
        if not (isinstance(raw, dict) and set(raw) & set(Settings.model_fields)):
            continue  # a workflow or a compose file, say
        file = tmp_path / f"{number}.yaml"
        file.write_text(body, encoding="utf-8")
        load(config=file, environment={})


def test_every_link_to_a_file_leads_somewhere(
    document: str, request: pytest.FixtureRequest
) -> None:
    place = request.node.callspec.params["document"].parent
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", _FENCE.sub("", document))
    files = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in files if not (place / link).exists()] == []


def test_the_readme_says_what_there_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    written = {line.split()[1] for line in commands(readme) if len(line.split()) > 1}
    here = typer.main.get_command(app)
    for name in getattr(here, "commands", {}):
        assert name in written, f"README.md does not mention `dialtone {name}`"


def test_every_command_has_help_that_says_what_it_does() -> None:
    def walk(command: Any, words: list[str]) -> Iterator[tuple[list[str], Any]]:
        yield words, command
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, [*words, name])

    for words, command in walk(typer.main.get_command(app), []):
        done = CliRunner().invoke(app, [*words, "--help"])
        assert done.exit_code == 0
        assert command.help, words
        assert "Usage:" in done.stdout
        for parameter in command.params:
            if parameter.name not in ("help", "context"):
                assert getattr(parameter, "help", None) or parameter.opts, (words, parameter.name)


def test_a_document_that_lies_is_found() -> None:
    lies = "```sh\ndialtone ingset\n```\nand `dialtone ask --colour` and `dialtone ingest ftp X`"
    assert [bool(refused(line)) for line in commands(lies)] == [True, True, True]
    assert not any(map(refused, commands("`dialtone ask 'x' --json` `dialtone --home x ingest`")))
    assert "search.candidates" in settings_keys()
    assert "search.candidate" not in settings_keys()
