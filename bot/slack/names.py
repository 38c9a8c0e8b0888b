"""What people are called in Slack."""

import asyncio

from bot.slack.api import Api, Refused
from core.errors import Transient

_PATIENCE = 1.5
"""Seconds that an answer may wait for a name."""


class Names:
    """Looks names up, and remembers them."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, str] = {}

    async def of(self, user: str) -> str:
        """What people call somebody; their id where Slack does not tell. Raises Transient."""
        if user not in self._known:
            try:
                told = (await self._api.call("users.info", user=user))["user"]
            except Refused:
                return user
            profile = told.get("profile") or {}
            names = (profile.get("real_name"), told.get("real_name"), profile.get("display_name"))
            self._known[user] = str(next(filter(None, names), None) or told.get("name") or user)
        return self._known[user]

    async def soon(self, user: str) -> str:
        """The same; empty where Slack does not tell at once."""
        try:
            async with asyncio.timeout(_PATIENCE):
                name = await self.of(user)
        except (Transient, TimeoutError):
            return ""
        return "" if name == user else name
