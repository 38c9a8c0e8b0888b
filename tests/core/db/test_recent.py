"""What was stored a moment ago is shown without being read, and never hides what others stored."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.conversation import Event, EventName, Feedback, Message, Role
from core.db.conversations import Conversations
from core.db.engine import Database
from core.db.recent import Recent
from tests.core.db.test_conversations import ADA, answer_to


@pytest.fixture
def here(database_url: str) -> Iterator[Conversations]:
    database = Database(database_url)
    yield Conversations(database)
    database.close()


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[Conversations]:
    """Another process on the same database."""
    database = Database(database_url)
    yield Conversations(database)
    database.close()


def told(store: Conversations, key: str) -> list[int]:
    """The ids of a conversation's events, as a stream reads them."""
    seen: list[int] = []
    while news := store.events(key, seen[-1] if seen else 0, limit=3):
        seen += [event.id for event in news]
    return seen


def test_a_stream_misses_nothing_that_another_process_stored(
    here: Conversations, elsewhere: Conversations
) -> None:
    key = here.open(ADA, "web").id
    asked = here.ask(key, ADA, "How?", "Searching")
    elsewhere.reply(key, "Eve", "Like this.")
    here.answer(asked.question, answer_to(asked.question))
    expected = list(range(1, len(told(elsewhere, key)) + 1))
    assert told(here, key) == told(elsewhere, key) == expected
    assert len(expected) > 6


def test_a_message_is_read_as_it_was_stored(here: Conversations, elsewhere: Conversations) -> None:
    asked = here.ask(here.open(ADA, "web").id, ADA, "How?", "Searching")
    said = here.answer(asked.question, answer_to(asked.question))
    for key in (asked.question.id, said.id):
        assert here.message(key) == elsewhere.message(key)
    here.judge(said.id, ADA.subject, Feedback(True))
    judged = here.message(said.id)
    assert judged is not None
    assert judged.feedback == Feedback(True)


def test_what_was_not_stored_is_not_kept(
    here: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = here.ask(here.open(ADA, "web").id, ADA, "How?", "Searching")

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("core.db.transcript.Transcript.save", broken)
    with pytest.raises(RuntimeError):
        here.answer(asked.question, answer_to(asked.question))
    assert here.message(asked.question.answer_id) is None
    assert [event.id for event in here.events(asked.question.conversation_id, 0)] == [1, 2]


def test_it_is_forgotten_soon() -> None:
    now = [100.0]
    recent = Recent(clock=lambda: now[0])
    said = Message("m", "c", Role.USER, "How?", datetime(2026, 1, 1, tzinfo=UTC))
    recent.keep("c", [said], [Event(1, EventName.MESSAGE)])
    assert recent.message("m") == said
    assert [event.id for event in recent.events("c", 0, 10)] == [1]
    now[0] += 60
    assert recent.message("m") is None
    assert recent.events("c", 0, 10) == []
