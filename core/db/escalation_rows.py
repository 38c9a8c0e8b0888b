"""Escalations, their events, timers and deliveries as rows, inside somebody's transaction."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.catalog import Contact
from core.conversation import Escalation, EscalationKind, EscalationState
from core.db.escalation_tables import (
    deliveries,
    escalation_events,
    escalation_timers,
)
from core.db.tables import AnyRow
from core.escalation import (
    Delivery,
    DeliveryState,
    EscalationEvent,
    Goal,
    Happening,
    Purpose,
    Recipient,
    Timer,
    Urgency,
)

_ENDED = (DeliveryState.WAITING.value, DeliveryState.UNDELIVERED.value)


def escalation_of(row: AnyRow) -> Escalation:
    """A row of `escalations`."""
    return Escalation(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=EscalationKind(row.kind),
        state=EscalationState(row.state),
        note=row.note,
        created_at=row.created_at,
        urgency=Urgency(row.urgency),
        topic=row.topic,
        team=row.team,
        team_name=row.team_name,
        why=row.why,
        contact=Contact(**row.contact),
        pinned=row.pinned,
        assignee=row.assignee,
        round=row.round,
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        resolved_at=row.resolved_at,
    )


def log(
    connection: Connection,
    escalation_id: str,
    name: Happening,
    actor: str,
    at: datetime,
    **data: Any,
) -> None:
    """Add an event. Whoever calls holds the escalation's row, so that numbers have no gaps."""
    last = connection.execute(
        select(func.max(escalation_events.c.number)).where(
            escalation_events.c.escalation_id == escalation_id
        )
    ).scalar()
    connection.execute(
        insert(escalation_events).values(
            escalation_id=escalation_id,
            number=(last or 0) + 1,
            name=name.value,
            actor=actor,
            at=at,
            data=data,
        )
    )


def event_of(row: AnyRow) -> EscalationEvent:
    """A row of `escalation_events`."""
    return EscalationEvent(
        row.escalation_id, row.number, Happening(row.name), row.actor, row.at, row.data
    )


def set_timers(connection: Connection, escalation: Escalation, timers: Iterable[Timer]) -> None:
    """Add timers for this round; one that is there already stays as it is."""
    rows = [
        {
            "escalation_id": escalation.id,
            "round": escalation.round,
            "goal": timer.goal.value,
            "stage": timer.stage,
            "due_at": timer.due_at,
            "fired_at": None,
        }
        for timer in timers
    ]
    if rows:
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(make(escalation_timers).on_conflict_do_nothing(), rows)


def void_timers(connection: Connection, escalation_id: str, goals: Iterable[Goal]) -> None:
    """These goals are met, or nobody waits for them any more."""
    connection.execute(
        update(escalation_timers)
        .where(
            escalation_timers.c.escalation_id == escalation_id,
            escalation_timers.c.goal.in_([goal.value for goal in goals]),
            escalation_timers.c.due_at.is_not(None),
        )
        .values(due_at=None)
    )


def put_delivery(connection: Connection, delivery: Delivery, key: str, now: datetime) -> None:
    """Keep it to be sent; nothing happens where the key is known."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": delivery.id,
        "key": key,
        "escalation_id": delivery.escalation_id,
        "purpose": delivery.purpose.value,
        "recipient": asdict(delivery.to),
        "via": list(delivery.via),
        "step": delivery.step,
        "place": delivery.place,
        "attempts": 0,
        "state": delivery.state.value,
        "error": delivery.error,
        "due_at": delivery.due_at or now,
        "claimed_by": "",
        "claimed_until": None,
        "receipt": {},
        "told": "",
        "created_at": now,
        "delivered_at": None,
    }
    connection.execute(make(deliveries).values(row).on_conflict_do_nothing())


def drop_deliveries(connection: Connection, escalation_id: str) -> None:
    """Nobody needs to be told any more."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.escalation_id == escalation_id,
            deliveries.c.state.in_(_ENDED),
            # What the docs lack, they lack still.
            deliveries.c.purpose != Purpose.DOCS_GAP.value,
        )
        .values(state=DeliveryState.DROPPED.value, due_at=None)
    )


def drop_delivery(connection: Connection, delivery_id: str) -> None:
    """Nobody needs to be told of this one any more."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(_ENDED))
        .values(state=DeliveryState.DROPPED.value, due_at=None)
    )


def delivery_of(row: AnyRow) -> Delivery:
    """A row of `deliveries`."""
    to = dict(row.recipient)
    return Delivery(
        id=row.id,
        escalation_id=row.escalation_id,
        purpose=Purpose(row.purpose),
        to=Recipient(to["team"], to["name"], Contact(**to["contact"])),
        via=tuple(row.via),
        step=row.step,
        place=row.place,
        attempts=row.attempts,
        state=DeliveryState(row.state),
        error=row.error,
        due_at=row.due_at,
        receipt=row.receipt,
        told=row.told,
    )
