"""One guarded HTTP GET at a time: polite, bounded in bytes and seconds, never redirected."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx

from core.errors import Permanent, Transient
from ingest.sources.crawl.body import read_body
from ingest.sources.crawl.connection import GuardedBackend, GuardedTransport

_ATTEMPTS = 3
_LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait within a run; for longer, a later run is better."""
_ACCEPT = "text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.8,*/*;q=0.5"
_BUSY = frozenset([408, 429, 500, 502, 503, 504])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The body is empty where it was not wanted."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """Such as `text/html`, without parameters; empty where the server names none."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


class _Busy(Transient):
    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


class Fetch:
    """Requests to one site. A context manager: leaving it closes the connections."""

    def __init__(
        self,
        backend: GuardedBackend,
        *,
        user_agent: str,
        max_bytes: int,
        timeout_seconds: float,
        delay_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.delay_seconds = delay_seconds
        self._backend = backend
        self._max_bytes = max_bytes
        self._timeout = timeout_seconds
        self._sleep = sleep
        self._last = float("-inf")
        # No environment: a proxy would connect where this code has not looked.
        self._client = httpx.Client(
            transport=GuardedTransport(backend),
            headers={
                "User-Agent": user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        wanted: Callable[[str], bool] = lambda content_type: True,
        max_bytes: int | None = None,
        cut: bool = False,
    ) -> Answer:
        """The answer, whatever its status; its body only for 200 and a wanted content type. `cut`
        keeps the beginning of a body past the limit instead of refusing it.

        Raises Transient after a few tries for a busy or silent server, Permanent for a body past
        the limit and Refused for an address outside of the site.
        """
        limit = max_bytes or self._max_bytes
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(url, dict(headers or {}), wanted, limit, cut)
            except _Busy as busy:
                wait = busy.wait if busy.wait is not None else 0.5 * 2**attempt
                if attempt == _ATTEMPTS or wait > _LONGEST_WAIT:
                    raise Transient(str(busy)) from busy
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _once(
        self,
        url: str,
        headers: dict[str, str],
        wanted: Callable[[str], bool],
        limit: int,
        cut: bool,
    ) -> Answer:
        self._be_polite()
        self._backend.deadline = time.monotonic() + self._timeout
        try:
            request = self._client.build_request("GET", url, headers=headers)
            with closing(self._client.send(request, stream=True)) as response:
                return self._read(url, response, wanted, limit, cut)
        except httpcore.TimeoutException as error:
            raise _Busy(f"no complete answer within {self._timeout:g} seconds", None) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _Busy(f"no answer: {str(error) or type(error).__name__}", None) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # httpx looks at the target of a redirect even where it does not follow it.
            raise Permanent(f"an answer that cannot be understood: {error}") from error
        finally:
            self._last = time.monotonic()
            # A crawler has no session, and a server should not grow one in our memory.
            self._client.cookies.clear()

    def _read(
        self,
        url: str,
        response: httpx.Response,
        wanted: Callable[[str], bool],
        limit: int,
        cut: bool,
    ) -> Answer:
        if response.status_code in _BUSY:
            wait = _retry_after(response.headers.get("retry-after", ""))
            later = f", and asks to wait {wait:,.0f} seconds" if wait else ""
            raise _Busy(f"the server says HTTP {response.status_code}{later}", wait)
        answer = Answer(url, response.status_code, response.headers)
        if answer.status != 200 or not wanted(answer.content_type):
            return answer
        coding = response.headers.get("content-encoding", "").strip().lower()
        body = read_body(response.iter_raw(), coding, limit, cut=cut)
        return Answer(url, answer.status, answer.headers, body)

    def _be_polite(self) -> None:
        wait = self._last + self.delay_seconds - time.monotonic()
        if wait > 0:
            self._sleep(wait)


def _retry_after(text: str) -> float | None:
    """Seconds, from a number or a date; None where the header says nothing of use."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 8:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
