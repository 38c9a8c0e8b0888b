"""Calls of a language model: what each took, and what a day took."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select

from core.db.engine import Database
from core.db.model_tables import model_calls
from core.usage import Purpose, Spent, Usage


class ModelCalls:
    """The repository of calls. Several processes that share a database share its day."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, usage: Usage) -> None:
        """Store one call."""
        row = {
            "at": datetime.now(UTC),
            "model": usage.model,
            "purpose": usage.purpose.value,
            "message_id": usage.message_id,
            "tokens_in": usage.tokens_in,
            "tokens_cached": usage.tokens_cached,
            "tokens_out": usage.tokens_out,
            "counted": usage.counted,
            "cost": usage.cost,
            "seconds": usage.seconds,
            "failed": usage.failed,
        }
        with self.database.begin() as connection:
            connection.execute(insert(model_calls).values(row))

    def spent(self, moment: datetime | None = None) -> Spent:
        """What the UTC day of that moment, or of now, took so far."""
        day = (moment or datetime.now(UTC)).astimezone(UTC)
        begin = day.replace(hour=0, minute=0, second=0, microsecond=0)
        tokens = model_calls.c.tokens_in + model_calls.c.tokens_out
        statement = select(
            func.coalesce(func.sum(tokens), 0), func.coalesce(func.sum(model_calls.c.cost), 0.0)
        ).where(model_calls.c.at >= begin, model_calls.c.at < begin + timedelta(days=1))
        with self.database.read() as connection:
            used, cost = connection.execute(statement).one()
        return Spent(int(used), float(cost))

    def of(self, message_id: str) -> list[Usage]:
        """The calls that were made for one answer, in order."""
        statement = (
            select(model_calls)
            .where(model_calls.c.message_id == message_id)
            .order_by(model_calls.c.id)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        return [
            Usage(
                row.model,
                Purpose(row.purpose),
                row.tokens_in,
                row.tokens_out,
                row.tokens_cached,
                row.cost,
                row.seconds,
                row.counted,
                row.failed,
                row.message_id,
            )
            for row in rows
        ]
