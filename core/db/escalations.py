"""Escalations: who waits for a human, who has it, and everything that happened on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.catalog import Contact
from core.conversation import (
    ConversationState,
    Escalation,
    EscalationKind,
    EscalationState,
    Post,
    Role,
)
from core.db.conversation_tables import conversations
from core.db.engine import Database
from core.db.escalation_rows import (
    drop_deliveries,
    escalation_of,
    event_of,
    log,
    put_delivery,
    set_timers,
    void_timers,
)
from core.db.escalation_tables import escalation_events, escalation_timers, escalations
from core.db.posts import claim
from core.db.transcript import Transcript, new_id
from core.escalation import Delivery, EscalationEvent, Goal, Happening, Timer, Urgency

_MET: Mapping[EscalationState, tuple[Goal, ...]] = {
    EscalationState.OPEN: (),
    EscalationState.ACKNOWLEDGED: (Goal.ACKNOWLEDGE, Goal.PAGE),
    EscalationState.ANSWERED: (Goal.ACKNOWLEDGE, Goal.PAGE, Goal.ANSWER),
    EscalationState.RESOLVED: tuple(Goal),
}
_EVENTS = {
    EscalationState.ACKNOWLEDGED: Happening.ACKNOWLEDGED,
    EscalationState.ANSWERED: Happening.ANSWERED,
    EscalationState.RESOLVED: Happening.RESOLVED,
}
_MOMENTS = {
    EscalationState.ACKNOWLEDGED: ("acknowledged_at",),
    EscalationState.ANSWERED: ("acknowledged_at", "answered_at"),
    EscalationState.RESOLVED: ("resolved_at",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of an escalation, all of it or nothing."""

    name: Happening
    actor: str = ""
    state: EscalationState | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of Escalation."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the event remembers."""
    said: str = ""
    """What the asker is told, as a line of the house."""
    turn: ConversationState | None = None
    timers: Sequence[Timer] = ()
    void: Sequence[Goal] = ()
    deliveries: Sequence[tuple[str, Delivery]] = ()
    """Each under the key that keeps it from being delivered twice."""
    drop: bool = False
    """Whether what still waits to be delivered is not wanted any more."""


Decide = Callable[[Escalation], Change | None]
"""What to do about an escalation as it stands now; None leaves it."""


