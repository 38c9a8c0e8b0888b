"""Rows of Slack's outbox."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal
from sqlalchemy.dialects import postgresql, sqlite

from core.db.slack_tables import slack_outbox as outbox
from core.db.tables import AnyRow
from core.db.transcript import new_id
from core.slack import CALL, CARD, Outgoing, SendState


def put(connection: Connection, outgoing: Outgoing) -> bool:
    """Keep it. False where its key is known."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = make(outbox).values(_row(outgoing)).on_conflict_do_nothing().returning(outbox.c.id)
    return bool(connection.execute(new).first())


def _row(outgoing: Outgoing) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": outgoing.id or new_id(),
        "key": outgoing.key,
        "method": outgoing.method,
        "channel": outgoing.channel,
        "thread_ts": outgoing.thread_ts,
        "payload": dict(outgoing.payload),
        "serves": outgoing.serves,
        "after": outgoing.after,
        "anew": outgoing.anew,
        "state": SendState.WAITING.value,
        "ts": "",
        "attempts": 0,
        "unsure": False,
        "error": "",
        "created_at": now,
        "due_at": now,
        "sent_at": None,
        "claimed_by": "",
        "claimed_until": None,
    }


def is_sent_card(call: ColumnElement[str]) -> ColumnElement[bool]:
    """Of a row: whether it is a card of that call, posted by itself, that Slack has taken."""
    return and_(
        outbox.c.serves == literal(CALL).concat(call),
        outbox.c.key.startswith(CARD),
        outbox.c.thread_ts == "",
        outbox.c.state == SendState.SENT.value,
    )


def outgoing_of(row: AnyRow) -> Outgoing:
    """A row of `slack_outbox`."""
    payload: Mapping[str, Any] = row.payload
    return Outgoing(
        key=row.key,
        method=row.method,
        channel=row.channel,
        thread_ts=row.thread_ts,
        payload=payload,
        serves=row.serves,
        after=row.after,
        anew=row.anew,
        id=row.id,
        state=SendState(row.state),
        ts=row.ts,
        attempts=row.attempts,
        unsure=row.unsure,
    )
