"""Conversations and escalations, on both kinds of database."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.conversation import (
    Asker,
    ConversationState,
    Doubt,
    EscalationKind,
    EscalationState,
    Feedback,
    Message,
    Post,
    Role,
    SeeAlso,
)
from core.db.conversations import Asked, Conversations
from core.db.engine import Database
from core.db.escalations import Escalations
from core.db.posts import KeyReused
from core.records import AnswerKind, AnswerPart, Citation

ADA = Asker("ada", frozenset({"public", "staff"}), name="Ada", email="ada@example.com")
BOB = Asker("bob", frozenset({"public"}))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def desk(database: Database) -> Escalations:
    return Escalations(database)


def post(key: str = "k1", fingerprint: str = "f", subject: str = "ada") -> Post:
    return Post(subject, key, fingerprint)


def ask(store: Conversations, text: str = "How?", key: str = "k1") -> Asked:
    conversation = store.open(ADA, "web")
    return store.ask(conversation.id, ADA, text, "Searching", post(key, text))


def answer_to(question: Message) -> Message:
    updated = datetime(2024, 5, 1, tzinfo=UTC)
    citation = Citation(1, "docs", "a.md", "https://d.example/a", "A", "B", "Do it.", updated)
    return Message(
        "",
        question.conversation_id,
        Role.ASSISTANT,
        "Do it. [1]",
        datetime.now(UTC),
        kind=AnswerKind.ANSWERED,
        confidence=0.75,
        parts=(AnswerPart("Do it.", 1), AnswerPart("Then rest.", 1)),
        citations=(citation,),
        see_also=(SeeAlso("C", "https://d.example/c"),),
        notes=("[1] is what people said in #help.",),
        doubts=(Doubt("C says 5, a thread says 10.", SeeAlso("C", "https://d.example/c")),),
    )


def test_what_was_said_is_read_back_in_order(store: Conversations) -> None:
    asked = ask(store)
    said = store.answer(asked.question, answer_to(asked.question))
    read = store.get(asked.question.conversation_id, "ada")
    assert [message.role for message in read.messages] == [Role.USER, Role.ASSISTANT]
    assert read.messages[0].audiences == ADA.audiences
    assert (
        read.messages[1]
        == said
        == replace(
            answer_to(asked.question), id=asked.question.answer_id, created_at=said.created_at
        )
    )
    assert (read.asker.name, read.asker.email, read.surface) == ("Ada", "ada@example.com", "web")


def test_events_count_up_without_gaps_and_can_be_read_from_anywhere(store: Conversations) -> None:
    asked = ask(store)
    store.answer(asked.question, answer_to(asked.question))
    key = asked.question.conversation_id
    happened = store.events(key, 0)
    assert [event.id for event in happened] == list(range(1, 8))
    names = "message status part part citations message done".split()
    assert [event.name.value for event in happened] == names
    assert store.events(key, 4) == happened[4:]
    assert store.events(key, 7) == []
    assert store.get(key, "ada").last_event_id == 7


def test_nobody_else_finds_a_conversation(store: Conversations, desk: Escalations) -> None:
    asked = ask(store)
    said = store.answer(asked.question, answer_to(asked.question))
    key = asked.question.conversation_id
    with pytest.raises(LookupError):
        store.get(key, "bob")
    with pytest.raises(LookupError):
        store.ask(key, BOB, "Mine?", "Searching")
    with pytest.raises(LookupError):
        desk.open(key, "bob", EscalationKind.HUMAN, "", "Asked.")
    with pytest.raises(LookupError):
        store.judge(said.id, "bob", Feedback(True))
    with pytest.raises(LookupError):
        store.get("no-such", None)


def test_the_same_key_asks_once(store: Conversations) -> None:
    first = ask(store)
    key = first.question.conversation_id
    again = store.ask(key, ADA, "How?", "Searching", post("k1", "How?"))
    assert (first.fresh, again.fresh) == (True, False)
    assert (again.question, again.before) == (first.question, first.before)
    assert len(store.get(key, "ada").messages) == 1
    with pytest.raises(KeyReused, match="k1"):
        store.ask(key, ADA, "Another?", "Searching", post("k1", "Another?"))
    assert store.ask(key, ADA, "Another?", "Searching", post("k2", "Another?")).fresh
    assert store.open(BOB, "web", post("k1", "x", "bob")).messages == ()


def test_of_many_at_once_with_one_key_one_is_stored(store: Conversations) -> None:
    conversation = store.open(ADA, "web")
    found: list[Asked] = []

    def once() -> None:
        found.append(store.ask(conversation.id, ADA, "How?", "Searching", post()))

    threads = [threading.Thread(target=once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({asked.question.id for asked in found}) == 1
    assert sum(asked.fresh for asked in found) == 1
    assert len(store.get(conversation.id, "ada").messages) == 1


def test_many_writers_leave_no_gap(store: Conversations) -> None:
    conversation = store.open(ADA, "web")

    def some(name: str) -> None:
        for number in range(5):
            text = f"{name} {number}"
            asked = store.ask(conversation.id, ADA, text, "Searching", post(text, text))
            store.answer(asked.question, answer_to(asked.question))

    threads = [threading.Thread(target=some, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    happened = store.events(conversation.id, 0)
    assert [event.id for event in happened] == list(range(1, 20 * 7 + 1))


def test_an_answer_is_stored_once(store: Conversations) -> None:
    asked = ask(store)
    first = store.answer(asked.question, answer_to(asked.question))
    assert store.answer(asked.question, answer_to(asked.question)) == first
    assert len(store.get(asked.question.conversation_id, "ada").messages) == 2


def test_unanswered_questions_are_found_again(store: Conversations) -> None:
    first = ask(store, "First?", "k1")
    second = store.ask(first.question.conversation_id, ADA, "Second?", "S", post("k2", "Second?"))
    found = store.waiting(timedelta(0))
    assert [asked.question.text for asked in found] == ["First?", "Second?"]
    assert found[1].history == second.history
    assert store.waiting(timedelta(minutes=1)) == []
    store.answer(first.question, answer_to(first.question))
    assert [asked.question.text for asked in store.waiting(timedelta(0))] == ["Second?"]


def test_history_is_what_was_said_before(store: Conversations) -> None:
    first = ask(store, "First?", "k1")
    store.answer(first.question, answer_to(first.question))
    second = store.ask(first.question.conversation_id, ADA, "And EU?", "S", post("k2", "E"))
    assert [(turn.role, turn.text) for turn in second.history] == [
        ("user", "First?"),
        ("assistant", "Do it. [1]"),
    ]
    assert first.history == ()


def test_feedback_replaces_and_is_read_with_the_answer(store: Conversations) -> None:
    asked = ask(store)
    said = store.answer(asked.question, answer_to(asked.question))
    store.judge(said.id, "ada", Feedback(True))
    store.judge(said.id, "ada", Feedback(False, "old page"))
    read = store.get(asked.question.conversation_id, "ada")
    assert read.messages[1].feedback == Feedback(False, "old page")
    with pytest.raises(LookupError):
        store.judge(asked.question.id, "ada", Feedback(True))


def test_an_escalation_is_stored_with_what_was_said(
    store: Conversations, desk: Escalations
) -> None:
    asked = ask(store)
    key = asked.question.conversation_id
    opened = desk.open(key, "ada", EscalationKind.HUMAN, "On fire", "Asked.", post("h"))
    retried = desk.open(key, "ada", EscalationKind.HUMAN, "On fire", "Asked.", post("h"))
    assert opened == retried
    assert desk.all(EscalationState.OPEN) == [opened]
    read = store.get(key, "ada")
    assert read.state is ConversationState.WAITING
    assert [(m.role.value, m.text) for m in read.messages[1:]] == [
        ("user", "On fire"),
        ("system", "Asked."),
    ]


def test_one_open_escalation_of_a_kind_is_enough(store: Conversations, desk: Escalations) -> None:
    key = store.open(ADA, "web").id
    first = desk.open(key, "ada", EscalationKind.HUMAN, "", "Asked.", post("1"))
    assert desk.open(key, "ada", EscalationKind.HUMAN, "More.", "Asked.", post("2")) == first
    emergency = desk.open(key, "ada", EscalationKind.EMERGENCY, "", "Paged.", post("3"))
    assert emergency.id != first.id
    said = [message.text for message in store.get(key, "ada").messages]
    assert said == ["Asked.", "More.", "Paged."]


def test_a_human_takes_over_and_gives_back(store: Conversations, desk: Escalations) -> None:
    key = store.open(ADA, "web").id
    desk.open(key, "ada", EscalationKind.HUMAN, "", "Asked.")
    replied = store.reply(key, "Dana", "Hello.", post("r", subject="desk"))
    assert store.reply(key, "Dana", "Hello.", post("r", subject="desk")) == replied
    assert store.get(key, "ada").state is ConversationState.WITH_HUMAN
    assert desk.all(EscalationState.OPEN) == []
    assert desk.all()[0].state is EscalationState.ANSWERED
    asked = store.ask(key, ADA, "Thanks!", "Searching", post("t"))
    assert asked.question.answer_id == ""
    assert store.waiting(timedelta(0)) == []
    assert store.events(key, 0)[-1].name == "done"
    assert store.resolve(key).state is ConversationState.RESOLVED
    assert desk.all()[0].state is EscalationState.RESOLVED
    again = store.ask(key, ADA, "One more?", "Searching", post("u", "u"))
    assert again.question.answer_id
    assert store.get(key, "ada").state is ConversationState.OPEN


def test_old_keys_are_forgotten_and_new_ones_kept(store: Conversations) -> None:
    first = ask(store)
    store.tidy()
    again = store.ask(first.question.conversation_id, ADA, "How?", "S", post("k1", "How?"))
    assert not again.fresh
