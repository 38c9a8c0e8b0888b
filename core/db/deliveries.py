"""Deliveries: an outbox of what people are to be told, kept from before it is sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update

from core.conversation import EscalationState
from core.db.engine import Database
from core.db.escalation_rows import delivery_of, escalation_of, log
from core.db.escalation_tables import deliveries, escalations
from core.db.leases import choosing
from core.escalation import Delivery, DeliveryState, Happening, Purpose

_CHOOSING = 0x6469616F
"""PostgreSQL's name for the lock under which a delivery is chosen."""
_SENDING = timedelta(seconds=90)
"""How long a delivery stays taken: longer than any notifier waits."""
_TOLD = (EscalationState.ACKNOWLEDGED, EscalationState.ANSWERED, EscalationState.RESOLVED)


class Deliveries:
    """The repository of deliveries."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def claim(self, worker: str, now: datetime) -> Delivery | None:
        """Take the next that is due: pages first. It counts as tried from now on."""
        due = and_(
            deliveries.c.state.in_((DeliveryState.WAITING.value, DeliveryState.UNDELIVERED.value)),
            deliveries.c.due_at <= now,
            (deliveries.c.claimed_until.is_(None)) | (deliveries.c.claimed_until < now),
        )
        wanted = (
            select(deliveries)
            .where(due)
            .order_by(deliveries.c.purpose != Purpose.PAGE.value, deliveries.c.due_at)
            .limit(1)
        )
        with self.database.read() as connection:
            if connection.execute(wanted).first() is None:
                return None
        with choosing(self.database, _CHOOSING) as connection:
            row = connection.execute(wanted).first()
            if row is None:
                return None
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id == row.id)
                .values(claimed_by=worker, claimed_until=now + _SENDING, attempts=row.attempts + 1)
            )
            again = connection.execute(select(deliveries).filter_by(id=row.id)).one()
            return delivery_of(again)

    def delivered(
        self,
        delivery: Delivery,
        receipt: Mapping[str, Any],
        now: datetime,
        poll_at: datetime | None,
    ) -> None:
        """It arrived. `poll_at`: when to ask whether somebody took it."""
        self._settle(
            delivery,
            now,
            None if delivery.state is DeliveryState.DELIVERED else Happening.DELIVERED,
            state=DeliveryState.DELIVERED.value,
            receipt=dict(receipt),
            error="",
            due_at=poll_at,
            delivered_at=now,
        )

    def postpone(self, delivery: Delivery, due_at: datetime, error: str) -> None:
        """The same way is to be tried again."""
        self._settle(delivery, due_at, None, due_at=due_at, error=error)

    def next_way(self, delivery: Delivery, now: datetime, error: str) -> None:
        """That way does not work: the next is to be tried at once."""
        self._settle(
            delivery, now, None, due_at=now, error=error, place=delivery.place + 1, attempts=0
        )

    def undelivered(
        self, delivery: Delivery, now: datetime, again_at: datetime, error: str
    ) -> None:
        """No way works now. All are tried again from the first, later."""
        first = delivery.state is not DeliveryState.UNDELIVERED
        self._settle(
            delivery,
            now,
            Happening.UNDELIVERED if first else None,
            state=DeliveryState.UNDELIVERED.value,
            due_at=again_at,
            error=error,
            place=0,
            attempts=0,
        )

    def stuck(self) -> list[Delivery]:
        """Everything that could not be delivered to anybody, the oldest first."""
        statement = (
            select(deliveries)
            .where(deliveries.c.state == DeliveryState.UNDELIVERED.value)
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        with self.database.read() as connection:
            return [delivery_of(row) for row in connection.execute(statement)]

    def of(self, escalation_id: str) -> list[Delivery]:
        """Those of one escalation, the oldest first."""
        statement = (
            select(deliveries)
            .where(deliveries.c.escalation_id == escalation_id)
            .order_by(deliveries.c.created_at, deliveries.c.id)
        )
        with self.database.read() as connection:
            return [delivery_of(row) for row in connection.execute(statement)]

    def to_ask(self, worker: str, now: datetime, every: timedelta) -> list[Delivery]:
        """Pages that were sent, of escalations that nobody took yet, whose turn it is to ask."""
        waiting = and_(
            deliveries.c.purpose == Purpose.PAGE.value,
            deliveries.c.state == DeliveryState.DELIVERED.value,
            deliveries.c.due_at <= now,
        )
        with choosing(self.database, _CHOOSING) as connection:
            rows = connection.execute(
                select(deliveries)
                .join(escalations, escalations.c.id == deliveries.c.escalation_id)
                .where(waiting, escalations.c.state == EscalationState.OPEN.value)
                .limit(20)
            ).all()
            chosen = [row.id for row in rows]
            connection.execute(
                update(deliveries).where(deliveries.c.id.in_(chosen)).values(due_at=now + every)
            )
        return [delivery_of(row) for row in rows]

    def to_tell(self, now: datetime) -> list[tuple[Delivery, EscalationState]]:
        """Pages whose service does not know yet that somebody took it, or that it is over."""
        states = [state.value for state in _TOLD]
        over = EscalationState.RESOLVED.value
        statement = (
            select(deliveries, escalations.c.state.label("now"))
            .join(escalations, escalations.c.id == deliveries.c.escalation_id)
            .where(
                deliveries.c.purpose == Purpose.PAGE.value,
                deliveries.c.state == DeliveryState.DELIVERED.value,
                escalations.c.state.in_(states),
                (deliveries.c.told == "")
                | ((escalations.c.state == over) & (deliveries.c.told != over)),
                (deliveries.c.claimed_until.is_(None)) | (deliveries.c.claimed_until < now),
            )
            .limit(20)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        return [(delivery_of(row), EscalationState(row.now)) for row in rows]

    def told(self, delivery: Delivery, state: EscalationState) -> None:
        """The paging service knows."""
        with self.database.begin() as connection:
            connection.execute(
                update(deliveries).where(deliveries.c.id == delivery.id).values(told=state.value)
            )

    def _settle(
        self, delivery: Delivery, now: datetime, name: Happening | None, **values: Any
    ) -> None:
        with self.database.begin() as connection:
            # The escalation's row is what numbers its events.
            row = connection.execute(
                select(escalations).filter_by(id=delivery.escalation_id).with_for_update()
            ).first()
            kept = connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.id == delivery.id,
                    deliveries.c.state != DeliveryState.DROPPED.value,
                )
                .values(claimed_by="", claimed_until=None, **values)
            )
            if row is None or name is None or not kept.rowcount:
                return
            said = {"via": delivery.notifier, "to": delivery.to.name, "purpose": delivery.purpose}
            if values.get("error"):
                said["error"] = values["error"]
            log(connection, escalation_of(row).id, name, "", now, **said)
