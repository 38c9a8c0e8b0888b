"""Slack's threads that Dialtone is in, each with its conversation."""

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.db.engine import Database
from core.db.slack_tables import slack_threads as threads
from core.db.tables import AnyRow
from core.slack import SlackThread


class SlackThreads:
    """The repository of threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(self, thread: SlackThread) -> SlackThread:
        """Keep a thread; returns the one that is kept already where there is one."""
        make = sqlite.insert if self.database.is_sqlite else postgresql.insert
        row = {
            "channel": thread.channel,
            "thread_ts": thread.thread_ts,
            "conversation_id": thread.conversation_id,
            "asker": thread.asker,
            "outcome": thread.outcome,
            "created_at": datetime.now(UTC),
        }
        with self.database.begin() as connection:
            connection.execute(make(threads).values(row).on_conflict_do_nothing())
        return self.get(thread.channel, thread.thread_ts) or thread

    def get(self, channel: str, thread_ts: str) -> SlackThread | None:
        """The thread, where Dialtone is in it."""
        return self._one(threads.c.channel == channel, threads.c.thread_ts == thread_ts)

    def of_conversation(self, conversation_id: str) -> SlackThread | None:
        """The thread that a conversation is held in; of several the first."""
        return self._one(threads.c.conversation_id == conversation_id)

    def places(self, since: datetime) -> dict[str, tuple[str, str]]:
        """Channel and `ts` of the thread that each conversation begun since then is held in."""
        c = threads.c
        statement = select(c.conversation_id, c.channel, c.thread_ts).where(c.created_at >= since)
        with self.database.read() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(statement)}

    def end(self, channel: str, thread_ts: str, outcome: str) -> None:
        """Store how it ended; empty where it is open again."""
        with self.database.begin() as connection:
            connection.execute(
                update(threads)
                .where(threads.c.channel == channel, threads.c.thread_ts == thread_ts)
                .values(outcome=outcome)
            )

    def outcomes(self, since: datetime, until: datetime) -> Counter[str]:
        """How many threads that began in that time ended how.

        Those of which nobody said anything count under the empty name: silence is no success.
        """
        statement = (
            select(threads.c.outcome, func.count())
            .where(threads.c.created_at >= since, threads.c.created_at < until)
            .group_by(threads.c.outcome)
        )
        with self.database.read() as connection:
            return Counter({row[0]: row[1] for row in connection.execute(statement)})

    def _one(self, *conditions: object) -> SlackThread | None:
        with self.database.read() as connection:
            found = select(threads).where(*conditions).order_by(threads.c.created_at)  # type: ignore[arg-type]
            row = connection.execute(found).first()
        return _thread(row) if row else None


def _thread(row: AnyRow) -> SlackThread:
    return SlackThread(
        row.channel, row.thread_ts, row.conversation_id, row.asker, outcome=row.outcome
    )
