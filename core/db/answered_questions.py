"""Questions that people answered, with the team that did."""

from sqlalchemy import func, select

from core.conversation import EscalationState, Role
from core.db.conversation_tables import messages
from core.db.engine import Database
from core.db.escalation_tables import escalations
from core.escalation import SimilarQuestion

_ANSWERED = (EscalationState.ANSWERED.value, EscalationState.RESOLVED.value)


class AnsweredQuestions:
    """The last question of each escalation that a human answered."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def newest(self, limit: int) -> list[tuple[str, SimilarQuestion]]:
        """Each with its escalation's id, the newest first."""
        asked = (
            select(escalations.c.id, func.max(messages.c.position).label("position"))
            .join(messages, messages.c.conversation_id == escalations.c.conversation_id)
            .where(
                messages.c.role == Role.USER.value,
                messages.c.created_at <= escalations.c.created_at,
                escalations.c.state.in_(_ANSWERED),
                escalations.c.answered_at.is_not(None),
                escalations.c.team != "",
            )
            .group_by(escalations.c.id)
            .subquery()
        )
        statement = (
            select(escalations.c.id, escalations.c.team, messages.c.text)
            .join(asked, asked.c.id == escalations.c.id)
            .join(
                messages,
                (messages.c.conversation_id == escalations.c.conversation_id)
                & (messages.c.position == asked.c.position),
            )
            .order_by(escalations.c.created_at.desc())
            .limit(limit)
        )
        with self.database.read() as connection:
            rows = connection.execute(statement).all()
        return [(row.id, SimilarQuestion(row.text, row.team)) for row in rows]
