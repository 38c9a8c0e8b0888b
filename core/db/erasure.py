"""What one person wrote in conversations, taken out of the database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from core.db.conversation_tables import conversations, feedback, messages, posts
from core.db.engine import Database
from core.db.escalation_tables import (
    deliveries,
    docs_suggestions,
    escalation_events,
    escalations,
    lessons,
)
from core.db.fulltext import INDEXES
from core.db.lessons import DISCARDED
from core.db.model_tables import written_answers
from core.db.portions import portions
from core.db.slack_erasure import REMOVED, erase_requests
from core.db.slack_tables import slack_threads
from core.errors import UserError

SOMEBODY = "someone"


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
            _leave_desk(connection, {person, *names})
            quoting = _unquote(connection, set(threads))
            erased = Erased(
                len(own),
                _unsay(connection, {person, *names}) + len(quoting),
                erase_requests(connection, person, names, own, quoting),
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


def _unquote(connection: Connection, threads: set[tuple[str, str]]) -> list[str]:
    """Answers that cite a thread in which somebody wrote who is to be forgotten."""
    if not threads:
        return []
    answers = select(messages.c.id, messages.c.body).where(messages.c.role == "assistant")
    quoting = [
        row.id
        for row in connection.execute(answers).all()
        if any((c["source"], c["path"]) in threads for c in row.body.get("citations", ()))
    ]
    for part in portions(quoting):
        gone = update(messages).where(messages.c.id.in_(part)).values(text=REMOVED, body={})
        connection.execute(gone)
    return quoting


def _leave_desk(connection: Connection, names: set[str]) -> None:
    """Take somebody's name off calls that they worked on, and what was made of their answers."""
    known = sorted(names)
    answered = select(escalations.c.id).join(
        messages, messages.c.conversation_id == escalations.c.conversation_id
    )
    theirs = answered.where(messages.c.role == "human", messages.c.author.in_(known))
    connection.execute(
        update(lessons)
        .where(lessons.c.escalation_id.in_(theirs) | lessons.c.decided_by.in_(known))
        .values(state=DISCARDED, answer=REMOVED, decided_by=SOMEBODY, indexed=False)
    )
    for column in (
        escalations.c.assignee,
        escalation_events.c.actor,
        docs_suggestions.c.decided_by,
    ):
        gone = {column.name: SOMEBODY}
        connection.execute(update(column.table).where(column.in_(known)).values(**gone))
    for row in connection.execute(select(deliveries.c.id, deliveries.c.receipt)).all():
        if names & {str(value) for value in row.receipt.values()}:
            kept = {k: SOMEBODY if v in names else v for k, v in row.receipt.items()}
            statement = update(deliveries).where(deliveries.c.id == row.id)
            connection.execute(statement.values(receipt=kept))
