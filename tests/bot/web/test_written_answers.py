"""Answers by a language model as the bubble gets them: each sentence once it is verified."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.conversation import Asker
from core.db.model_calls import ModelCalls
from core.db.tables import metadata
from core.model_settings import Model
from core.records import AnswerPart, Citation
from tests.bot.web.line import (
    PAGES,
    Happened,
    Line,
    running,
    settings,
    wait_for,
    write_pages,
)
from tests.bot.written_app import ASKED, FIRST, PRICED, SECOND, TURNED, WrittenApp, said
from tests.scripted_model import ScriptedModel


@contextmanager
def line_with(place: Path, model: ScriptedModel, **more: Any) -> Iterator[Line]:
    values = {**PRICED, **more}
    made = settings(place / "home").model_copy(update={"model": Model.model_validate(values)})
    with WrittenApp(made) as app:
        app.model = model
        app.ingest(write_pages(place / "pages", PAGES))
        with running(app) as line:
            yield line


def parts(events: list[Happened]) -> list[tuple[int, str]]:
    return [(e.data["index"], e.data["text"]) for e in events if e.name == "part"]


def test_a_sentence_is_shown_while_the_next_one_is_written(tmp_path: Path) -> None:
    go = threading.Event()
    model = ScriptedModel(scripts=[[said(FIRST), "\n", go, said(SECOND)]], counted=(900, 50, 0))
    with line_with(tmp_path, model) as line:
        person = line.person()
        conversation = person.conversation()
        happened: list[Happened] = []
        path = f"/conversations/{conversation}/messages"
        with person.stream(path, {"text": ASKED}) as events:
            for event in events:
                happened.append(event)
                if event.name == "part":
                    assert go.is_set() == (event.data["index"] > 0)
                    assert 'class="dt-cite"' in event.data["html"]
                    go.set()
        assert parts(happened) == [(0, FIRST), (1, SECOND)]
        assert [event.id for event in happened] == list(range(1, 1 + len(happened)))
        answer = next(e.data for e in happened if e.name == "message" and e.data["role"] != "user")
        assert FIRST in answer["text"]
        assert len(answer["citations"]) >= 1
        metrics = line.client.get("/metrics").text
        assert 'dialtone_written_answers_total{outcome="written"} 1.0' in metrics
        assert 'dialtone_model_tokens_total{direction="in"} 900.0' in metrics
        assert "dialtone_model_cost_total 0.0023" in metrics
        (used,) = ModelCalls(line.app.database).of(answer["id"])
        assert (used.tokens_in, used.tokens_out, used.counted) == (900, 50, True)


def test_what_broke_in_the_middle_leaves_nothing_half_said(tmp_path: Path) -> None:
    model = ScriptedModel(scripts=[[said(SECOND), "\n", RuntimeError("cut")]])
    with line_with(tmp_path, model, tries=1) as line:
        person = line.person()
        conversation = person.conversation()
        with person.stream(f"/conversations/{conversation}/messages", {"text": ASKED}) as events:
            happened = list(events)
        told = parts(happened)
        assert told[0] == (0, SECOND)
        # The extract begins anew at 0, so a reader drops what was told before.
        assert [index for index, _ in told].count(0) == 2
        (_, answer) = person.get(f"/conversations/{conversation}").json()["messages"]
        assert answer["state"] == "complete"
        assert answer["kind"] in ("answered", "partial")
        assert happened[-1].name == "done"


@pytest.mark.parametrize("how", ["dies", "hangs", "garbage"])
def test_nothing_half_said_is_kept_anywhere(tmp_path: Path, how: str) -> None:
    go = threading.Event()
    ends: Any = {"dies": RuntimeError("cut"), "hangs": go, "garbage": "\ufffd{" * 200_000}[how]
    model = ScriptedModel(scripts=[[said(TURNED), "\n", ends]])
    with line_with(tmp_path, model, tries=1, seconds=0.8 if how == "hangs" else 20) as line:
        person = line.person()
        conversation = person.conversation()
        with person.stream(f"/conversations/{conversation}/messages", {"text": ASKED}) as events:
            happened = list(events)
        go.set()
        assert parts(happened)[0] == (0, TURNED)
        whole = next(e for e in reversed(happened) if e.name == "message")
        assert TURNED not in str(whole.data)
        # Who comes later is told of the answer alone, from whichever event on.
        with person.stream(f"/conversations/{conversation}/events") as events:
            again = []
            for event in events:
                again.append(event)
                if event.id == happened[-1].id:
                    break
        assert [event.id for event in again] == list(range(1, 1 + len(again)))
        assert TURNED not in str(again)
        assert [index for index, _ in parts(again)] == list(range(len(parts(again))))
        with line.app.database.read() as stored:
            for table in metadata.sorted_tables:
                assert TURNED not in str(stored.execute(table.select()).fetchall()), table.name


def test_a_hanging_model_costs_its_seconds(tmp_path: Path) -> None:
    go = threading.Event()
    with line_with(tmp_path, ScriptedModel(scripts=[[said(FIRST), "\n", go]]), seconds=0.5) as line:
        person = line.person()
        conversation = person.conversation()
        answered = person.ask(conversation, ASKED)
        assert answered["answer"]["kind"] in ("answered", "partial")
        go.set()
        metrics = line.client.get("/metrics").text
        assert 'dialtone_written_answers_total{outcome="slow"} 1.0' in metrics


def test_a_restart_in_mid_answer_leaves_one_whole_answer(tmp_path: Path) -> None:
    with WrittenApp(settings(tmp_path / "home")) as app:
        asker = Asker("anonymous:1", frozenset({"public"}))
        conversation = app.conversations.open(asker, "web").id
        question = app.conversations.ask(conversation, asker, ASKED, "Searching").question
        citation = Citation(1, "guide", "rollback.md", "", "Rollbacks", "", FIRST)
        assert app.conversations.tell(question, 0, AnswerPart(FIRST, 1), citation)
        # Here the process dies.
    with line_with(tmp_path, ScriptedModel(scripts=[[said(FIRST) + said(SECOND)]])) as line:
        store = line.app.conversations
        wait_for(lambda: len(store.get(conversation, None).messages) == 2)
        answer = store.get(conversation, None).messages[1]
        assert [part.text for part in answer.parts] == [FIRST, SECOND]
        told = [e.data["index"] for e in store.events(conversation, 0) if e.name == "part"]
        assert told == [0, 1]
        assert not store.tell(question, 2, AnswerPart("late", 1), citation)


@pytest.mark.parametrize("how", ["hangs", "writes on"])
def test_who_has_heard_enough_keeps_what_was_verified(tmp_path: Path, how: str) -> None:
    go = threading.Event()
    rest: Any = [go] if how == "hangs" else [" word" for _ in range(40_000)]
    model = ScriptedModel(scripts=[[said(TURNED), "\n", *rest]])
    with line_with(tmp_path, model, seconds=600) as line:
        person, other = line.person(), line.person()
        conversation = person.conversation()
        happened: list[Happened] = []
        path = f"/conversations/{conversation}/messages"
        with person.stream(path, {"text": ASKED}) as events:
            for event in events:
                happened.append(event)
                if event.name == "part":
                    stop = f"{path}/{event.data['message_id']}/stop"
                    assert other.post(stop, key=None).status_code == 404
                    stopped = person.post(stop, key=None)
        assert stopped.status_code == 200
        answer = stopped.json()
        assert (answer["state"], answer["kind"]) == ("stopped", "partial")
        assert TURNED in answer["text"]
        assert answer["text"].endswith("Stopped before the answer was finished.")
        assert [citation["number"] for citation in answer["citations"]] == [1]
        # The stream that waited has it, and ends.
        assert [event.name for event in happened[-3:]] == ["citations", "message", "done"]
        assert happened[-2].data == answer
        # The model is not read any further, and what it was to write takes no answer's place.
        if how == "hangs":
            go.set()
        assert model.closed.wait(20)
        count = 'dialtone_written_answers_total{outcome="stopped"} 1.0'
        wait_for(lambda: count in line.client.get("/metrics").text)
        read = person.get(f"/conversations/{conversation}").json()
        assert read["messages"][1] == answer
        assert person.post(stop, key=None).json() == answer


def test_an_answer_stopped_before_a_word_says_so_and_the_next_is_whole(tmp_path: Path) -> None:
    go = threading.Event()
    with line_with(tmp_path, ScriptedModel(scripts=[[go], [said(FIRST)]]), seconds=600) as line:
        person = line.person()
        conversation = person.conversation()
        path = f"/conversations/{conversation}/messages"
        with person.stream(path, {"text": ASKED}) as events:
            for event in events:
                if event.name == "status":
                    key = event.data["message_id"]
                    answer = person.post(f"{path}/{key}/stop", key=None).json()
        assert (answer["state"], answer["kind"], answer["citations"]) == ("stopped", None, [])
        assert answer["text"] == "Stopped before the answer was finished."
        go.set()
        again = person.ask(conversation, ASKED)["answer"]
        assert (again["state"], FIRST in again["text"]) == ("complete", True)
        # A whole answer is not taken back.
        assert person.post(f"{path}/{again['id']}/stop", key=None).json() == again
        assert person.post(f"{path}/{'x' * 24}/stop", key=None).status_code == 404
