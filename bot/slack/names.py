"""What people are called in Slack."""

from bot.slack.api import Api, Refused


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
