"""What was removed is gone from the file too, or it is said that it is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.conversation import Asker, EscalationKind
from core.db.conversations import Conversations
from core.db.engine import Database
from core.db.erasure import Erasure
from core.db.escalations import Escalations
from core.db.outbox import Outbox
from core.db.slack_threads import SlackThreads
from core.errors import UserError
from core.slack import Outgoing, SlackThread


def test_a_process_that_reads_what_was_removed_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "dialtone.db"
    database = Database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM people").fetchall()
        with pytest.raises(UserError, match="another process reads it"):
            Erasure(database).shrink()
    Erasure(database).shrink()
    database.close()


def test_what_was_posted_in_slack_goes_with_who_asked(database_url: str) -> None:
    database = Database(database_url)
    conversations, outbox = Conversations(database), Outbox(database)
    asker = Asker("slack:C1:1.0", frozenset(), user="U1", name="Ada Lane")
    talk = conversations.open(asker, "slack")
    SlackThreads(database).save(SlackThread("C1", "1.0", talk.id, "U1"))
    call = Escalations(database).open(talk.id, asker.subject, EscalationKind.HUMAN, "", "Asked.")

    def post(key: str, place: str, thread: str, text: str, serves: str = "") -> None:
        outbox.put(Outgoing(key, "chat.postMessage", place, thread, {"text": text}, serves))

    post("answer:m1", "C1", "1.0", "So it is done.")
    post(f"card:{call.id}:n1", "C9", "", "The printer hums.", f"escalation:{call.id}")
    outbox.sent(f"card:{call.id}:n1", "9.0")
    post("helpers:m2", "C9", "9.0", "It hums in hall four.")
    post("answer:other", "C1", "2.0", "Another answer.")
    post("step:other:3", "C9", "8.0", "Ada Lane: claimed it")
    post("step:other:4", "C9", "8.0", "Ada Lanette: claimed it")
    Erasure(database).erase("U1", {"Ada Lane"}, [])
    left = {post.key: post.payload["text"] for post in _posts(outbox)}
    assert left == {
        "answer:other": "Another answer.",
        "step:other:3": "[removed]",
        "step:other:4": "Ada Lanette: claimed it",
    }
    database.close()


def _posts(outbox: Outbox) -> list[Outgoing]:
    places = (("C1", "1.0"), ("C9", ""), ("C9", "9.0"), ("C1", "2.0"), ("C9", "8.0"))
    return [each for place in places for each in outbox.thread(*place)]
