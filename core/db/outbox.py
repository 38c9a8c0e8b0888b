"""Slack's outbox: what is to be said there, kept from before it is sent until it is known sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from core.db.conversation_tables import posts
from core.db.engine import Database
from core.db.inbox import is_withdrawn
from core.db.leases import LEASE, choosing, renew
from core.db.outbox_rows import outgoing_of, put
from core.db.sending_order import POST, choose
from core.db.slack_tables import slack_outbox as outbox
from core.slack import CARD, Outgoing, SendState

_UPDATE = "chat.update"
_STREAM = "chat.startStream"
_CHOOSING = 0x6469616E
"""PostgreSQL's name for the lock under which work is chosen."""
_SPEAKING = 0x73706B
"""And its family of locks, one a thread, under which something is put there."""


class Outbox:
    """The repository of what goes out."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, outgoing: Outgoing, *, about: str = "", unless: str = "") -> bool:
        """Keep it to be sent. False where its key is known, or what it is about is gone.

        `about` is the `ts` of a message in the same channel, which may have been deleted. Where the
        key `unless` is known, it comes too late.
        """
        with self.database.begin() as connection:
            self._one_at_a_time(connection, outgoing)
            if about and is_withdrawn(connection, outgoing.channel, about):
                return False
            late = select(outbox.c.key).where(outbox.c.key == unless)
            if unless and connection.execute(late).first():
                return False
            return put(connection, outgoing)

    def put_instead(self, outgoing: Outgoing, of: str, *, about: str = "") -> bool:
        """Keep it to take the place of the message with the key `of`.

        Where that was never begun to be sent it is withdrawn, and this becomes a message of its
        own; else this changes it.
        """
        with self.database.begin() as connection:
            self._one_at_a_time(connection, outgoing)
            if about and is_withdrawn(connection, outgoing.channel, about):
                return False
            untouched = connection.execute(
                update(outbox)
                .where(outbox.c.key == of, outbox.c.attempts == 0)
                .where(outbox.c.state == SendState.WAITING.value)
                .values(state=SendState.WITHDRAWN.value)
                .returning(outbox.c.key)
            ).first()
            known = connection.execute(
                select(outbox.c.state).where(outbox.c.key == of)
            ).scalar_one_or_none()
            if not untouched and known not in (None, SendState.WITHDRAWN.value):
                outgoing = replace(outgoing, method=_UPDATE, after=of, anew=True)
            return put(connection, outgoing)

    def _one_at_a_time(self, connection: Connection, outgoing: Outgoing) -> None:
        """Of two replicas that speak in a thread, the second sees what the first has put there.

        Otherwise each could miss the other's row: a placeholder would stay beside its answer.
        SQLite has one writer anyway.
        """
        if not self.database.is_sqlite:
            place = func.hashtext(f"{outgoing.channel}:{outgoing.thread_ts}")
            connection.execute(select(func.pg_advisory_xact_lock(_SPEAKING, place)))

    def claim(self, worker: str, most: int) -> list[Outgoing]:
        """Take up to `most` to send: of each thread the oldest, and no more than a channel takes.

        Each counts as tried from now on: what a crash leaves behind may have been sent.
        """
        now = datetime.now(UTC)
        with self.database.read() as connection:
            if not choose(connection, now, most):
                return []
        with choosing(self.database, _CHOOSING) as connection:
            chosen = choose(connection, now, most)
            if not chosen:
                return []
            # What was withdrawn since it was chosen is not sent; what is locked here cannot be.
            rows = connection.execute(
                select(outbox)
                .where(outbox.c.position.in_(chosen))
                .where(outbox.c.state == SendState.WAITING.value)
                .order_by(outbox.c.position)
                .with_for_update()
            ).all()
            connection.execute(
                update(outbox)
                .where(outbox.c.position.in_([row.position for row in rows]))
                .values(
                    claimed_by=worker,
                    claimed_until=now + LEASE,
                    attempts=outbox.c.attempts + 1,
                    unsure=True,
                )
            )
            return [outgoing_of(row) for row in rows]

    def renew(self, worker: str) -> None:
        """Keep what this worker has taken."""
        renew(self.database, outbox, worker)

    def sent(self, key: str, ts: str) -> None:
        """Slack has it, under that `ts`."""
        self._settle(
            key, state=SendState.SENT.value, ts=ts, sent_at=datetime.now(UTC), unsure=False
        )

    def postpone(self, key: str, seconds: float, error: str, *, unsure: bool) -> None:
        """It is to be tried again. `unsure`: it may have been carried out."""
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        self._settle(key, due_at=due, error=error, unsure=unsure)

    def hold(self, method: str, channel: str, seconds: float) -> None:
        """Slack wants to be left alone with this method in this channel for so long."""
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        with self.database.begin() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.method == method, outbox.c.channel == channel)
                .where(outbox.c.state == SendState.WAITING.value, outbox.c.due_at < due)
                .values(due_at=due)
            )

    def become_post(self, key: str) -> None:
        """The message that it was to change is gone: it is to be a message of its own."""
        self._settle(key, method=POST, after="", unsure=False)

    def give_up(self, key: str, error: str) -> None:
        """Slack will never take it."""
        self._settle(key, state=SendState.FAILED.value, error=error, unsure=False)

    def withdraw(self, serves: str) -> list[Outgoing]:
        """Nothing more is to be said about that. Returns what was said, or may have been."""
        with self.database.begin() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.serves == serves, outbox.c.attempts == 0)
                .where(outbox.c.state == SendState.WAITING.value)
                .values(state=SendState.WITHDRAWN.value)
            )
            left = (SendState.SENT.value, SendState.WAITING.value)
            rows = connection.execute(
                select(outbox)
                .where(outbox.c.serves == serves, outbox.c.state.in_(left))
                .order_by(outbox.c.position)
            )
            return [outgoing_of(row) for row in rows]

    def take_back(self, key: str) -> bool:
        """Do not send it, where it is certainly not sent. False where it is or may be."""
        with self.database.begin() as connection:
            taken = connection.execute(
                update(outbox)
                .where(outbox.c.key == key, outbox.c.unsure.is_(False))
                .where(outbox.c.state == SendState.WAITING.value)
                .values(state=SendState.WITHDRAWN.value)
            )
            return taken.rowcount == 1

    def put_back(self, outgoing: Outgoing) -> bool:
        """Send what was taken back after all, as it is now. False where it was not taken back."""
        with self.database.begin() as connection:
            changed = connection.execute(
                update(outbox)
                .where(outbox.c.key == outgoing.key)
                .where(outbox.c.state == SendState.WITHDRAWN.value)
                .values(
                    state=SendState.WAITING.value,
                    channel=outgoing.channel,
                    thread_ts=outgoing.thread_ts,
                    payload=dict(outgoing.payload),
                    due_at=datetime.now(UTC),
                )
            )
            return changed.rowcount == 1

    def get(self, key: str) -> Outgoing | None:
        """The one with that key."""
        return self._one(outbox.c.key == key)

    def at(self, channel: str, ts: str) -> Outgoing | None:
        """What made the message at that place."""
        made = outbox.c.method.in_((POST, _STREAM))
        return self._one(outbox.c.channel == channel, outbox.c.ts == ts, made)

    def card(self, escalation_id: str) -> Outgoing | None:
        """The newest card of a call that was posted by itself, not below another."""
        return self._one(
            outbox.c.key.startswith(f"{CARD}{escalation_id}:", autoescape=True),
            outbox.c.thread_ts == "",
        )

    def card_at(self, ts: str) -> Outgoing | None:
        """The card at that place."""
        return self._one(outbox.c.ts == ts, outbox.c.method == POST, outbox.c.key.startswith(CARD))

    def came_from(self, subject: str, result: str) -> bool:
        """Whether a message was stored for a request of that subject."""
        statement = select(posts.c.key).where(posts.c.subject == subject, posts.c.result == result)
        with self.database.read() as connection:
            return connection.execute(statement).first() is not None

    def thread(self, channel: str, thread_ts: str) -> list[Outgoing]:
        """Everything that was or will be sent to a thread, in order."""
        with self.database.read() as connection:
            rows = connection.execute(
                select(outbox)
                .where(outbox.c.channel == channel, outbox.c.thread_ts == thread_ts)
                .order_by(outbox.c.position)
            )
            return [outgoing_of(row) for row in rows]

    def waiting(self) -> int:
        """How many are still to be sent."""
        statement = select(func.count()).where(outbox.c.state == SendState.WAITING.value)
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def _one(self, *conditions: Any) -> Outgoing | None:
        with self.database.read() as connection:
            row = connection.execute(
                select(outbox).where(*conditions).order_by(outbox.c.position.desc())
            ).first()
        return outgoing_of(row) if row else None

    def _settle(self, key: str, **values: Any) -> None:
        with self.database.begin() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.key == key)
                .values(claimed_by="", claimed_until=None, **values)
            )
