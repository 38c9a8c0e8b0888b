"""No sentence promises that somebody will come unless an escalation is stored behind it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.phrasebook import phrases

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "bot").glob("*messages*.py"))
PROMISE = re.compile(
    r"\b(?:will (?:reply|answer|follow up|follow-up|get back|be in touch|contact|come|help|look)"
    r"|(?:their|a) (?:reply|answer) will|get back to you|follow(?:s)? up with you|has been asked"
    r"|has been (?:told|paged|alerted|notified|called)|is on (?:the|their) way|are on (?:the|their)"
    r" way|paging|is looking|has this now|put before|stay tuned|somebody will|someone will"
    r"|was paged|were paged|passed on to|stands first on the desk|your call is)\b",
    re.IGNORECASE,
)
STORED_WITH = frozenset({"handed_over", "on_policy"})
"""Said in the transaction that stores the escalation, by `Escalations.open`."""


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node


def words(function: ast.FunctionDef) -> str:
    """Everything that a function may say, also by name; its docstring is not said."""
    inner = function.body[1:] if ast.get_docstring(function) else function.body
    return " ".join(
        phrases()["en"].get(node.value, node.value)
        for statement in inner
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def takes_escalation(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(a.annotation, ast.Name) and a.annotation.id == "Escalation"
        for a in function.args.args
    )


def promising() -> dict[str, ast.FunctionDef]:
    return {
        function.name: function
        for file in FILES
        for function in functions(file)
        if PROMISE.search(words(function))
    }


@pytest.mark.parametrize("name", sorted(promising()))
def test_promise_is_about_a_stored_escalation(name: str) -> None:
    assert takes_escalation(promising()[name]) or name in STORED_WITH, words(promising()[name])


def test_what_is_said_while_storing_is_given_to_who_stores() -> None:
    source = (ROOT / "bot" / "assistant.py").read_text("utf-8")
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.AsyncFunctionDef):
            text = ast.unparse(function)
            if any(f"messages.{name}(" in text for name in STORED_WITH):
                assert "self.escalations.open" in text
    for file in (ROOT / "bot").rglob("*.py"):
        if file.name not in ("assistant.py", "messages.py"):
            text = file.read_text("utf-8")
            assert not any(f"messages.{name}(" in text for name in STORED_WITH), file


def test_the_reader_sees_promises() -> None:
    assert {"handed_over", "on_policy", "paged", "acknowledged"} <= set(promising())
    lie = ast.parse("def lie() -> str:\n    return 'Somebody will get back to you.'").body[0]
    assert isinstance(lie, ast.FunctionDef)
    assert PROMISE.search(words(lie))
    assert not takes_escalation(lie)


@pytest.mark.parametrize("name", ["cannot_answer_now", "too_slow", "too_busy"])
def test_every_failure_of_ours_ends_in_an_offer(name: str) -> None:
    said = next(words(f) for file in FILES for f in functions(file) if f.name == name)
    assert said.endswith("ask for a human.")
