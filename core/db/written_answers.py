"""Verified answers, kept for a while under exactly what the model was asked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from core.db.engine import Database
from core.db.model_tables import written_answers
from core.records import AnswerPart


class WrittenAnswers:
    """The repository of what may be said again.

    A part's number counts the passages of the request, whose text is in the key: where a document
    has changed, or somebody may see other ones, the key is another.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, key: str, age: timedelta) -> tuple[AnswerPart, ...]:
        """The parts kept under this key, no older than that; empty where there are none."""
        statement = select(written_answers.c.body).where(
            written_answers.c.key == key,
            written_answers.c.created_at >= datetime.now(UTC) - age,
        )
        with self.database.read() as connection:
            body = connection.execute(statement).scalar_one_or_none()
        return tuple(AnswerPart(text, number) for text, number in body or ())

    def put(self, key: str, parts: Sequence[AnswerPart], age: timedelta) -> None:
        """Keep these parts, and drop what is older than that."""
        now = datetime.now(UTC)
        row = {"key": key, "body": [[p.text, p.citation] for p in parts], "created_at": now}
        with self.database.begin() as connection:
            connection.execute(
                delete(written_answers).where(
                    (written_answers.c.key == key) | (written_answers.c.created_at < now - age)
                )
            )
            connection.execute(insert(written_answers).values(row))
