"""Calls of Slack's Web API: one call, one request, and what became of it in plain terms.

The SDK's own retries are off: a post that is sent again without looking may be there twice.
"""

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from core.errors import Permanent, Transient
from core.slack import Json
from core.slack_settings import Slack

_SECONDS = 8
"""Below the lease of what is being sent: nobody else takes it while we still wait."""


class Unclear(Transient):
    """Nobody knows whether the call was carried out."""


class TooFast(Transient):
    """Slack wants to be left alone with this method for a while. The call was not carried out."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(f"Slack limits {method}: again in {seconds:g} s.")
        self.seconds = seconds


class Refused(Permanent):
    """Slack understood and said no."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.code = code


_READS = ("conversations.", "users.", "auth.", "bots.")
_PASSING = frozenset(
    ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")
)
"""Codes of refusals that may go away by themselves, and leave open what was done."""


class Api:
    """One workspace's Web API."""

    def __init__(self, settings: Slack) -> None:
        self.client = AsyncWebClient(
            token=settings.bot_token.get_secret_value(),
            base_url=settings.api_url,
            timeout=_SECONDS,
            retry_handlers=[],
        )
        self.scopes: frozenset[str] = frozenset()
        """What the token may do, as Slack says with every answer."""

    async def call(self, method: str, **arguments: Any) -> Json:
        """What Slack answers. Raises Unclear, TooFast or Refused."""
        if self.client.session is None or self.client.session.closed:
            self.client.session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_SECONDS)
            )
        try:
            if method.startswith(_READS):
                # These take no JSON.
                response = await self.client.api_call(
                    method, http_verb="GET", params=_given(arguments)
                )
            else:
                response = await self.client.api_call(method, json=_given(arguments))
        except SlackApiError as error:
            raise _explained(method, error) from error
        except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
            raise Unclear(f"Slack did not answer {method}: {type(error).__name__}.") from error
        held = str(response.headers.get("x-oauth-scopes") or "")
        self.scopes = frozenset(part.strip() for part in held.split(",") if part.strip())
        data = response.data
        return data if isinstance(data, dict) else {}

    async def close(self) -> None:
        """Give connections back."""
        if self.client.session is not None:
            await self.client.session.close()
            # The transport closes in the loop's next turn.
            await asyncio.sleep(0)


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _explained(method: str, error: SlackApiError) -> Unclear | TooFast | Refused:
    response = error.response
    status = getattr(response, "status_code", 0)
    headers = getattr(response, "headers", {})
    data = getattr(response, "data", {})
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return TooFast(method, _retry_after(headers))
    if status >= 500 or code in _PASSING or not code:
        return Unclear(f"Slack failed at {method}: {status} {code}.")
    return Refused(method, code)


def _retry_after(headers: Any) -> float:
    try:
        return max(1.0, float(headers.get("Retry-After") or headers.get("retry-after") or 1))
    except ValueError:
        return 30.0
