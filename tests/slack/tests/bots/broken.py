"""Five bots, each with one rule broken."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_sdk.errors import SlackApiError

from tests.slack.emulator import Emulator
from tests.slack.tests.bots.careful import CarefulBot, Store
from tests.slack.wire import Json


class AnswersTwiceOnRetry(CarefulBot):
    """Takes a retry for a new event."""

    def is_new(self, event_id: str) -> bool:
        """Forgets at once."""
        return True


class AnswersBots(CarefulBot):
    """Ignores itself, and takes every other bot for a person."""

    def is_question(self, event: Json) -> bool:
        """Looks only at whether the words are its own."""
        others = event.get("user") != self.slack.bot.id and "subtype" not in event
        return event["type"] == "message" and others and "thread_ts" not in event


class Broadcasts(CarefulBot):
    """Sends its replies to the whole channel as well."""

    def answer(self, event: Json) -> dict[str, Any]:
        """Too loud."""
        return {**super().answer(event), "reply_broadcast": True}


class LosesTheEventOnCrash(CarefulBot):
    """Acknowledges what it only holds in memory."""

    def __init__(self, slack: Emulator, store: Store) -> None:
        super().__init__(slack, store)
        self.memory: list[Json] = []

    def keep(self, event: Json) -> None:
        """Nothing is written down."""
        self.memory.append(event)

    @property
    def inbox(self) -> list[Json]:
        """Gone with the process."""
        return self.memory


class Ignores429(CarefulBot):
    """Tries again at once, whatever Slack says."""

    async def wait_before_retry(self, error: SlackApiError) -> None:
        """Only as long as it takes not to block the loop."""
        await asyncio.sleep(0.01)
