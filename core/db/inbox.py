"""Slack's inbox: what it told us, kept from before the acknowledgement until it is worked off."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.db.engine import Database
from core.db.leases import LEASE, choosing, renew
from core.db.slack_tables import slack_inbox as inbox
from core.db.tables import AnyRow
from core.slack import Incoming, Kind

_CHOOSING = 0x6469616D
"""PostgreSQL's name for the lock under which work is chosen."""
_LOOKED_AT = 1000
_MET = "met:"
_HEARD = or_(inbox.c.kind == Kind.MESSAGE.value, inbox.c.event_id.startswith(_MET))


class InboxState(StrEnum):
    """An incoming item's life."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Inbox:
    """The repository of what came in."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def store(self, incoming: Incoming, *, to_do: bool = True) -> bool:
        """Keep it. False where it is kept already, whatever event announced it.

        `to_do`: whether it is to be worked on, or only says what went before.
        """
        make = sqlite.insert if self.database.is_sqlite else postgresql.insert
        state = InboxState.WAITING if to_do else InboxState.DONE
        row = _row(incoming) | {"state": state.value}
        statement = make(inbox).values(row).on_conflict_do_nothing()
        with self.database.begin() as connection:
            return bool(connection.execute(statement.returning(inbox.c.id)).first())

    def claim(self, worker: str, most: int) -> list[Incoming]:
        """Take up to `most` items to work on: of each lane the oldest, if nobody is at that lane.

        They stay taken until they are done, or until the worker has not renewed for a while.
        """
        now = datetime.now(UTC)
        with self.database.read() as connection:
            if not _choose(connection, now, most):
                return []
        with choosing(self.database, _CHOOSING) as connection:
            chosen = _choose(connection, now, most)
            if not chosen:
                return []
            taken = connection.execute(
                update(inbox)
                .where(inbox.c.id.in_(chosen), inbox.c.state == InboxState.WAITING.value)
                .values(
                    claimed_by=worker,
                    claimed_until=now + LEASE,
                    attempts=inbox.c.attempts + 1,
                )
                .returning(inbox.c.id)
            ).scalars()
            rows = connection.execute(
                select(inbox).where(inbox.c.id.in_(list(taken))).order_by(inbox.c.ts, inbox.c.id)
            )
            return [_incoming(row) for row in rows]

    def renew(self, worker: str) -> None:
        """Keep what this worker has taken."""
        renew(self.database, inbox, worker)

    def done(self, item_id: int, *, forget: bool = False) -> None:
        """It is worked off. `forget` drops what it said: it was not for us."""
        values: dict[str, Any] = {"payload": {}} if forget else {}
        # One that was withdrawn meanwhile stays so.
        state = case(
            (inbox.c.state == InboxState.WITHDRAWN.value, inbox.c.state),
            else_=InboxState.DONE.value,
        )
        self._settle(item_id, state=state, **values)

    def postpone(self, item_id: int, seconds: float, error: str) -> None:
        """It could not be worked on now."""
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        self._settle(item_id, due_at=due, error=error)

    def give_up(self, item_id: int, error: str) -> None:
        """It cannot be worked on, now or later."""
        self._settle(item_id, state=InboxState.FAILED.value, error=error)

    def thread(self, channel: str, thread_ts: str) -> list[Incoming]:
        """What is kept of a thread's messages, oldest first."""
        statement = (
            select(inbox)
            .where(inbox.c.lane == f"{channel}:{thread_ts}", inbox.c.kind == Kind.MESSAGE.value)
            .order_by(inbox.c.ts)
        )
        with self.database.read() as connection:
            return [_incoming(row) for row in connection.execute(statement)]

    def message(self, channel: str, ts: str) -> Incoming | None:
        """The message at that place."""
        with self.database.read() as connection:
            row = connection.execute(
                select(inbox).where(inbox.c.place == f"{channel}:{ts}")
            ).one_or_none()
        return _incoming(row) if row else None

    def meet(self, channel: str, ts: str) -> None:
        """Note that we listen in a channel from now on; `ts` is of the last message before."""
        met = Incoming(f"{_MET}{channel}", Kind.HOME, channel, ts, "", "", {})
        self.store(met, to_do=False)

    def channels(self) -> list[str]:
        """Where we listen, or have heard something."""
        statement = select(inbox.c.channel).where(_HEARD).distinct()
        with self.database.read() as connection:
            return list(connection.execute(statement).scalars())

    def span(self, channel: str) -> tuple[str, str]:
        """The `ts` of the first and of the last that we know of a channel."""
        statement = select(func.min(inbox.c.ts), func.max(inbox.c.ts)).where(
            inbox.c.channel == channel, _HEARD
        )
        with self.database.read() as connection:
            first, last = connection.execute(statement).one()
        return first or "", last or ""

    def withdraw(self, deleted: Incoming) -> None:
        """The message is gone: no work on it begins, even where news of it comes only later."""
        place = f"{deleted.channel}:{deleted.message_ts}"
        gone = {"state": InboxState.WITHDRAWN.value, "payload": {}}
        with self.database.begin() as connection:
            known = connection.execute(
                update(inbox).where(inbox.c.place == place).values(gone).returning(inbox.c.id)
            ).first()
            if not known:
                tomb = {"event_id": f"gone:{place}", "place": place, "kind": Kind.MESSAGE.value}
                connection.execute(insert(inbox).values(_row(deleted) | tomb | gone))

    def last_received(self) -> datetime | None:
        """When something came in last."""
        with self.database.read() as connection:
            last: datetime | None = connection.execute(
                select(func.max(inbox.c.received_at))
            ).scalar_one()
        return last

    def waiting(self) -> int:
        """How many items are not worked off yet."""
        statement = select(func.count()).where(inbox.c.state == InboxState.WAITING.value)
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def forget_before(self, moment: datetime) -> None:
        """Drop what was worked off before that moment."""
        with self.database.begin() as connection:
            connection.execute(
                delete(inbox).where(
                    inbox.c.received_at < moment,
                    inbox.c.state != InboxState.WAITING.value,
                    inbox.c.event_id.not_like(f"{_MET}%"),
                )
            )

    def _settle(self, item_id: int, **values: Any) -> None:
        with self.database.begin() as connection:
            connection.execute(
                update(inbox)
                .where(inbox.c.id == item_id)
                .values(claimed_by="", claimed_until=None, **values)
            )


