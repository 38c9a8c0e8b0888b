"""Threads in a real database: what is stored comes back, once, in order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.db.threads import Threads
from core.thread import Outcome, Reaction, Speaker, Thread, ThreadMessage
from tests.core.db.conftest import Store

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def said(
    minutes: float, author: str, text: str, speaker: Speaker = Speaker.HELPER
) -> ThreadMessage:
    at = MONDAY + timedelta(minutes=minutes)
    return ThreadMessage(f"{at.timestamp():.6f}", author, speaker, text, at)


def thread(minutes: float = 0, channel: str = "C1", *more: ThreadMessage) -> Thread:
    asked = said(minutes, "U1", "How do I roll back?", Speaker.ASKER)
    return Thread("help", "help-deploy", channel, asked.id, (asked, *more), Outcome.UNANSWERED)


@pytest.fixture
def threads(store: Store) -> Threads:
    return store.threads


@pytest.fixture
def help_id(store: Store) -> int:
    return store.sources.open("help", "slack-export", "/export")


def test_a_thread_comes_back_as_it_was(threads: Threads, help_id: int) -> None:
    answer = replace(
        said(5, "U2", "Run `harbor rollback`."),
        reactions=(Reaction("white_check_mark", ("U1",)),),
        links=("https://docs.example.com/rollback",),
        edited_at=MONDAY + timedelta(minutes=6),
    )
    whole = replace(
        thread(0, "C1", answer),
        outcome=Outcome.SOLVED,
        resolution=(answer.id,),
        permalink="https://x.slack.com/archives/C1/p1",
        audience="staff",
        joined=True,
    )
    threads.save(help_id, [(whole, "a" * 64)])
    assert threads.get(help_id, "C1", whole.id) == whole
    known = threads.known(help_id)[whole.path]
    assert (known.fingerprint, known.outcome) == ("a" * 64, Outcome.SOLVED)
    assert known.last_at == answer.at


def test_saving_again_replaces(threads: Threads, help_id: int) -> None:
    first = thread()
    threads.save(help_id, [(first, "a")])
    longer = replace(first, messages=(*first.messages, said(9, "U3", "Same here")))
    threads.save(help_id, [(longer, "b")])
    assert list(threads.between(MONDAY, MONDAY + timedelta(days=1))) == [longer]
    assert [who[1].id for who in threads.of_person("U3")] == [first.id]


def test_between_is_half_open_and_oldest_first_over_many_pages(
    threads: Threads, help_id: int
) -> None:
    # Two channels ask at the same moment, so that a page ends between equals.
    every = [thread(n // 2, f"C{n % 2}") for n in range(1010)]
    threads.save(help_id, [(each, "f") for each in reversed(every)])
    found = list(threads.between(MONDAY, MONDAY + timedelta(minutes=500)))
    assert len(found) == len({each.path for each in found}) == 1000
    assert [t.question.at for t in found] == sorted(t.question.at for t in found)


def test_removing_takes_only_what_is_named(threads: Threads, help_id: int) -> None:
    one, other = thread(0), thread(1)
    threads.save(help_id, [(one, "a"), (other, "b")])
    threads.remove(help_id, [one.path, "C9/1.0"])
    assert list(threads.known(help_id)) == [other.path]


def test_a_source_that_is_removed_takes_its_threads(
    store: Store, threads: Threads, help_id: int
) -> None:
    threads.save(help_id, [(thread(), "a")])
    store.documents.remove_source("help")
    assert list(threads.between(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))) == []


def test_recent_threads_are_those_that_were_open_in_the_time(
    threads: Threads, help_id: int
) -> None:
    long = thread(0, "C1", said(60, "U2", "Try again"))
    short, elsewhere = thread(10), thread(0, "C2", said(60, "U2", "Try again"))
    threads.save(help_id, [(each, "f") for each in (long, short, elsewhere)])
    since, until = MONDAY + timedelta(minutes=5), MONDAY + timedelta(minutes=20)
    assert threads.recent(help_id, "C1", since, until) == [long, short]
    assert threads.recent(help_id, "C1", since + timedelta(minutes=10), until) == [long]
