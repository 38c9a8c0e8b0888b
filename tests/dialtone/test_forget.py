"""Erasing a person: nothing of what they wrote is left, and nothing brings it back."""

import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from core.conversation import Asker, Message, Role
from core.db.conversations import Conversations
from core.records import AnswerKind, Citation, Question
from core.thread import Thread
from tests.dialtone.conftest import Dialtone
from tests.fakes import FakeApp
from tests.ingest.sources.slack.conftest import stored
from tests.ingest.sources.slack.workspace_export import ADA, BOB, CAT, WorkspaceExport, said
from tests.state import state_of


@pytest.fixture
def export(place: Path) -> WorkspaceExport:
    """Bob answers Ada, asks a question of his own, and is named by Cat."""
    export = WorkspaceExport(place / "export")
    export.say(
        "help",
        said(0, ADA, "How do I roll back a checkout deploy?"),
        said(4, BOB, "Use the zebra button in the portal", 0),
        said(5, CAT, "Or run `harbor rollback checkout`", 0),
        said(6, ADA, "thanks, that worked", 0,
             reactions=[{"name": "tada", "users": [BOB, CAT], "count": 2}]),
        said(100, BOB, "Why is the walrus queue slow?"),
        said(104, CAT, "You need to raise its quota", 100),
        said(900, CAT, f"Who is on call, <@{BOB}> or somebody else?"),
    )  # fmt: skip
    return export


@pytest.fixture
def filled(dialtone: Dialtone, export: WorkspaceExport) -> Dialtone:
    done = dialtone("ingest", "slack-export", export.write(), "--source", "help")
    assert done.code == 0, done.err
    return dialtone


def held(app: FakeApp) -> str:
    """Everything that is kept in rows."""
    found = [repr(each) for each in stored(app)]
    with app.database.read() as connection:
        for table in (
            "documents",
            "chunks",
            "chunk_words",
            "thread_words",
            "people",
            "threads",
            "thread_people",
        ):
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                found += [_readable(value) for value in row]
    return "\n".join(found)


def written(home: Path) -> str:
    """Everything that the files hold, beside their rows too."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return "\n".join(file.read_bytes().decode("latin-1") for file in files)


def _readable(value: object) -> str:
    if isinstance(value, bytes):
        return zlib.decompress(value).decode()
    return str(value)


@pytest.mark.parametrize("who", [BOB, "bob.b", "@bob.b"])
def test_nothing_of_a_person_is_left(filled: Dialtone, app: FakeApp, place: Path, who: str) -> None:
    done = filled("forget", who, "--json")
    assert done.code == 0, done.err
    # Before this process, which has had it all in memory, opens the index again.
    left = written(place / "home")
    assert done.json == {
        "threads_removed": 1, "threads_changed": 2, "conversations": 0, "messages": 0,
    }  # fmt: skip
    first, second = stored(app)
    assert [m.author for m in first.messages] == [ADA, CAT, ADA]
    assert first.messages[2].reactions[0].people == (CAT,)
    assert second.question.text == "Who is on call, @someone or somebody else?"
    state_of(app)
    assert "walrus" not in repr(app.search.find(Question("walrus queue"), 5).past)
    left += held(app)
    for trace in ("zebra", "walrus", BOB, "bob.b"):
        assert trace not in left, trace


def test_reading_again_does_not_bring_a_person_back(
    filled: Dialtone, app: FakeApp, export: WorkspaceExport
) -> None:
    filled("forget", BOB)
    before = [_words(thread) for thread in stored(app)]
    again = filled("ingest", "slack-export", export.folder, "--source", "help", "--json").json[0]
    assert [_words(thread) for thread in stored(app)] == before
    assert again["skipped"]["opted out"] == 2
    assert BOB not in repr(stored(app))


def test_conversations_go_and_answers_that_quote_are_emptied(
    filled: Dialtone, app: FakeApp, place: Path
) -> None:
    bob, ada = Asker("s1", frozenset({"public"}), user=BOB), Asker("s2", frozenset({"public"}))
    path = stored(app)[0].path
    quoted = Citation(1, "help", path, "", "Rolling back", "", "Use the zebra button")
    for asker in (bob, ada):
        talk = app.conversations.open(asker, "web")
        asked = app.conversations.ask(talk.id, asker, "Where is it?", "looking").question
        answer = Message(
            asked.answer_id, talk.id, Role.ASSISTANT, "Use the zebra button", datetime.now(UTC),
            kind=AnswerKind.ANSWERED, confidence=0.9, citations=(quoted,),
        )  # fmt: skip
        app.conversations.answer(asked, answer)
    done = filled("forget", BOB, "--json")
    assert (done.json["conversations"], done.json["messages"]) == (1, 2)
    # As another process reads it; one that has just told it may remember it for some seconds.
    said_now = Conversations(app.database).message(answer.id)
    assert said_now
    assert (said_now.text, said_now.citations) == ("[removed]", ())
    with app.database.read() as connection:
        subjects = list(connection.execute(text("SELECT subject FROM conversations")).scalars())
    assert subjects == ["s2"]


def test_a_name_that_nobody_has_is_said_so(filled: Dialtone) -> None:
    done = filled("forget", "nobody")
    assert done.code == 2
    assert "Nobody is known as 'nobody'" in done.err


def test_opting_out_is_kept_at_the_next_reading(
    filled: Dialtone, app: FakeApp, place: Path, export: WorkspaceExport
) -> None:
    (place / "dialtone.yaml").write_text("history:\n  opt_out_people: [bob.b]\n")
    filled("ingest", "slack-export", export.folder, "--source", "help")
    assert [[m.author for m in t.messages] for t in stored(app)] == [[ADA, CAT, ADA], [CAT]]
    assert "bob" not in repr([_words(thread) for thread in stored(app)])
    (place / "dialtone.yaml").write_text("history:\n  opt_out_channels: ['he*']\n")
    done = filled("ingest", "slack-export", export.folder, "--source", "help", "--json")
    assert done.code == 0, done.err
    assert [t.channel for t in stored(app)] == []
    assert done.code == 0


def _words(thread: Thread) -> tuple[str, ...]:
    return tuple(message.text for message in thread.messages)
