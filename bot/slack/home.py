"""The agent view: what is offered to who opens a conversation with us."""

import contextlib

from bot import slack_messages as say
from bot.slack.parts import Parts
from core.errors import DialtoneError
from core.slack import Incoming, Json

_MOST = 4
"""Prompts that Slack shows."""
_TITLE = 60


class Home:
    """Works on people who open our space."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self, incoming: Incoming) -> bool:
        """Offer things to ask. Nothing is lost where that fails, so it is tried once."""
        if incoming.payload.get("tab") != "messages" or not incoming.channel:
            return False
        with contextlib.suppress(DialtoneError):
            await self._parts.api.call(
                "assistant.threads.setSuggestedPrompts",
                channel_id=incoming.channel,
                title=say.PROMPTS,
                prompts=self._prompts(),
            )
        return True

    def _prompts(self) -> list[Json]:
        title, message = say.ASK_HUMAN_PROMPT
        asked = self._parts.settings.suggestions[: _MOST - 1]
        return [
            *({"title": text[:_TITLE], "message": text} for text in asked),
            {"title": title, "message": message},
        ]
