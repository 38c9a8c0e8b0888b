"""How far each channel of a live platform has been read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from core.db.engine import Database
from core.db.thread_tables import checkpoints


class Checkpoints:
    """The repository of checkpoints. What a state holds is its platform's own; JSON values only."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self, source_id: int) -> dict[str, dict[str, Any]]:
        """The state of every channel of a source, by the channel's id."""
        statement = select(checkpoints.c.channel_id, checkpoints.c.state)
        with self.database.read() as connection:
            rows = connection.execute(statement.where(checkpoints.c.source_id == source_id))
            return {row.channel_id: dict(row.state) for row in rows}

    def of_channel(self, channel_id: str) -> dict[int, dict[str, Any]]:
        """The states of a channel, by the id of the source that reads it."""
        statement = select(checkpoints.c.source_id, checkpoints.c.state)
        with self.database.read() as connection:
            rows = connection.execute(statement.where(checkpoints.c.channel_id == channel_id))
            return {row.source_id: dict(row.state) for row in rows}

    def put(self, source_id: int, channel_id: str, state: Mapping[str, Any]) -> None:
        """Keep how far a channel has been read."""
        with self.database.begin() as connection:
            connection.execute(delete(checkpoints).where(*_named(source_id, channel_id)))
            values = {"source_id": source_id, "channel_id": channel_id, "state": dict(state)}
            connection.execute(insert(checkpoints).values(**values))

    def remove(self, source_id: int, channel_id: str) -> None:
        """The channel is not read any more."""
        with self.database.begin() as connection:
            connection.execute(delete(checkpoints).where(*_named(source_id, channel_id)))


def _named(source_id: int, channel_id: str) -> tuple[Any, Any]:
    return checkpoints.c.source_id == source_id, checkpoints.c.channel_id == channel_id
