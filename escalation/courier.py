"""The courier: takes deliveries out of the outbox, one way after the other, until one works."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from core.conversation import Conversation, Escalation, EscalationState
from core.db.conversations import Conversations
from core.db.deliveries import Deliveries
from core.db.escalations import Change, Escalations
from core.db.suggestions import Suggestions
from core.db.transcript import new_id
from core.errors import DialtoneError, Transient, UserError
from core.escalation import (
    Delivery,
    DeliveryState,
    Goal,
    Happening,
    Notice,
    Purpose,
    SimilarQuestion,
)
from core.ports import Notifier, PastQuestions
from escalation.desk import Clock, Desk, Say
from escalation.handover import notice, packet
from escalation.suggestion import suggested

_ATTEMPTS = {Purpose.PAGE: 4}
_USUAL_ATTEMPTS = 6
_ROUND_AGAIN = {Purpose.PAGE: timedelta(minutes=1)}
_USUAL_ROUND = timedelta(minutes=10)
_LONGEST_WAIT = 60.0
_ASK_EVERY = timedelta(seconds=10)
_log = logging.getLogger(__name__)


class Courier:
    """Sends what is due. Several may work on one database: each delivery is one's at a time."""

    def __init__(
        self,
        escalations: Escalations,
        conversations: Conversations,
        deliveries: Deliveries,
        notifiers: Mapping[str, Notifier],
        desk: Desk,
        past: PastQuestions,
        clock: Clock,
        say: Say,
        suggestions: Suggestions,
        *,
        desk_url: str = "",
        patience: float = 1.0,
    ) -> None:
        """`patience` stretches every wait between two attempts, in seconds for the first."""
        self._escalations = escalations
        self._conversations = conversations
        self._deliveries = deliveries
        self._notifiers = notifiers
        self._desk = desk
        self._past = past
        self._clock = clock
        self._say = say
        self._suggestions = suggestions
        self._desk_url = desk_url
        self._patience = patience
        self._me = new_id()

    def run(self, most: int = 50) -> list[str]:
        """Do what is due. The conversations in which the asker was told something."""
        touched: list[str] = []
        for _ in range(most):
            delivery = self._deliveries.claim(self._me, self._clock())
            if delivery is None:
                break
            touched += self._send(delivery)
        touched += self._ask()
        self._tell()
        return touched

    def _send(self, delivery: Delivery) -> list[str]:
        notifier = self._notifiers.get(delivery.notifier)
        if notifier is None:
            what = delivery.notifier
            error = f"{what} is not set up" if what else delivery.error or "no notifier is set up"
            return self._failed(delivery, error)
        try:
            receipt = notifier.send(self._notice(delivery))
        except Transient as error:
            return self._try_later(delivery, error)
        except DialtoneError as error:
            return self._failed(delivery, str(error))
        except Exception as error:  # noqa: BLE001  one that breaks must not keep the others
            _log.exception("The notifier %s broke.", delivery.notifier)
            return self._failed(delivery, f"{type(error).__name__}")
        now = self._clock()
        pages = delivery.purpose is Purpose.PAGE
        self._deliveries.delivered(delivery, receipt, now, now + _ASK_EVERY if pages else None)
        return []

    def _notice(self, delivery: Delivery) -> Notice:
        if delivery.purpose is Purpose.DOCS_GAP:
            return self._suggestion(delivery)
        escalation = self._escalations.get(delivery.escalation_id)
        conversation = self._conversations.get(escalation.conversation_id, None)
        known = packet(escalation, conversation, self._similar(escalation, conversation))
        link = f"{self._desk_url}#{escalation.id}" if self._desk_url else ""
        return notice(delivery, known, link)

    def _suggestion(self, delivery: Delivery) -> Notice:
        found = self._suggestions.get(delivery.id)
        if found is None:
            raise UserError("What was to be suggested is there no more.", "Nothing is to be done.")
        return suggested(delivery, found, self._desk_url)

    def _similar(
        self, escalation: Escalation, conversation: Conversation
    ) -> tuple[SimilarQuestion, ...]:
        try:
            return tuple(self._past.like(packet(escalation, conversation).question))
        except Exception:  # noqa: BLE001  a model that is away must not keep anybody from a human
            return ()

    def _try_later(self, delivery: Delivery, error: Transient) -> list[str]:
        if delivery.attempts >= _ATTEMPTS.get(delivery.purpose, _USUAL_ATTEMPTS):
            return self._failed(delivery, str(error))
        wait = max(error.after, self._patience * 2.0 ** (delivery.attempts - 1))
        due = self._clock() + timedelta(seconds=min(wait, _LONGEST_WAIT))
        self._deliveries.postpone(delivery, due, str(error))
        return []

    def _failed(self, delivery: Delivery, error: str) -> list[str]:
        """This way does not work: take the next, and after the last one say so."""
        who = delivery.notifier or "Nothing"
        _log.warning("%s could not deliver a %s: %s", who, delivery.purpose, error)
        now = self._clock()
        if delivery.place + 1 < len(delivery.via):
            if notifier := self._notifiers.get(delivery.notifier):
                notifier.withdraw(delivery.escalation_id, delivery.id)
            self._deliveries.next_way(delivery, now, error)
            return []
        again = now + _ROUND_AGAIN.get(delivery.purpose, _USUAL_ROUND) * self._patience
        self._deliveries.undelivered(delivery, now, again, error)
        if delivery.purpose is Purpose.PAGE and delivery.state is not DeliveryState.UNDELIVERED:
            return self._say_paging_failed(delivery, error, now)
        return []

    def _say_paging_failed(self, delivery: Delivery, error: str, now: datetime) -> list[str]:
        def decide(escalation: Escalation) -> Change | None:
            if escalation.state is not EscalationState.OPEN:
                return None
            return Change(
                Happening.PAGING_FAILED,
                data={"error": error},
                said=self._say(Happening.PAGING_FAILED, escalation, escalation.team_name),
                void=(Goal.PAGE,),
            )

        changed = self._escalations.change(delivery.escalation_id, decide, now)
        return [changed.conversation_id]

    def _ask(self) -> list[str]:
        """Ask paging services who was rung and who took it."""
        touched = []
        for delivery in self._deliveries.to_ask(self._me, self._clock(), _ASK_EVERY):
            notifier = self._notifiers.get(delivery.notifier)
            try:
                known = notifier.ask(delivery.receipt) if notifier else None
            except DialtoneError as error:
                _log.warning("%s could not be asked: %s", delivery.notifier, error)
                continue
            if known and known.by:
                taken = self._desk.acknowledge(delivery.escalation_id, known.by)
                self._deliveries.told(delivery, EscalationState.ACKNOWLEDGED)
                touched.append(taken.conversation_id)
            elif known and known.paged:
                touched += self._say_paged(delivery, known.paged)
        return touched

    def _say_paged(self, delivery: Delivery, who: str) -> list[str]:
        """Tell the asker once whose phone rings."""
        if delivery.receipt.get("paged") == who:
            return []
        now = self._clock()
        receipt = {**delivery.receipt, "paged": who}
        self._deliveries.delivered(delivery, receipt, now, now + _ASK_EVERY)
        changed = self._escalations.change(
            delivery.escalation_id,
            lambda escalation: Change(
                Happening.RINGING,
                data={"who": who},
                said=self._say(Happening.RINGING, escalation, who),
            ),
            now,
        )
        return [changed.conversation_id]

    def _tell(self) -> None:
        """Let paging services know what became of it, so that they stop ringing."""
        for delivery, state in self._deliveries.to_tell(self._clock()):
            notifier = self._notifiers.get(delivery.notifier)
            try:
                if notifier:
                    notifier.tell(delivery.receipt, state)
            except Transient as error:
                _log.warning("%s could not be told: %s", delivery.notifier, error)
                continue
            except DialtoneError as error:
                _log.warning("%s will not be told: %s", delivery.notifier, error)
            self._deliveries.told(delivery, state)
