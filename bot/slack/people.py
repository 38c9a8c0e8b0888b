"""Who people are: Slack tells ids, and people know each other by names."""

import asyncio
import contextlib

from bot.slack.api import Api, Refused
from core.errors import Transient

_PATIENCE = 1.5
"""Seconds that an answer may wait for the name of who asked."""


class People:
    """Looks names up, and remembers them."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._names: dict[str, str] = {}

    async def name(self, user: str) -> str:
        """What people call somebody; the id where Slack will not tell. Raises Transient."""
        if user not in self._names:
            try:
                told = (await self._api.call("users.info", user=user))["user"]
            except Refused:
                return user
            profile = told.get("profile") or {}
            known = (profile.get("real_name"), told.get("real_name"), profile.get("display_name"))
            self._names[user] = str(next(filter(None, known), None) or told.get("name") or user)
        return self._names[user]

    async def name_if_told(self, user: str) -> str:
        """The same, or nothing where Slack does not tell soon: for what must not wait for it."""
        with contextlib.suppress(Transient, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                found = await self.name(user)
                return "" if found == user else found
        return ""
