"""Files of questions, in the few shapes that people and benchmarks write them in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.records import Question, Turn
from dialtone.lines import numbered_lines


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of a file of questions."""

    id: str
    text: str
    title: str = ""
    history: tuple[Turn, ...] = ()
    exclude_threads: frozenset[tuple[str, str]] = frozenset()
    fields: Mapping[str, Any] = field(default_factory=dict)
    """The whole line, for whoever knows more of its keys."""

    @property
    def given_id(self) -> Any:
        """The id as the line has it, to be handed back."""
        return self.fields.get("id", self.fields.get("_id", self.id))

    def question(self, **scope: Any) -> Question:
        """The question to ask, within the given audiences and sources."""
        return Question(
            self.text,
            title=self.title,
            history=self.history,
            exclude_threads=self.exclude_threads,
            **scope,
        )


def read_questions(file: Path) -> Iterator[AskedQuestion]:
    """Every question of a JSONL file. A line that cannot be read is an error that names it."""
    for number, line in numbered_lines(file):
        yield _asked(file, number, line)


def _asked(file: Path, number: int, line: str) -> AskedQuestion:
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise ValueError("not an object")
        text = fields.get("question") or fields.get("question_body") or fields.get("text") or ""
        title = fields.get("question_title") or ""
        if not isinstance(text, str) or not isinstance(title, str):
            raise ValueError("the question must be text")
        if not text.strip() and not title.strip():
            raise ValueError("no 'question'")
        return AskedQuestion(
            id=str(fields.get("id", fields.get("_id", number))),
            text=_last_turn(text),
            title=title,
            history=tuple(_turn(turn) for turn in fields.get("history") or ()),
            exclude_threads=frozenset(map(_thread, _excluded(fields))),
            fields=fields,
        )
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"Line {number} of {file} is not a question: {error}.",
            'Write {"id": "1", "question": "How do I ...?"} on each line.',
        ) from error


def _turn(turn: object) -> Turn:
    match turn:
        case {"role": str(role), "text": str(text)}:
            return Turn(role, text)
    raise ValueError("each turn of a 'history' has a 'role' and a 'text'")


def _excluded(fields: Mapping[str, Any]) -> list[object]:
    """The threads that may not answer; among them the one that the question itself is from."""
    given = fields.get("exclude_threads") or []
    if not isinstance(given, list):
        raise ValueError("'exclude_threads' is a list")
    own = fields.get("thread")
    return [*given, own] if isinstance(own, dict) else given


def _thread(thread: object) -> tuple[str, str]:
    match thread:
        case {"channel": str(channel), "ts": str(ts)}:
            return channel.removeprefix("#"), ts
        case {"channel": str(channel), "ts": int(ts) | float(ts)}:
            return channel.removeprefix("#"), f"{ts:.6f}"
    raise ValueError("each of 'exclude_threads' has a 'channel' and a 'ts'")


def _last_turn(text: str) -> str:
    """MTRAG writes `|user|: ` before what a person says."""
    return text.rsplit("|user|:", 1)[-1].strip()
