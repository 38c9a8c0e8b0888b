"""#help, the channels of the owning teams, and a catalog that says who owns what."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from core.conversation import Escalation
from core.settings import Settings
from dialtone.demo.session import CATALOG
from tests.bot.slack.help_channel import HelpChannel, listening
from tests.bot.web.line import ScriptedApp, write_pages
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.message import Message

QUESTION = "How do I make label-service print on blue paper?"


class Scene(HelpChannel):
    """#help, and the channel of the team that owns what is asked about."""

    labels: Channel
    edge: Channel

    def cards(self, where: Channel) -> list[Message]:
        return [each for each in self.said_in(where) if not each.thread_ts]

    def below(self, card: Message) -> list[str]:
        return [each.text for each in self.slack.said_by_bot(card.ts) if each.ts != card.ts]

    async def called(self, question: str = QUESTION) -> tuple[Message, Message, Escalation]:
        """Ada asks in #help and then for a human: her question, the team's card, the call."""
        known = {card.ts for card in self.cards(self.labels)}
        asked = self.slack.post(self.ada, self.channel, question)
        await self.slack.wait_for_reply(asked.ts, 1, 20)
        self.slack.post(self.ada, self.channel, "Can I talk to a human please?", thread_ts=asked.ts)
        await self.until(
            lambda: [c for c in self.cards(self.labels) if c.ts not in known], "a card"
        )
        [card] = [card for card in self.cards(self.labels) if card.ts not in known]
        return asked, card, self.app.escalations.all()[0]

    async def until(self, holds: Callable[[], object], what: str) -> None:
        await self.slack.wait_for(lambda: bool(holds()), 30, what)


@asynccontextmanager
async def team_channels(slack: Emulator, place: Path, **escalation: Any) -> AsyncIterator[Scene]:
    """Dialtone among them, with these settings of escalation."""
    slack.be_patient()
    ada, ben = slack.add_user("ada", "Ada Lane"), slack.add_user("ben", "Ben Moss")
    priya = slack.add_user("priya", "Priya Nair")
    channel = slack.add_channel("help", ada, ben, priya, slack.bot)
    reached = {
        "bot_token": slack.app.bot_token,
        "app_token": slack.app.app_token,
        "api_url": slack.api_url,
        "help_channels": ("help",),
        "mode": "every",
        "triage": "platform-oncall",
    }
    shutil.copytree(CATALOG, place / "catalog")
    chosen = {
        "home": place / "home",
        "slack": reached,
        "catalog": {"path": place / "catalog"},
        "escalation": {"triage": "team-devex", **escalation},
    }
    labels = slack.add_channel("team-labels", priya, slack.bot)
    edge = slack.add_channel("team-edge", priya, slack.bot)
    slack.add_channel("platform-oncall", priya, slack.bot)
    with ScriptedApp(Settings.model_validate(chosen)) as app:
        app.ingest(write_pages(place / "pages"))
        app.read_catalog()
        async with listening(slack, app, "socket") as line:
            made = Scene(slack, app, line, ada, ben, priya, channel)
            made.labels, made.edge = labels, edge
            yield made
