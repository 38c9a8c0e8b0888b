"""Slack's Web API for reading: waits where Slack says so, tries again where it fails."""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from core.errors import Permanent, Transient, UserError
from ingest.sources.slack.message import Wire

_TRIES = 6
_LONGEST_PAUSE = 30.0
_SETTINGS = frozenset(
    ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")
)


class SlackClient:
    """One workspace, as one bot sees it."""

    def __init__(
        self, token: str, api_url: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        if not token:
            raise UserError(
                "The setting slack.bot_token is missing.",
                "Set SLACK_BOT_TOKEN; docs/slack.md says where Slack shows it.",
            )
        self._client = WebClient(token, base_url=api_url, timeout=30, retry_handlers=[])
        self._sleep = sleep
        self.calls = 0

    def call(self, method: str, **arguments: Any) -> Wire:
        """What Slack answers. Waits out limits however long they are.

        Raises Permanent where Slack refuses, UserError for a bad token, and Transient where it
        fails again and again.
        """
        failed = 0
        while True:
            self.calls += 1
            try:
                given = {key: value for key, value in arguments.items() if value is not None}
                answer = self._client.api_call(method, http_verb="GET", params=given)
                return answer.data if isinstance(answer.data, dict) else {}
            except SlackApiError as error:
                status = getattr(error.response, "status_code", 0)
                code = str(error.response.get("error", "")) if error.response else ""
                if status == 429 or code == "ratelimited":
                    self._sleep(_retry_after(error.response.headers))
                    continue
                if status < 500 and code not in ("internal_error", "fatal_error", ""):
                    raise _refused(method, code) from error
            except (OSError, HTTPException, ValueError):
                # The connection broke or what came was no answer.
                pass
            failed += 1
            if failed == _TRIES:
                raise Transient(f"Slack does not answer {method}.")
            self._sleep(min(2.0**failed / 2, _LONGEST_PAUSE))

    def pages(self, method: str, key: str, **arguments: Any) -> Iterator[list[Wire]]:
        """The lists under `key`, page by page."""
        cursor: str | None = None
        while True:
            answer = self.call(method, cursor=cursor, **arguments)
            yield [each for each in answer.get(key) or () if isinstance(each, dict)]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
            if not cursor:
                return


def _refused(method: str, code: str) -> Permanent | UserError:
    if code in _SETTINGS:
        return UserError(f"Slack refuses the bot token: {code}.", "Set a new SLACK_BOT_TOKEN.")
    if code == "missing_scope":
        return UserError(
            f"The Slack app may not call {method}.",
            "Give it the scopes that docs/slack.md lists, and install it again.",
        )
    return Permanent(f"Slack refused {method}: {code}")


def _retry_after(headers: Any) -> float:
    try:
        return max(1.0, float(headers.get("Retry-After") or headers.get("retry-after") or 1))
    except (TypeError, ValueError):
        return 30.0
