"""How far calls for a human have come: what tells, cheaply, whether there is news of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from core.conversation import EscalationState
from core.db.conversation_tables import conversations
from core.db.engine import Database
from core.db.escalation_tables import escalation_events, escalations
from core.db.outbox_rows import is_sent_card
from core.db.slack_tables import slack_outbox

_UNDERWAY = [state.value for state in EscalationState if state is not EscalationState.RESOLVED]


@dataclass(frozen=True, slots=True)
class Progress:
    """One call. Two that are equal have nothing between them."""

    escalation_id: str
    conversation_id: str
    last_event_id: int
    """Of its conversation."""
    cards: int
    """That Slack has taken."""
    steps: int
    """Events of the call itself."""


class CallProgress:
    """Reads the progress of calls, all of them in one query."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of_open(self, resolved_since: datetime) -> list[Progress]:
        """Of every call that is not over, or only since then; the newest first."""
        cards = (
            select(func.count(slack_outbox.c.position))
            .where(is_sent_card(escalations.c.id))
            .scalar_subquery()
        )
        steps = (
            select(func.count())
            .where(escalation_events.c.escalation_id == escalations.c.id)
            .scalar_subquery()
        )
        statement = (
            select(
                escalations.c.id,
                escalations.c.conversation_id,
                conversations.c.last_event_id,
                cards.label("cards"),
                steps.label("steps"),
            )
            .join(conversations, conversations.c.id == escalations.c.conversation_id)
            .where(
                or_(
                    escalations.c.state.in_(_UNDERWAY),
                    escalations.c.resolved_at >= resolved_since,
                )
            )
            .order_by(escalations.c.created_at.desc(), escalations.c.id)
        )
        with self.database.read() as connection:
            return [Progress(*row) for row in connection.execute(statement)]
