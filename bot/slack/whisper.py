"""Saying something to one person alone.

A whisper is no promise: Slack does not tell whether it was seen and drops it where the person is
away. What must not be lost is stored elsewhere before; so a whisper that fails is let go.
"""

import logging

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.api import Api, Refused
from core.errors import Transient
from core.slack import Incoming, Json

_SECONDS = 8
_log = logging.getLogger(__name__)


class Whisper:
    """Shows messages to one pair of eyes."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def say(self, channel: str, user: str, payload: Json, *, thread_ts: str = "") -> bool:
        """Show it in a channel or thread that we are in. False where Slack did not take it."""
        try:
            await self._api.call(
                "chat.postEphemeral",
                channel=channel,
                user=user,
                thread_ts=thread_ts or None,
                **payload,
            )
        except (Refused, Transient) as error:
            _log.warning("A whisper was not heard: %s", error)
            return False
        return True

    async def reply(self, incoming: Incoming, payload: Json) -> bool:
        """Show it to who used a command, shortcut or button, whichever way still works."""
        url = str(incoming.payload.get("response_url") or "")
        if url and await self.respond(url, payload):
            return True
        return await self.say(incoming.channel, incoming.user, payload)

    async def respond(self, response_url: str, payload: Json) -> bool:
        """Show it to who used a command, shortcut or button, even where we are no member.

        Slack takes five in half an hour. False where it did not take this one.
        """
        client = AsyncWebhookClient(response_url, timeout=_SECONDS, retry_handlers=[])
        try:
            answer = await client.send_dict(
                {"response_type": "ephemeral", "replace_original": False, **payload}
            )
        except (SlackClientError, OSError, TimeoutError) as error:
            _log.warning("A reply to one person was not taken: %s", type(error).__name__)
            return False
        if answer.status_code != 200:
            _log.warning("A reply to one person was not taken: %s", answer.status_code)
        return answer.status_code == 200
