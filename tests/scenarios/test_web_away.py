"""Something is away: people get a sentence and a human, and nothing is lost."""

import signal
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.messages import cannot_answer_now, too_slow
from core.errors import Transient, UserError
from core.records import Answer, Question
from dialtone.surface import Surface
from tests.bot.web.line import (
    FOUND,
    Line,
    Person,
    ScriptedApp,
    help_line,
    running,
    settings,
    wait_for,
    write_pages,
)

ROLLBACK = "How do I roll back a deploy?"


def ways_out(line: Line, person: Person, conversation: str) -> None:
    """The human and the emergency button work, whatever is away."""
    assert person.post(f"/conversations/{conversation}/human", {}).status_code == 202
    called = person.post(f"/conversations/{conversation}/emergency", {"confirmed": True})
    assert called.status_code == 202
    found = line.admin("GET", "/escalations?state=open").json()["escalations"]
    assert {"human", "emergency"} == {
        item["kind"] for item in found if item["conversation_id"] == conversation
    }


@pytest.mark.parametrize(
    "error",
    [
        Transient("The Chroma server http://chroma:8000 does not answer"),
        UserError("The embedding model could not be loaded", "Install it."),
        RuntimeError("secret-host:5432 refused"),
        MemoryError(),
    ],
)
@pytest.mark.parametrize("room", ["index", "embedder"])
def test_index_or_model_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str, error: Exception
) -> None:
    with help_line(tmp_path) as line:
        ada = line.person()
        conversation = ada.conversation()

        def away(*_: Any, **__: Any) -> Any:
            raise error

        broken = line.app.index if room == "index" else line.app.embedder
        name = "query" if room == "index" else "embed_queries"
        monkeypatch.setattr(broken, name, away)
        asked = ada.ask(conversation, ROLLBACK, "k1")
        assert asked["answer"]["text"] == cannot_answer_now()
        assert asked["answer"]["kind"] is None
        path = f"/conversations/{conversation}/messages"
        with ada.stream(path, {"text": "Again?"}) as events:
            names = [event.name for event in events]
        assert names == ["message", "status", "message", "done"]
        ways_out(line, ada, conversation)
        monkeypatch.undo()
        # A retry of the same request says the same; asked anew, it is answered.
        assert ada.ask(conversation, ROLLBACK, "k1") == asked
        assert ada.ask(conversation, ROLLBACK)["answer"]["kind"] in FOUND


@pytest.mark.parametrize("room", ["index", "embedder"])
def test_index_or_model_away_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    """It is ready as soon as both are there."""
    monkeypatch.setattr("bot.warming._AGAIN_SECONDS", 0.05)
    with ScriptedApp(settings(tmp_path / "home")) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        broken = app.index if room == "index" else app.embedder
        asked = []

        def away(*_: Any) -> Any:
            asked.append(room)
            raise Transient("The server http://chroma:8000 does not answer")

        with ExitStack() as still:
            now = still.enter_context(pytest.MonkeyPatch.context())
            for name in ("query", "count") if room == "index" else ("embed_queries",):
                now.setattr(broken, name, away)
            line = still.enter_context(running(app))
            wait_for(lambda: len(asked) > 1 or (room == "index" and asked))
            ready = line.client.get("/readyz")
            assert ready.status_code == 503
            dependency = "index" if room == "index" else "model"
            assert ready.json()["dependencies"][dependency]["ok"] is False
            now.undo()
            wait_for(lambda: line.client.get("/readyz").status_code == 200)
            ada = line.person()
            assert ada.ask(ada.conversation(), ROLLBACK)["answer"]["kind"] in FOUND


def test_an_answer_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with help_line(tmp_path, answer_seconds=0.2) as line:
        ada = line.person()
        conversation = ada.conversation()
        wait_for(lambda: line.client.get("/readyz").status_code == 200)
        let = threading.Event()
        monkeypatch.setattr(
            line.app.embedder, "embed_queries", lambda texts: (let.wait(10) and None) or None
        )
        assert ada.ask(conversation, ROLLBACK)["answer"]["text"] == too_slow()
        ways_out(line, ada, conversation)
        let.set()


