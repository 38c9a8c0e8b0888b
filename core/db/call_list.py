"""The list of calls for a human, as those who answer look at it: who waits worst stands first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, select

from core.conversation import Escalation, EscalationKind, EscalationState, Role
from core.db.conversation_tables import messages
from core.db.engine import Database
from core.db.escalation_rows import delivery_of, escalation_of
from core.db.escalation_tables import deliveries, escalations
from core.escalation import Delivery, DeliveryState, Purpose
from core.wishes import asks_for_human

_CALLING = (Purpose.NOTICE, Purpose.PAGE, Purpose.BREACH, Purpose.REMINDER)
"""Deliveries of a call itself, the one that matters most first."""
_STUCK = and_(
    deliveries.c.state == DeliveryState.UNDELIVERED.value,
    deliveries.c.purpose.in_([purpose.value for purpose in _CALLING]),
)
_SHOWN = 160
"""Characters of a question that a list shows."""
_OVER = EscalationState.RESOLVED.value


@dataclass(frozen=True, slots=True)
class Listed:
    """One call, and what of it could not be delivered."""

    escalation: Escalation
    stuck: Delivery | None
    """What matters most of what nobody could be told."""
    question: str
    """The beginning of what was asked last before the call."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are."""

    waiting: int
    """That nobody has taken."""
    unresolved: int
    undelivered: int
    """Of those, that nobody, or somebody less, could be told of."""


class CallList:
    """Reads calls page by page."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def newest(self, state: EscalationState | None, limit: int, skip: int = 0) -> list[Listed]:
        """The newest first."""
        statement = select(escalations)
        if state:
            statement = statement.where(escalations.c.state == state.value)
        order = (escalations.c.created_at.desc(), escalations.c.id)
        return self._page(statement.order_by(*order), limit, skip)

    def unresolved(self, limit: int, skip: int = 0) -> list[Listed]:
        """Those that are not over: what nobody could be told of, then emergencies, the oldest."""
        order = (
            case((_is_stuck(), 0), else_=1),
            case((escalations.c.state == EscalationState.OPEN.value, 0), else_=1),
            case((escalations.c.kind == EscalationKind.EMERGENCY.value, 0), else_=1),
            escalations.c.created_at,
            escalations.c.id,
        )
        statement = select(escalations).where(escalations.c.state != _OVER)
        return self._page(statement.order_by(*order), limit, skip)

    def tally(self) -> Tally:
        """How many wait, and how many of them unheard."""
        unresolved = escalations.c.state != _OVER
        waiting = escalations.c.state == EscalationState.OPEN.value
        statement = select(
            func.count().filter(waiting), func.count(), func.count().filter(_is_stuck())
        ).where(unresolved)
        with self.database.read() as connection:
            return Tally(*connection.execute(statement).one())

    def _page(self, statement: Select[tuple[object]], limit: int, skip: int) -> list[Listed]:
        with self.database.read() as connection:
            rows = connection.execute(statement.limit(limit).offset(skip)).all()
            found = [escalation_of(row) for row in rows]
            wanted = select(deliveries).where(
                _STUCK, deliveries.c.escalation_id.in_([call.id for call in found])
            )
            stuck = [delivery_of(row) for row in connection.execute(wanted)]
            asked = _asked(connection, found)
        return [Listed(call, worst(stuck, call.id), asked.get(call.id, "")) for call in found]


def _asked(connection: Connection, calls: Sequence[Escalation]) -> dict[str, str]:
    """Call -> the beginning of the last question before it; the call's own note is none."""
    statement = (
        select(escalations.c.id, func.substr(messages.c.text, 1, _SHOWN).label("text"))
        .join(messages, messages.c.conversation_id == escalations.c.conversation_id)
        .where(
            escalations.c.id.in_([call.id for call in calls]),
            messages.c.role == Role.USER.value,
            messages.c.created_at <= escalations.c.created_at,
            messages.c.text != escalations.c.note,
        )
        .order_by(messages.c.position)
    )
    found: dict[str, str] = {}
    for row in connection.execute(statement):
        if row.id not in found or not asks_for_human(row.text):
            found[row.id] = row.text
    return found


def worst(stuck: Sequence[Delivery], escalation_id: str) -> Delivery | None:
    """What matters most of what could not be delivered of one call; None where all was."""
    mine = [
        one
        for one in stuck
        if one.escalation_id == escalation_id
        and one.state is DeliveryState.UNDELIVERED
        and one.purpose in _CALLING
    ]
    return min(mine, key=lambda one: _CALLING.index(one.purpose), default=None)


def _is_stuck() -> ColumnElement[bool]:
    return exists().where(deliveries.c.escalation_id == escalations.c.id, _STUCK)
