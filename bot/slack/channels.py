"""Channels by name: catalogs and settings write names, Slack wants ids."""

import re
import time

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from core.errors import Transient
from core.slack_settings import Slack

_ID = re.compile(r"[CGD][A-Z0-9]{6,}")
_REMEMBERED_SECONDS = 300.0
_SECONDS = 8
_PAGES = 50


class Channels:
    """Looks ids up, and remembers them for a while."""

    def __init__(self, settings: Slack) -> None:
        self._client = WebClient(
            token=settings.bot_token.get_secret_value(),
            base_url=settings.api_url,
            timeout=_SECONDS,
            retry_handlers=[],
        )
        self._known: dict[str, str] = {}
        self._looked = 0.0

    def id_of(self, channel: str) -> str:
        """The id of a channel by name or id; empty where there is none that we may see.

        Raises Transient where Slack does not answer.
        """
        name = channel.removeprefix("#")
        if _ID.fullmatch(name):
            return name
        fresh = self._looked and time.monotonic() - self._looked < _REMEMBERED_SECONDS
        if name not in self._known and not fresh:
            self._known = self._all()
            self._looked = time.monotonic()
        return self._known.get(name, "")

    def _all(self) -> dict[str, str]:
        found: dict[str, str] = {}
        cursor = ""
        for _ in range(_PAGES):
            try:
                page = self._client.conversations_list(
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=200,
                    cursor=cursor or None,
                )
            except SlackApiError as error:
                raise Transient(f"Slack lists no channels: {error.response['error']}.") from error
            except (SlackClientError, OSError) as error:
                raise Transient("Slack lists no channels: it does not answer.") from error
            channels: list[dict[str, str]] = page.get("channels", [])
            found |= {each["name"]: each["id"] for each in channels}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
