"""Slack as a way to reach people: a card in the owning team's channel, through the outbox."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack import cards
from bot.slack.channels import Channels
from core.catalog import Catalog
from core.conversation import EscalationState
from core.db.outbox import Outbox
from core.errors import Permanent, Transient, UserError
from core.escalation import Acknowledgement, Notice, Purpose
from core.escalation_settings import SLACK
from core.slack import CALL, CARD, Outgoing, SendState
from core.slack_settings import Slack


class SlackNotifier:
    """Posts cards. The outbox sends each once, whatever happens on the way."""

    def __init__(
        self,
        outbox: Outbox,
        settings: Slack,
        catalog: Callable[[], Catalog],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._settings = settings
        self._channels = Channels(settings)
        self._catalog = catalog
        self.wake = wake

    @property
    def name(self) -> str:
        return SLACK

    def send(self, notice: Notice) -> Mapping[str, Any]:
        """Lay the card down; delivered is what Slack has taken."""
        key = _key(notice.escalation_id, notice.id)
        if notice.purpose is Purpose.DOCS_GAP:
            # No card of a call: what is written below it is for nobody who asked.
            key = f"docs:{notice.id}"
        stored = self._outbox.get(key)
        if stored is None or stored.state is SendState.WITHDRAWN:
            first = self._outbox.card(notice.escalation_id)
            thread = first.ts if first and notice.purpose is Purpose.REMINDER else ""
            channel = first.channel if first and thread else self._channel(notice)
            payload = cards.card(notice, self._teams())
            card = Outgoing(
                key,
                "chat.postMessage",
                channel,
                thread,
                payload,
                serves=f"{CALL}{notice.escalation_id}",
            )
            self._outbox.put(card) if stored is None else self._outbox.put_back(card)
            self.wake()
        elif stored.state is SendState.SENT:
            return {"key": key, "channel": stored.channel, "ts": stored.ts}
        elif stored.state is not SendState.WAITING:
            raise Permanent(f"Slack does not take a message in {stored.channel}.")
        raise Transient("Slack has not taken the card yet.")

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """A card that Slack was not handed, or has refused, is not posted any more."""
        self._outbox.take_back(_key(escalation_id, notice_id))

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        """A press on the card is heard as it happens."""
        return None

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        """The card's thread hears of every step."""

    def _channel(self, notice: Notice) -> str:
        """The team's own, else the triage channel, of those that we can see."""
        wanted = (notice.to.contact.channel, self._settings.triage)
        for name in filter(None, wanted):
            if found := self._channels.id_of(name):
                return found
        named = " or ".join(f"#{name}" for name in wanted if name)
        raise UserError(
            f"There is no Slack channel {named} for {notice.to.name} that we are in."
            if named
            else f"There is no Slack channel for {notice.to.name}.",
            "Give its catalog entry a help channel, or set slack.triage, and invite Dialtone.",
        )

    def _teams(self) -> tuple[tuple[str, str], ...]:
        teams = self._catalog().teams.values()
        living = ((team.ref, team.called) for team in teams if not team.gone)
        return tuple(sorted(living, key=lambda team: team[1].casefold()))


def _key(escalation_id: str, notice_id: str) -> str:
    return f"{CARD}{escalation_id}:{notice_id}"
