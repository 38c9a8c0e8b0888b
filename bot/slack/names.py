"""What people are called in Slack."""

import asyncio
import contextlib

from bot.slack.api import Api, Refused
from core.errors import Transient

_PATIENCE = 1.5
"""Seconds that an answer may wait for the name of who asked."""


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

    async def if_told(self, user: str) -> str:
        """The same, or nothing where Slack does not tell soon: for what must not wait for it."""
        with contextlib.suppress(Transient, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                found = await self.of(user)
                return "" if found == user else found
        return ""
