"""Threads out of a channel in which nobody threads."""

from datetime import UTC, datetime, timedelta

from ingest.threads.gather import gather
from ingest.threads.post import Post

AT = datetime(2026, 11, 9, 9, tzinfo=UTC)


def said(minute: int, author: str, text: str) -> Post:
    return Post(f"{minute:04}.0", author, text, AT + timedelta(minutes=minute))


def test_the_same_question_of_others_is_no_reply_to_it() -> None:
    asked = "How do I rotate the database password?"
    posts = [said(20 * n, f"U{n}", asked) for n in range(30)]
    threads, _ = gather(posts)
    assert len(threads) == 30


def test_what_answers_is_put_below_though_it_uses_the_same_words() -> None:
    question = said(0, "U1", "How do I rotate the database password?")
    answer = said(2, "U2", "Rotate the database password in the vault.")
    [thread], _ = gather([question, answer])
    assert thread.posts == [question, answer]
