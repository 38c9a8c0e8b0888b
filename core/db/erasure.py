"""What one person wrote in conversations, taken out of the database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from core.db.conversation_tables import conversations, feedback, messages, posts
from core.db.engine import Database
from core.db.fulltext import INDEXES
from core.db.model_tables import written_answers
from core.db.portions import portions
from core.db.slack_tables import slack_inbox, slack_outbox, slack_threads
from core.errors import UserError

SOMEBODY = "someone"
REMOVED = "[removed]"
"""Stands for what was said by, or quoted, somebody who is forgotten."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of a person was found."""

    conversations: int
    """That they had, removed whole."""
    messages: int
    """That they wrote in conversations of others, and answers that quote them: emptied."""
    requests: int
    """Of Slack's, as they came in."""


class Erasure:
    """Removes people. What is removed cannot be had back."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def erase(self, person: str, names: set[str], threads: Collection[tuple[str, str]]) -> Erased:
        """Take out what a person of this id, or called so, said to us and to those who asked us.

        `threads`: (source, path) of those in which they wrote, so that answers that quote them go.
        """
        with self.database.begin() as connection:
            own = _conversations_of(connection, person, names)
            subjects = _subjects(connection, own)
            erased = Erased(
                len(own),
                _unsay(connection, {person, *names}) + _unquote(connection, set(threads)),
                _forget_requests(connection, person),
            )
            # Kept for when the same is asked again; they may quote anybody.
            connection.execute(delete(written_answers))
            for part in portions(own):
                connection.execute(
                    delete(slack_threads).where(slack_threads.c.conversation_id.in_(part))
                )
                connection.execute(delete(conversations).where(conversations.c.id.in_(part)))
            for subject in (*subjects, person):
                connection.execute(delete(feedback).where(feedback.c.subject == subject))
                connection.execute(delete(posts).where(posts.c.subject == subject))
        return erased

    def shrink(self) -> None:
        """Have the file hold nothing of what was deleted. Servers see to that themselves.

        Raises UserError while another process reads what was there before.
        """
        if not self.database.is_sqlite:
            return
        with self.database.begin() as connection:
            for words in (f"{index}_words" for index in INDEXES.values()):
                connection.exec_driver_sql(f"INSERT INTO {words}({words}) VALUES ('optimize')")
        # Below SQLAlchemy, which would begin a transaction, in which there is no VACUUM.
        raw = self.database.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            ((busy, _, _),) = cursor.fetchall()
        finally:
            raw.close()
        if busy:
            raise UserError(
                "What was removed still stands in the database's file: another process reads it.",
                "Stop it (`dialtone serve`, perhaps) and run the command again.",
            )


def _conversations_of(connection: Connection, person: str, names: set[str]) -> list[str]:
    rows = connection.execute(select(conversations.c.id, conversations.c.asker)).all()
    known = {person, *names}
    asked_in = select(slack_threads.c.conversation_id).where(slack_threads.c.asker == person)
    slack = set(connection.execute(asked_in).scalars())
    return [
        row.id
        for row in rows
        if row.id in slack
        or row.asker.get("user") == person
        or row.asker.get("email") == person
        or (row.asker.get("name") in known and not row.asker.get("user"))
    ]


def _subjects(connection: Connection, ids: list[str]) -> list[str]:
    found: list[str] = []
    for part in portions(ids):
        statement = select(conversations.c.subject).where(conversations.c.id.in_(part))
        found += connection.execute(statement).scalars()
    return found


def _unsay(connection: Connection, authors: set[str]) -> int:
    """What somebody wrote in conversations of others: nothing is left of it but that it was."""
    theirs: ColumnElement[bool] = messages.c.author.in_(sorted(authors))
    gone: dict[str, Any] = {"author": SOMEBODY, "text": REMOVED, "body": {}}
    return connection.execute(update(messages).where(theirs).values(**gone)).rowcount


def _unquote(connection: Connection, threads: set[tuple[str, str]]) -> int:
    """Answers that cite a thread in which somebody wrote who is to be forgotten."""
    if not threads:
        return 0
    answers = select(messages.c.id, messages.c.body).where(messages.c.role == "assistant")
    quoting = [
        row.id
        for row in connection.execute(answers).all()
        if any((c["source"], c["path"]) in threads for c in row.body.get("citations", ()))
    ]
    for part in portions(quoting):
        gone = update(messages).where(messages.c.id.in_(part)).values(text=REMOVED, body={})
        connection.execute(gone)
    return len(quoting)


def _forget_requests(connection: Connection, person: str) -> int:
    mine = slack_inbox.c.user_id == person
    threads = select(slack_threads.c.channel, slack_threads.c.thread_ts).where(
        slack_threads.c.asker == person
    )
    for channel, thread_ts in connection.execute(threads).all():
        connection.execute(
            delete(slack_outbox).where(
                slack_outbox.c.channel == channel, slack_outbox.c.thread_ts == thread_ts
            )
        )
    return connection.execute(delete(slack_inbox).where(mine)).rowcount