def is_withdrawn(connection: Connection, channel: str, ts: str) -> bool:
    """Whether the message at that place was deleted."""
    state = connection.execute(
        select(inbox.c.state).where(inbox.c.place == f"{channel}:{ts}")
    ).scalar_one_or_none()
    return state == InboxState.WITHDRAWN.value


def _choose(connection: Connection, now: datetime, most: int) -> list[int]:
    """Ids of the first item of each lane that nobody is at, if its time has come."""
    rows = connection.execute(
        select(inbox.c.id, inbox.c.lane, inbox.c.due_at, inbox.c.claimed_until)
        .where(inbox.c.state == InboxState.WAITING.value)
        .order_by(inbox.c.ts, inbox.c.id)
        .limit(_LOOKED_AT)
    ).all()
    busy = {row.lane for row in rows if row.claimed_until and row.claimed_until >= now}
    chosen: list[int] = []
    for row in rows:
        if row.lane in busy:
            continue
        busy.add(row.lane)
        if row.due_at <= now:
            chosen.append(row.id)
    return chosen[:most]


def _row(incoming: Incoming) -> dict[str, Any]:
    now = datetime.now(UTC)
    place = f"{incoming.channel}:{incoming.message_ts}" if incoming.message_ts else None
    return {
        "event_id": incoming.event_id,
        "place": place if incoming.kind is Kind.MESSAGE else None,
        "kind": incoming.kind.value,
        "channel": incoming.channel,
        "ts": incoming.ts,
        "thread_ts": incoming.thread_ts,
        "message_ts": incoming.message_ts,
        "user_id": incoming.user,
        "lane": incoming.lane,
        "payload": dict(incoming.payload),
        "state": InboxState.WAITING.value,
        "attempts": 0,
        "error": "",
        "received_at": now,
        "due_at": now,
        "claimed_by": "",
        "claimed_until": None,
    }


def _incoming(row: AnyRow) -> Incoming:
    payload: Mapping[str, Any] = row.payload
    return Incoming(
        event_id=row.event_id,
        kind=Kind(row.kind),
        channel=row.channel,
        ts=row.ts,
        thread_ts=row.thread_ts,
        user=row.user_id,
        payload=payload,
        message_ts=row.message_ts,
        id=row.id,
        waits=row.state == InboxState.WAITING.value,
        attempts=row.attempts,
    )
