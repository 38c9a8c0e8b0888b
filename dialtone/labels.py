"""Labelled questions: which pages answer each, or that none does, as benchmarks write it down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from dialtone.questions import AskedQuestion, read_questions

_NOT_SCORED = frozenset({"CONVERSATIONAL"})
"""MTRAG's turns that ask nothing."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with its truth."""

    asked: AskedQuestion
    corpus: str
    """The source its relevant pages are in; empty where the label names pages only."""
    relevant: frozenset[str]
    """Paths of the pages that answer it; empty where none is named."""
    answerable: bool | None
    """None where the label does not say."""

    def is_relevant(self, source: str, path: str) -> bool:
        """Whether a page answers it."""
        return path in self.relevant and self.corpus in ("", source)


def read_labelled(files: Sequence[Path], qrels: Path | None) -> list[Labelled]:
    """The questions of every file. A qrels.tsv beside a file is used where none is named."""
    found: list[Labelled] = []
    for file in files:
        judgements = _judgements(qrels or file.with_name("qrels.tsv"), must_be_there=bool(qrels))
        found += _labelled(file, judgements)
    return found


def _labelled(file: Path, judgements: Mapping[str, frozenset[str]]) -> Iterator[Labelled]:
    for asked in read_questions(file):
        fields = asked.fields
        answerability = str(fields.get("answerability", ""))
        if answerability in _NOT_SCORED:
            continue
        relevant = _named(fields) or judgements.get(asked.id, frozenset())
        answerable: bool | None = None
        if answerability:
            answerable = answerability != "UNANSWERABLE"
        elif "relevant" in fields or relevant:
            answerable = bool(relevant)
        yield Labelled(asked, str(fields.get("corpus", "")), relevant, answerable)


def _judgements(file: Path, *, must_be_there: bool) -> dict[str, frozenset[str]]:
    """Question id -> relevant ids, from TREC-like lines: query, document, score above 0."""
    if not file.is_file():
        if must_be_there:
            raise UserError(f"There is no file {file}.", "Check the path of --qrels.")
        return {}
    found: dict[str, set[str]] = {}
    lines = 0
    for row in _rows(file):
        score = _number(row[-1]) if len(row) >= 3 else None
        lines += score is not None
        if score is not None and score > 0:
            found.setdefault(row[0], set()).add(row[-2])
    if must_be_there and not lines:
        raise UserError(
            f"{file} judges nothing.",
            "Write a line for each judgement: question id, page id, 1, with tabs in between.",
        )
    return {key: frozenset(ids) for key, ids in found.items()}


def _rows(file: Path) -> list[list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}", "Give a UTF-8 text file.") from error
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return [line.split("\t") if "\t" in line else line.split() for line in lines]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _named(fields: Mapping[str, Any]) -> frozenset[str]:
    relevant = fields.get("relevant") or ()
    return frozenset([relevant] if isinstance(relevant, str) else map(str, relevant))
