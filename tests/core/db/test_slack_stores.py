"""Slack's inbox, outbox and threads, on both databases: taken once, in order, never lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from core.conversation import Asker, EscalationKind
from core.db.conversations import Conversations
from core.db.engine import Database
from core.db.escalations import Escalations
from core.db.inbox import Inbox
from core.db.lessons import DRAFT, Lessons
from core.db.outbox import Outbox
from core.db.sending_order import POSTS
from core.db.slack_tables import slack_inbox, slack_outbox
from core.db.slack_threads import SlackThreads
from core.escalation import Lesson
from core.slack import Incoming, Kind, Outgoing, SendState, SlackThread


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def message(number: int, thread: int = 0, event: str = "") -> Incoming:
    """A message that was said at that second."""
    ts = f"17600000{number:02}.000000"
    thread_ts = f"17600000{thread or number:02}.000000"
    payload = {"text": f"message {number}"}
    name = event or f"Ev{number}"
    return Incoming(name, Kind.MESSAGE, "C1", ts, thread_ts, "U1", payload, message_ts=ts)


def post(key: str, channel: str = "C1", thread: str = "1.0", **more: Any) -> Outgoing:
    return Outgoing(key, "chat.postMessage", channel, thread, {"text": key}, **more)


def expire(database: Database, table: Any) -> None:
    """As if whoever took something had been gone for long."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database.begin() as connection:
        connection.execute(
            update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=past)
        )


def test_a_message_is_kept_once_whatever_event_announced_it(inbox: Inbox) -> None:
    assert inbox.store(message(1))
    assert not inbox.store(message(1))
    assert not inbox.store(message(1, event="Ev-of-the-mention"))
    assert inbox.waiting() == 1


def test_a_thread_is_worked_on_in_order_and_by_one(inbox: Inbox) -> None:
    for each in (message(3, 1), message(1), message(5), message(2, 1)):
        inbox.store(each)
    first = inbox.claim("a", 10)
    assert [each.ts[8:10] for each in first] == ["01", "05"]
    assert inbox.claim("b", 10) == []
    inbox.done(first[0].id)
    assert [each.ts[8:10] for each in inbox.claim("b", 10)] == ["02"]


def test_one_that_came_late_waits_for_the_one_that_is_at_its_thread(inbox: Inbox) -> None:
    inbox.store(message(3, 1))
    (taken,) = inbox.claim("a", 10)
    inbox.store(message(2, 1))
    assert inbox.claim("b", 10) == []
    inbox.postpone(taken.id, 0, "not yet")
    assert [each.ts[8:10] for each in inbox.claim("b", 10)] == ["02"]


def test_what_a_dead_worker_had_taken_is_taken_by_another(database: Database, inbox: Inbox) -> None:
    inbox.store(message(1))
    inbox.claim("dead", 10)
    expire(database, slack_inbox)
    (again,) = inbox.claim("alive", 10)
    assert again.attempts == 2
    inbox.renew("alive")
    assert inbox.claim("other", 10) == []


def test_what_is_postponed_waits_and_holds_its_thread(inbox: Inbox) -> None:
    inbox.store(message(1))
    inbox.store(message(2, 1))
    (taken,) = inbox.claim("a", 10)
    inbox.postpone(taken.id, 60, "Slack is away")
    assert inbox.claim("a", 10) == []
    inbox.give_up(taken.id, "for good")
    assert [each.ts[8:10] for each in inbox.claim("a", 10)] == ["02"]


@pytest.mark.parametrize("first", ["the message", "its deletion"])
def test_a_deleted_message_is_not_worked_on_whichever_comes_first(
    inbox: Inbox, outbox: Outbox, first: str
) -> None:
    said = message(1)
    deleted = replace(said, event_id="Ev9", kind=Kind.DELETED, thread_ts="", payload={})
    if first == "the message":
        inbox.store(said)
    inbox.withdraw(deleted)
    assert inbox.store(said) is False
    assert inbox.claim("a", 10) == []
    assert not outbox.put(post("answer"), about=said.ts)
    kept = inbox.message("C1", said.ts)
    assert kept
    assert "text" not in kept.payload


