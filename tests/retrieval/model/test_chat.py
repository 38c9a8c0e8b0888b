"""Calling a model within time and budget, a few at a time."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.db.engine import Database
from core.db.model_calls import ModelCalls
from core.model_settings import Model
from core.usage import Purpose, Usage, Written
from retrieval.model.breaker import Breaker
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway
from retrieval.model.prompt import Prompt
from tests.retrieval.model.test_providers import Notes
from tests.scripted_model import ScriptedModel

PROMPT = Prompt("s" * 40, "u" * 40)


def chat(model: ScriptedModel, ledger: Any = None, **settings: Any) -> Chat:
    values = {"name": "scripted:model", "tries": 1, **settings}
    return Chat(Model.model_validate(values), lambda _: model, ledger or Notes())


def ask(made: Chat, seconds: float = 5) -> str:
    return made.complete(PROMPT, Purpose.ANSWER, Deadline.after(seconds))


@pytest.mark.parametrize("limit", [{"tokens_a_day": 100}, {"money_a_day": 0.5}])
def test_a_used_up_day_ends_calls(limit: dict[str, float]) -> None:
    model = ScriptedModel(scripts=[["ok"]], counted=(90, 20, 0))
    made = chat(model, price_in=10_000, **limit)
    assert ask(made) == "ok"
    with pytest.raises(ModelAway) as caught:
        ask(made)
    assert caught.value.outcome is Written.OVER_BUDGET
    assert len(model.prompts) == 1


def test_tokens_that_nobody_counts_are_estimated() -> None:
    notes = Notes()
    ask(chat(ScriptedModel(scripts=[["word " * 20]]), notes))
    (call,) = notes.calls
    assert (call.tokens_in, call.tokens_out, call.counted) == (20, 25, False)


def test_a_model_that_fails_again_and_again_is_left_alone() -> None:
    model = ScriptedModel(scripts=[[RuntimeError("down")]])
    made = chat(model)
    for _ in range(5):
        with pytest.raises(ModelAway):
            ask(made)
    assert len(model.prompts) == 3


def test_a_breaker_lets_one_try_after_its_rest() -> None:
    breaker = Breaker(failures=1, rest=0.0)
    breaker.failed()
    assert not breaker.is_open
    resting = Breaker(failures=1, rest=60.0)
    resting.failed()
    assert resting.is_open
    resting.worked()
    assert not resting.is_open


def test_no_more_than_so_many_at_a_time() -> None:
    go = threading.Event()
    made = chat(ScriptedModel(scripts=[["a", go, "b"]]), concurrency=1)
    first = made.stream(PROMPT, Purpose.ANSWER, Deadline.after(20))
    assert next(first) == "a"
    with pytest.raises(ModelAway) as caught:
        ask(made, 0.1)
    assert caught.value.outcome is Written.BUSY
    go.set()
    assert list(first) == ["b"]
    assert ask(made) == "ab"


def test_who_stops_reading_stops_the_model() -> None:
    model = ScriptedModel(scripts=[["a"] * 1000])
    stream = chat(model).stream(PROMPT, Purpose.ANSWER, Deadline.after(5))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert model.closed.wait(5)


def test_a_day_is_a_day_in_any_database(tmp_path: Any) -> None:
    calls = ModelCalls(Database(f"sqlite:///{tmp_path / 'd.db'}"))
    usage = Usage("m", Purpose.ANSWER, 10, 5, 2, 0.25, 1.5, True, False, "a1")
    calls.record(usage)
    calls.record(usage)
    assert (calls.spent().tokens, calls.spent().cost) == (30, 0.5)
    assert calls.spent(datetime.now(UTC) + timedelta(days=2)).tokens == 0
    assert calls.of("a1") == [usage, usage]
    calls.database.close()
