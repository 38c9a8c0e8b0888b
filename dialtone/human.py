"""Handing over, put together: desk, dispatch and courier over one App."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot.desk_messages import sentences
from core.db.answered_questions import AnsweredQuestions
from core.db.page_owners import StoredPageOwners
from core.escalation_settings import EscalationSettings
from core.ports import Notifier
from dialtone.lessons import Learning
from dialtone.past_questions import EmbeddedPastQuestions
from dialtone.suggesting import Suggesting
from escalation.courier import Courier
from escalation.desk import Clock, Desk
from escalation.dispatch import Dispatch
from escalation.notify.declared import declared
from escalation.policy import Rules

if TYPE_CHECKING:
    from dialtone.app import App

DESK = "/desk"


class Human:
    """Everything between an escalation that is stored and a person who reads it."""

    def __init__(
        self,
        app: "App",
        *,
        extra: Mapping[str, Notifier] | None = None,
        clock: Clock | None = None,
        patience: float = 1.0,
    ) -> None:
        """`extra`: notifiers that need a running surface, such as Slack's."""
        self._app = app
        self._settings = app.settings.escalation
        self._clock = clock or app.database.moment
        self._patience = patience
        self._say = sentences(self._settings.phone)
        self.notifiers: dict[str, Notifier] = {**declared(self._settings), **(extra or {})}
        if app.settings.slack.enabled:
            from bot.slack.notifying import SlackNotifier

            slack = SlackNotifier(app.slack_stores.outbox, app.settings.slack, app.catalogs.load)
            self.notifiers = {slack.name: slack, **self.notifiers}

    @property
    def _usual(self) -> tuple[str, ...]:
        """Where nobody says how teams are told: every way but those that ring phones."""
        pagers = {one.name for one in self._settings.pagerduty}
        pagers |= {one.name for one in self._settings.opsgenie}
        return tuple(name for name in self.notifiers if name not in pagers)

    @property
    def desk_url(self) -> str:
        """Where people open the desk; empty where it is published nowhere."""
        public = self._app.settings.web.public_url
        return f"{public.rstrip('/')}{DESK}" if public else ""

    @cached_property
    def past(self) -> EmbeddedPastQuestions:
        return EmbeddedPastQuestions(AnsweredQuestions(self._app.database), self._app.embedder)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self._app.escalations, self._app.catalogs, self._clock, self._say)

    @cached_property
    def dispatch(self) -> Dispatch:
        return Dispatch(
            self._settings,
            self._app.escalations,
            self._app.conversations,
            self._app.catalogs,
            StoredPageOwners(self._app.database),
            self.past,
            self._clock,
            self._say,
            usual=self._usual,
        )

    @cached_property
    def courier(self) -> Courier:
        return Courier(
            self._app.escalations,
            self._app.conversations,
            self._app.deliveries,
            self.notifiers,
            self.desk,
            self.past,
            self._clock,
            self._say,
            self.suggesting.suggestions,
            desk_url=self.desk_url,
            patience=self._patience,
        )

    @cached_property
    def learning(self) -> Learning:
        return Learning(self._app, self.suggesting)

    @cached_property
    def suggesting(self) -> Suggesting:
        return Suggesting(self._app, self.dispatch.ways)

    def run(self) -> Sequence[str]:
        """Do everything that is due now. The conversations in which something happened."""
        touched = [*self.dispatch.run(), *self.courier.run()]
        self.learning.run()
        return touched


def rules_of(settings: EscalationSettings) -> Rules:
    """What the settings say of policy."""
    return Rules(settings.topics, settings.emergency_words, settings.repeated)