def test_the_database_goes_away_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with help_line(tmp_path) as line:
        ada = line.person()
        conversation = ada.conversation()
        wait_for(lambda: line.client.get("/readyz").status_code == 200)

        def away(*_: Any) -> Any:
            raise Transient("db.internal:5432 does not answer")

        monkeypatch.setattr(type(line.app.database), "begin", away)
        monkeypatch.setattr(type(line.app.database), "read", away)
        path = f"/conversations/{conversation}/messages"
        failed = ada.post(path, {"text": ROLLBACK}, "k1")
        assert failed.status_code == 503
        assert "Idempotency-Key" in failed.json()["remedy"]
        assert "db.internal" not in failed.text
        ready = line.client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["dependencies"]["database"]["ok"] is False
        assert line.client.get("/healthz").status_code == 200
        assert line.client.get("/widget.js").status_code == 200
        monkeypatch.undo()
        assert ada.ask(conversation, ROLLBACK, "k1")["answer"]["kind"] in FOUND
        assert len(ada.get(f"/conversations/{conversation}").json()["messages"]) == 2


def test_the_database_goes_away_before_the_answer_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.assistant._STORE_TRIES", 2)
    monkeypatch.setattr("bot.assistant._SWEEP_SECONDS", 0.1)
    with help_line(tmp_path, answer_seconds=0.5) as line:
        ada = line.person()
        conversation = ada.conversation()
        store = type(line.app.conversations)

        def away(*_: Any) -> Any:
            raise Transient("away")

        with monkeypatch.context() as patch:
            patch.setattr(store, "answer", away)
            path = f"/conversations/{conversation}/messages"
            assert ada.post(path, {"text": ROLLBACK}, "k1").status_code == 503
        # Nobody asks again, and yet it is answered.
        read = f"/conversations/{conversation}"
        wait_for(lambda: len(ada.get(read).json()["messages"]) == 2)
        assert ada.ask(conversation, ROLLBACK, "k1")["answer"]["kind"] in FOUND


def test_a_restart_answers_what_was_left(tmp_path: Path) -> None:
    # The first process stores a question and ends before it answers it.
    with ScriptedApp(settings(tmp_path / "home")) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        surface = Surface(app)
        with running(app, surface) as line:
            ada = line.person()
            conversation = ada.conversation()
            app.conversations.ask(conversation, _asker(ada), ROLLBACK, "Searching")
    with ScriptedApp(settings(tmp_path / "home")) as app, running(app) as line:
        again = Person(line.client, ada.session, ada.origin)
        path = f"/conversations/{conversation}"
        wait_for(lambda: len(again.get(path).json()["messages"]) == 2)
        with again.stream(f"{path}/events", **{"Last-Event-ID": "2"}) as events:
            names = [next(events).name for _ in range(4)]
        assert names[-1] in ("part", "citations", "message")


def test_going_down_finishes_answers_and_cuts_streams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with help_line(tmp_path) as line:
        ada, bob = line.person(), line.person()
        wait_for(lambda: line.client.get("/readyz").status_code == 200)
        listening, asking = ada.conversation(), bob.conversation()
        inner = line.app.answerer.answer_many
        busy = threading.Event()

        def slowly(questions: Sequence[Question]) -> list[Answer]:
            busy.set()
            time.sleep(1)
            return inner(questions)

        line.surface.batching._answer_many = slowly
        told: dict[str, list[Any]] = {}

        def listen() -> None:
            with ada.stream(f"/conversations/{listening}/events") as events:
                told["listening"] = list(events)

        def ask() -> None:
            path = f"/conversations/{asking}/messages"
            with bob.stream(path, {"text": ROLLBACK}) as events:
                told["asking"] = list(events)

        threads = [threading.Thread(target=work) for work in (listen, ask)]
        for thread in threads:
            thread.start()
        assert busy.wait(10)
        wait_for(lambda: line.surface.parts.metrics.streams._value.get() == 2)
        line.stop()
        for thread in threads:
            thread.join(10)
        assert [event.name for event in told["asking"]][-2:] == ["message", "done"]
        assert told["asking"][-2].data["kind"] in FOUND
        assert [event.name for event in told["listening"]] == ["error"]
        assert told["listening"][0].data["type"] == "urn:dialtone:problem:stream-cut"
        assert told["listening"][0].id is None


def _asker(person: Person) -> Any:
    import jwt

    from core.conversation import Asker

    said = jwt.decode(person.session["token"], options={"verify_signature": False})
    return Asker(said["sub"], frozenset(said["audiences"]))


def test_sigterm_ends_the_command_in_peace(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "dialtone", "--home", str(tmp_path), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline().decode()
        assert "Dialtone answers at http://127.0.0.1:" in first
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
