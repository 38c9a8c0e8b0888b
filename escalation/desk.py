"""The life of an escalation: claimed, answered, passed on, resolved, opened again.

Every step is stored with its time and actor before anybody hears of it.
"""

from collections.abc import Callable
from datetime import datetime

from core.conversation import ConversationState, Escalation, EscalationState
from core.db.catalogs import Catalogs
from core.db.escalations import Change, Escalations
from core.errors import UserError
from core.escalation import Goal, Happening

Clock = Callable[[], datetime]
Say = Callable[[Happening, Escalation, str], str]
"""What the asker is told of a step, with who took it; empty where nothing is said."""

_OPEN = (EscalationState.OPEN, EscalationState.ACKNOWLEDGED, EscalationState.ANSWERED)


class Desk:
    """What people do with escalations."""

    def __init__(
        self, escalations: Escalations, catalogs: Catalogs, clock: Clock, say: Say
    ) -> None:
        self._escalations = escalations
        self._catalogs = catalogs
        self._clock = clock
        self._say = say

    def acknowledge(self, escalation_id: str, actor: str) -> Escalation:
        """Somebody takes it. Said again by another, it passes on to them. Raises LookupError."""

        def decide(escalation: Escalation) -> Change | None:
            if escalation.state is EscalationState.RESOLVED or escalation.assignee == actor:
                return None
            first = escalation.state is EscalationState.OPEN
            return Change(
                Happening.ACKNOWLEDGED,
                actor,
                EscalationState.ACKNOWLEDGED if first else None,
                values={"assignee": actor},
                said=self._say(Happening.ACKNOWLEDGED, escalation, actor),
                turn=ConversationState.WITH_HUMAN,
            )

        return self._change(escalation_id, decide)

    def resolve(self, escalation_id: str, actor: str) -> Escalation:
        """It is over. Raises LookupError."""

        def decide(escalation: Escalation) -> Change | None:
            if escalation.state is EscalationState.RESOLVED:
                return None
            return Change(
                Happening.RESOLVED,
                actor,
                EscalationState.RESOLVED,
                said=self._say(Happening.RESOLVED, escalation, actor),
                turn=ConversationState.RESOLVED,
                drop=True,
            )

        return self._change(escalation_id, decide)

    def reopen(self, escalation_id: str, actor: str) -> Escalation:
        """It was not over: it goes out again, to whoever owns it now. Raises LookupError."""

        def decide(escalation: Escalation) -> Change | None:
            if escalation.state is not EscalationState.RESOLVED:
                return None
            moments = ("acknowledged_at", "answered_at", "resolved_at")
            fresh = {**dict.fromkeys(moments), **dict.fromkeys(("assignee", "team", "pinned"), "")}
            return Change(
                Happening.REOPENED,
                actor,
                EscalationState.OPEN,
                values={
                    **fresh,
                    "assignee": "",
                    "team": "",
                    "pinned": "",
                    "round": escalation.round + 1,
                },
                said=self._say(Happening.REOPENED, escalation, actor),
                turn=ConversationState.WAITING,
            )

        return self._change(escalation_id, decide)

    def reassign(self, escalation_id: str, team: str, actor: str) -> Escalation:
        """Another team has it from now on. Raises LookupError, and UserError for no such team."""
        catalog = self._catalogs.load()
        found = catalog.team(team)
        if found is None or found.gone:
            known = ", ".join(sorted(t.name for t in catalog.teams.values() if not t.gone)[:30])
            raise UserError(
                f"There is no team {team!r}.",
                f"There are: {known}." if known else "Load a catalog: dialtone catalog load",
            )

        def decide(escalation: Escalation) -> Change | None:
            if escalation.state not in _OPEN or escalation.team == found.ref:
                return None
            return Change(
                Happening.REASSIGNED,
                actor,
                EscalationState.OPEN,
                values={
                    # Dispatch sends it off to the pinned team, as it does what is new.
                    "team": "",
                    "pinned": found.ref,
                    "team_name": found.called,
                    "why": f"{actor} passed it on",
                    "assignee": "",
                    "acknowledged_at": None,
                    "round": escalation.round + 1,
                },
                data={"team": found.ref, "before": escalation.team},
                said=self._say(Happening.REASSIGNED, escalation, found.called),
                turn=ConversationState.WAITING,
                void=tuple(Goal),
                drop=True,
            )

        return self._change(escalation_id, decide)

    def docs_gap(self, escalation_id: str, actor: str) -> Escalation:
        """Somebody says that the docs should have answered this. Raises LookupError."""
        return self._change(escalation_id, lambda escalation: Change(Happening.DOCS_GAP, actor))

    def _change(
        self, escalation_id: str, decide: Callable[[Escalation], Change | None]
    ) -> Escalation:
        return self._escalations.change(escalation_id, decide, self._clock())