class Escalations:
    """The repository of escalations."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(
        self,
        conversation_id: str,
        subject: str,
        kind: EscalationKind,
        note: str,
        said: str,
        post: Post | None = None,
        *,
        urgency: Urgency | None = None,
        topic: str = "",
    ) -> Escalation:
        """Store that a human is needed, and `said` in the conversation. Raises LookupError.

        One that is open already stays the only one of its kind; a new note is added to what was
        said, so that it is not lost.
        """
        usual = Urgency.EMERGENCY if kind is EscalationKind.EMERGENCY else Urgency.NORMAL
        with self.database.begin() as connection:
            transcript = Transcript(connection, conversation_id, subject)
            found = _unresolved(connection, conversation_id, kind)
            key = found.id if found else new_id()
            if earlier := claim(connection, post, key):
                return _get(connection, earlier)
            if note:
                transcript.say(Role.USER, note)
            if found is None:
                now = datetime.now(UTC)
                connection.execute(
                    insert(escalations).values(
                        id=key,
                        conversation_id=conversation_id,
                        kind=kind.value,
                        state=EscalationState.OPEN.value,
                        note=note,
                        created_at=now,
                        urgency=(urgency or usual).value,
                        topic=topic,
                    )
                )
                log(connection, key, Happening.OPENED, "the asker", now, note=note)
                if said:
                    transcript.say(Role.SYSTEM, said)
            if found is None or found.state is EscalationState.OPEN:
                transcript.turn(ConversationState.WAITING)
            transcript.save()
            return _get(connection, key)

    def get(self, escalation_id: str) -> Escalation:
        """One. Raises LookupError."""
        with self.database.read() as connection:
            row = connection.execute(select(escalations).filter_by(id=escalation_id)).first()
        if row is None:
            raise LookupError(escalation_id)
        return escalation_of(row)

    def all(self, state: EscalationState | None = None, limit: int = 200) -> list[Escalation]:
        """The newest first."""
        statement = select(escalations).order_by(escalations.c.created_at.desc(), escalations.c.id)
        if state:
            statement = statement.where(escalations.c.state == state.value)
        with self.database.read() as connection:
            return [escalation_of(row) for row in connection.execute(statement.limit(limit))]

    def of(self, conversation_id: str) -> list[Escalation]:
        """Those of one conversation, the newest first."""
        statement = (
            select(escalations)
            .where(escalations.c.conversation_id == conversation_id)
            .order_by(escalations.c.created_at.desc())
        )
        with self.database.read() as connection:
            return [escalation_of(row) for row in connection.execute(statement)]

    def unrouted(self, limit: int = 50) -> list[Escalation]:
        """Those that nobody was told of yet, emergencies first, then the oldest."""
        statement = (
            select(escalations)
            .where(escalations.c.team == "", escalations.c.state != EscalationState.RESOLVED.value)
            .order_by(escalations.c.urgency != Urgency.EMERGENCY.value, escalations.c.created_at)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [escalation_of(row) for row in connection.execute(statement)]

    def events(self, escalation_id: str) -> list[EscalationEvent]:
        """Everything that happened to one, in order."""
        statement = (
            select(escalation_events)
            .where(escalation_events.c.escalation_id == escalation_id)
            .order_by(escalation_events.c.number)
        )
        with self.database.read() as connection:
            return [event_of(row) for row in connection.execute(statement)]

    def pages_of(self, subject: str, since: datetime) -> int:
        """How many pages went out for one asker since then."""
        statement = (
            select(func.count())
            .select_from(escalations)
            .join(conversations, conversations.c.id == escalations.c.conversation_id)
            .join(escalation_events, escalation_events.c.escalation_id == escalations.c.id)
            .where(
                conversations.c.subject == subject,
                escalation_events.c.name == Happening.ROUTED.value,
                escalations.c.kind == EscalationKind.EMERGENCY.value,
                escalation_events.c.at >= since,
            )
        )
        with self.database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def change(self, escalation_id: str, decide: Decide, now: datetime) -> Escalation:
        """Do what `decide` says, in one transaction with what it looked at. Raises LookupError."""
        conversation_id = self.get(escalation_id).conversation_id
        with self.database.begin() as connection:
            # Everybody takes the conversation first, so that nobody waits for each other.
            transcript = Transcript(connection, conversation_id, None)
            escalation = _get(connection, escalation_id)
            if change := decide(escalation):
                _apply(connection, transcript, escalation, change, now)
            return _get(connection, escalation_id)

    def due_timers(self, now: datetime, limit: int = 100) -> list[Timer]:
        """Timers that are due, the oldest first."""
        table = escalation_timers
        statement = select(table).where(table.c.due_at <= now).order_by(table.c.due_at).limit(limit)
        with self.database.read() as connection:
            return [
                Timer(Goal(row.goal), row.stage, row.due_at, row.escalation_id, row.round)
                for row in connection.execute(statement)
            ]

    def fire(self, timer: Timer, decide: Decide, now: datetime) -> bool:
        """Let a timer fire, with what `decide` says follows. False where somebody else did."""
        table = escalation_timers
        conversation_id = self.get(timer.escalation_id).conversation_id
        with self.database.begin() as connection:
            transcript = Transcript(connection, conversation_id, None)
            fired = connection.execute(
                update(table)
                .where(
                    table.c.escalation_id == timer.escalation_id,
                    table.c.round == timer.round,
                    table.c.goal == timer.goal.value,
                    table.c.stage == timer.stage,
                    table.c.due_at.is_not(None),
                    table.c.fired_at.is_(None),
                )
                .values(due_at=None, fired_at=now)
            )
            if fired.rowcount != 1:
                return False
            escalation = _get(connection, timer.escalation_id)
            if escalation.round == timer.round and (change := decide(escalation)):
                _apply(connection, transcript, escalation, change, now)
            return True


def move(
    connection: Connection,
    conversation_id: str,
    before: Sequence[EscalationState],
    to: EscalationState,
    actor: str = "",
) -> None:
    """Every escalation of a conversation that is in one of those states goes on to this one.

    Whoever calls holds the conversation's row.
    """
    now = datetime.now(UTC)
    rows = connection.execute(
        select(escalations).where(
            escalations.c.conversation_id == conversation_id,
            escalations.c.state.in_([state.value for state in before]),
        )
    ).all()
    for row in rows:
        escalation = escalation_of(row)
        _enter(connection, escalation, to, now, {"assignee": escalation.assignee or actor})
        log(connection, escalation.id, _EVENTS[to], actor, now)
        if to is EscalationState.RESOLVED:
            drop_deliveries(connection, escalation.id)


def _apply(
    connection: Connection,
    transcript: Transcript,
    escalation: Escalation,
    change: Change,
    now: datetime,
) -> None:
    values = dict(change.values)
    if isinstance(values.get("contact"), Contact):
        values["contact"] = asdict(values["contact"])
    if isinstance(values.get("urgency"), Urgency):
        values["urgency"] = values["urgency"].value
    _enter(connection, escalation, change.state or escalation.state, now, values)
    log(connection, escalation.id, change.name, change.actor, now, **change.data)
    void_timers(connection, escalation.id, change.void)
    if change.drop:
        drop_deliveries(connection, escalation.id)
    set_timers(connection, _get(connection, escalation.id), change.timers)
    for key, delivery in change.deliveries:
        put_delivery(connection, delivery, key, now)
    if change.said:
        transcript.say(Role.SYSTEM, change.said)
    if change.turn:
        transcript.turn(change.turn, change.actor)
    transcript.save()


def _enter(
    connection: Connection,
    escalation: Escalation,
    state: EscalationState,
    now: datetime,
    values: Mapping[str, Any],
) -> None:
    """Bring an escalation to a state, with what that means for its timers."""
    changed = {**values, "state": state.value}
    if state is not escalation.state:
        reached = _MOMENTS.get(state, ())
        changed |= {name: now for name in reached if not getattr(escalation, name)}
        void_timers(connection, escalation.id, _MET[state])
    connection.execute(update(escalations).where(escalations.c.id == escalation.id).values(changed))


def _unresolved(
    connection: Connection, conversation_id: str, kind: EscalationKind
) -> Escalation | None:
    row = connection.execute(
        select(escalations)
        .where(
            escalations.c.conversation_id == conversation_id,
            escalations.c.kind == kind.value,
            escalations.c.state != EscalationState.RESOLVED.value,
        )
        .order_by(escalations.c.created_at.desc())
    ).first()
    return escalation_of(row) if row else None


def _get(connection: Connection, key: str) -> Escalation:
    return escalation_of(connection.execute(select(escalations).filter_by(id=key)).one())
