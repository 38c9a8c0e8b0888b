"""One HTTP request to a service that tells people, and what became of it in plain terms."""

import ssl
import time
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx

from core.errors import Permanent, Transient

_LONGEST = 3600.0


class TryLater(Transient):
    """The service is away, or wants to be left alone for `after` seconds."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


def call(
    seconds: float,
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: Any = None,
    raw: bytes | None = None,
    params: Any = None,
    absent: bool = False,
) -> Any:
    """The JSON that comes back; None where there is none, or where it is `absent` and may be.

    Raises TryLater for 408, 429, 5xx and silence, Permanent for every other refusal. The message
    names the service and says nothing of keys.
    """
    name = httpx.URL(url).host
    try:
        # A connection of its own: there is seldom another call before a server would hang up.
        with httpx.Client(timeout=seconds, follow_redirects=False, verify=_trusted()) as client:
            response = client.request(
                method, url, headers=headers, json=body, content=raw, params=params
            )
    except httpx.HTTPError as error:
        raise TryLater(f"{name} does not answer: {type(error).__name__}.") from error
    status = response.status_code
    if status == 404 and absent:
        return None
    if status in (408, 425, 429) or status >= 500:
        raise TryLater(f"{name} answers {status}.", _after(response.headers.get("retry-after")))
    if status >= 300:
        raise Permanent(f"{name} refuses it ({status}).")
    try:
        return response.json()
    except ValueError:
        return None


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we trust. Reading the certificates takes longer than most requests: once is enough."""
    return httpx.create_ssl_context()


def _after(written: str | None) -> float:
    """Seconds until another try is welcome; 0 where nothing is said."""
    if not written:
        return 0.0
    try:
        seconds = float(written)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(written).timestamp() - time.time()
        except ValueError:
            return 0.0
    return min(max(seconds, 0.0), _LONGEST)