def test_context_is_kept_and_not_worked_on(inbox: Inbox) -> None:
    inbox.store(message(1), to_do=False)
    inbox.store(message(2, 1))
    (taken,) = inbox.claim("a", 10)
    assert taken.ts == message(2).ts
    kept = inbox.thread("C1", message(1).ts)
    assert [each.waits for each in kept] == [False, True]
    inbox.done(taken.id, forget=True)
    assert inbox.thread("C1", message(1).ts)[1].payload == {}
    assert inbox.span("C1") == (message(1).ts, message(2).ts)
    assert inbox.channels() == ["C1"]


def test_what_was_worked_off_long_ago_is_dropped(inbox: Inbox) -> None:
    inbox.store(message(1), to_do=False)
    inbox.store(message(2))
    inbox.forget_before(datetime.now(UTC) + timedelta(seconds=1))
    assert inbox.message("C1", message(1).ts) is None
    assert inbox.waiting() == 1


def test_one_key_is_sent_once(outbox: Outbox) -> None:
    assert outbox.put(post("a"))
    assert not outbox.put(post("a"))
    (taken,) = outbox.claim("w", 10)
    assert not taken.unsure
    outbox.sent("a", "9.0")
    assert outbox.claim("w", 10) == []
    sent = outbox.get("a")
    assert sent
    assert (sent.state, sent.ts) == (SendState.SENT, "9.0")
    assert outbox.at("C1", "9.0") == sent


def test_a_thread_is_sent_in_order(outbox: Outbox) -> None:
    for key, thread in (("a", "1.0"), ("b", "1.0"), ("c", "2.0")):
        outbox.put(post(key, thread=thread))
    assert [each.key for each in outbox.claim("w", 10)] == ["a", "c"]
    outbox.postpone("a", 60, "429", unsure=False)
    assert outbox.claim("w", 10) == []
    outbox.give_up("a", "is_archived")
    assert [each.key for each in outbox.claim("w", 10)] == ["b"]


def test_what_a_dead_worker_was_sending_may_have_been_sent(
    database: Database, outbox: Outbox
) -> None:
    outbox.put(post("a"))
    outbox.claim("dead", 10)
    expire(database, slack_outbox)
    (again,) = outbox.claim("alive", 10)
    assert again.unsure
    outbox.postpone("a", 0, "429", unsure=False)
    assert not outbox.claim("alive", 10)[0].unsure


def test_a_channel_takes_so_many_posts_and_another_its_own(outbox: Outbox) -> None:
    for number in range(POSTS + 3):
        outbox.put(post(f"a{number}", thread=f"{number}.0"))
    outbox.put(post("b", channel="C2"))
    taken = [each.key for each in outbox.claim("w", 100)]
    assert taken == [f"a{number}" for number in range(POSTS)] + ["b"]
    for key in taken:
        outbox.sent(key, "1.0")
    # The next ones wait for the time that has to pass, whoever asks.
    assert outbox.claim("other", 100) == []


def test_slacks_wish_to_be_left_alone_holds_a_method_in_its_channel(outbox: Outbox) -> None:
    outbox.put(post("a"))
    outbox.put(post("b", channel="C2"))
    outbox.hold("chat.postMessage", "C1", 60)
    assert [each.key for each in outbox.claim("w", 10)] == ["b"]


def test_an_answer_takes_the_place_of_what_was_sent_and_the_turn_of_what_was_not(
    outbox: Outbox,
) -> None:
    outbox.put(post("looking"))
    assert outbox.put_instead(post("answer"), "looking")
    assert [(each.key, each.method) for each in outbox.claim("w", 10)] == [
        ("answer", "chat.postMessage")
    ]
    outbox.put(post("looking-2", thread="2.0"))
    outbox.claim("w", 10)
    outbox.sent("looking-2", "5.0")
    assert outbox.put_instead(post("answer-2", thread="2.0"), "looking-2")
    (change,) = outbox.claim("w", 10)
    assert (change.method, change.after, change.anew) == ("chat.update", "looking-2", True)
    outbox.become_post("answer-2")
    assert outbox.claim("w", 10)[0].method == "chat.postMessage"
    assert not outbox.put_instead(post("answer-2", thread="2.0"), "looking-2")


