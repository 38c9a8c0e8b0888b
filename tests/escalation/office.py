"""A help line's back office for tests: real database, catalog, desk, dispatch and courier."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from core.conversation import Asker, Escalation, EscalationKind, Role
from core.ports import Notifier
from core.settings import Settings
from dialtone.app import App
from dialtone.demo.session import CATALOG
from dialtone.human import Human
from tests.hashing_embedder import HashingEmbedder

ADA = Asker("ada", frozenset({"public"}), user="ada", name="Ada", email="ada@example.com")


class Office(App):
    """An App with a scripted model, no wait between attempts, and a clock that can be wrong."""

    skew = 0.0
    patience = 0.001
    extra: Mapping[str, Notifier] = {}

    @cached_property
    def embedder(self) -> Any:
        return HashingEmbedder()

    @cached_property
    def human(self) -> Human:
        return Human(self, extra=self.extra, clock=self._now, patience=self.patience)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.skew, UTC)

    def ask(
        self,
        text: str = "label-service prints nothing",
        kind: EscalationKind = EscalationKind.HUMAN,
        asker: Asker = ADA,
        note: str = "",
    ) -> Escalation:
        """A question that went unanswered, and a call for a human."""
        conversation = self.conversations.open(asker, "web")
        self.conversations.ask(conversation.id, asker, text, "Searching")
        return self.escalations.open(conversation.id, asker.subject, kind, note, "Asked.")

    def told(self, escalation: Escalation) -> list[str]:
        """What the house said to the asker."""
        read = self.conversations.get(escalation.conversation_id, None)
        return [m.text for m in read.messages if m.role is Role.SYSTEM]

    def happened(self, escalation: Escalation) -> list[str]:
        """Every event of an escalation, by name."""
        return [event.name.value for event in self.escalations.events(escalation.id)]

    def until(self, holds: Callable[[], object], seconds: float = 20) -> None:
        """Go rounds until it holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not happen in time"
            self.human.run()
            time.sleep(0.005)


@contextmanager
def office(home: Path, database: str = "", **escalation: Any) -> Iterator[Office]:
    """An office with the sample catalog."""
    chosen = {
        "home": home,
        "catalog": {"path": CATALOG},
        "escalation": {"triage": "team-devex", **escalation},
    }
    if database:
        chosen["database"] = {"url": database}
    with Office(Settings.model_validate(chosen)) as app:
        app.read_catalog()
        yield app
