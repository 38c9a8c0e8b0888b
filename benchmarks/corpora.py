"""Which documents and questions a benchmark runs on: the sample handbook, or what is named."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from core.source_settings import FolderSource, JsonlSource, SourceSettings
from dialtone.app import open_source
from dialtone.demo import session
from dialtone.labels import Labelled, read_labelled
from ingest.parse.formats import SUFFIXES

_DEMO = Path(session.__file__).parent


@dataclass(frozen=True, slots=True)
class Corpus:
    """A named folder of documents, or a file of records."""

    name: str
    path: Path

    def declared(self) -> SourceSettings:
        """The source to ingest it as."""
        if self.path.is_file():
            return JsonlSource(type="jsonl", name=self.name, path=self.path)
        return FolderSource(type="folder", name=self.name, path=self.path)

    def files(self) -> list[Path]:
        """The files a loader would read, the same ones that our folder source reads."""
        found = self.path.rglob("*")
        return sorted(file for file in found if file.suffix in SUFFIXES and file.is_file())

    def records(self) -> list[tuple[str, str]]:
        """(path, text) of every document, for a peer: the raw file, or the record's text."""
        if self.path.is_file():
            import json

            lines = self.path.read_text(encoding="utf-8").splitlines()
            return [(str(row["id"]), str(row["text"])) for row in map(json.loads, lines)]
        return [
            (file.relative_to(self.path).as_posix(), file.read_text("utf-8", "replace"))
            for file in self.files()
        ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--corpus NAME=PATH` and `--questions FILE`, both repeatable."""
    parser.add_argument(
        "--corpus",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="a folder of documents or a JSONL file; default: the sample handbook",
    )
    parser.add_argument(
        "--questions",
        action="append",
        default=[],
        type=Path,
        help="labelled questions as `dialtone eval` reads them; default: the sample questions",
    )


def chosen_corpora(arguments: argparse.Namespace) -> list[Corpus]:
    """The corpora of the command line. Stops with one line when a path is missing."""
    named = [Corpus(*_split(text)) for text in arguments.corpus]
    corpora = named or [Corpus("handbook", session.HANDBOOK)]
    for corpus in corpora:
        if not corpus.path.exists():
            raise SystemExit(f"This benchmark needs {corpus.path}, which is not there.")
        open_source(corpus.declared())
    return corpora


def chosen_questions(arguments: argparse.Namespace, corpora: list[Corpus]) -> list[Labelled]:
    """The labelled questions about the chosen corpora."""
    files = arguments.questions or [_DEMO / "questions.jsonl"]
    for file in files:
        if not file.is_file():
            raise SystemExit(f"This benchmark needs {file}, which is not there.")
    names = {corpus.name for corpus in corpora}
    return [q for q in read_labelled(files, None) if q.corpus in names or not q.corpus]


def _split(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if not path:
        raise SystemExit(f"--corpus takes NAME=PATH, not {text!r}.")
    return name, Path(path)