def test_nobody_is_told_to_wait_for_what_is_there(outbox: Outbox) -> None:
    outbox.put(post("answer"))
    assert not outbox.put(post("looking"), unless="answer")
    assert outbox.put(post("another"), unless="no such answer")


def test_what_serves_a_withdrawn_question_is_withdrawn_unless_it_was_begun(outbox: Outbox) -> None:
    outbox.put(post("sent", serves="q"))
    outbox.claim("w", 1)
    outbox.sent("sent", "2.0")
    outbox.put(post("waits", serves="q"))
    outbox.put(post("other", serves="p", thread="2.0"))
    assert [each.key for each in outbox.withdraw("q")] == ["sent"]
    assert [each.key for each in outbox.claim("w", 10)] == ["other"]


def test_a_thread_has_one_conversation(database: Database) -> None:
    threads = SlackThreads(database)
    kept = threads.save(SlackThread("C1", "1.0", "conversation", "U1"))
    assert threads.save(SlackThread("C1", "1.0", "another", "U2")) == kept
    assert threads.of_conversation("conversation") == kept
    assert threads.of_conversation("another") is None
    threads.end("C1", "1.0", "tick")
    ended = threads.get("C1", "1.0")
    assert ended
    assert ended.outcome == "tick"


def test_of_two_replicas_one_leaves_no_placeholder_beside_the_others_answer(
    outbox: Outbox,
) -> None:
    with ThreadPoolExecutor(2) as pool:
        for number in range(40):
            start = Barrier(2)
            looking = post(f"looking-{number}", thread=f"{number}.0")
            answer = post(f"answer-{number}", thread=f"{number}.0")

            def look(
                start: Barrier = start, looking: Outgoing = looking, of: str = answer.key
            ) -> None:
                start.wait()
                outbox.put(looking, unless=of)

            def say(
                start: Barrier = start, answer: Outgoing = answer, of: str = looking.key
            ) -> None:
                start.wait()
                outbox.put_instead(answer, of)

            for done in [pool.submit(look), pool.submit(say)]:
                done.result()
            said = outbox.get(answer.key)
            stands = outbox.get(looking.key)
            assert said is not None
            if stands is not None and stands.state is SendState.WAITING:
                assert said.method == "chat.update"


@pytest.mark.parametrize("kind", ["message", "post"])
def test_what_is_withdrawn_while_it_is_chosen_is_not_taken(postgres_url: str, kind: str) -> None:
    """Only PostgreSQL lets two write at once."""
    database = Database(postgres_url)
    inbox, outbox = Inbox(database), Outbox(database)
    table = slack_inbox if kind == "message" else slack_outbox
    if kind == "message":
        inbox.store(message(1))
    else:
        outbox.put(post("looking"))
    claim: Any = inbox.claim if kind == "message" else outbox.claim
    waits = select(func.count()).select_from(text("pg_locks")).where(text("not granted"))
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as connection:
            connection.execute(update(table).values(state=SendState.WITHDRAWN.value))
            taking = pool.submit(claim, "a", 10)
            # It has chosen, and waits for us to let go of what it chose.
            while not connection.execute(waits).scalar_one():
                assert not taking.done()
        assert list(taking.result(timeout=30)) == []
    database.close()


def test_draft_waits_for_a_card_and_not_for_what_the_asker_was_told(database: Database) -> None:
    asker = Asker("slack:1", frozenset(), user="U1")
    talk = Conversations(database).open(asker, "slack")
    call = Escalations(database).open(talk.id, asker.subject, EscalationKind.HUMAN, "", "Asked.")
    lessons, outbox = Lessons(database), Outbox(database)
    lessons.draft(Lesson("l1", call.id, "Why?", "So.", DRAFT, "", "public", datetime.now(UTC)))
    serves = f"escalation:{call.id}"
    for key in (f"direct:{call.id}", f"card:{call.id}:n1"):
        assert lessons.unposted() == []
        outbox.put(post(key, thread="", serves=serves))
        outbox.sent(key, "1.0")
    assert [each.id for each in lessons.unposted()] == ["l1"]
