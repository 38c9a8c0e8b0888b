"""Delivery by HTTP: signed requests to the app's Request URL."""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlencode, urlsplit

import aiohttp

from tests.slack.delivery.parcel import Attempt, Outcome, Parcel
from tests.slack.delivery.signature import sign
from tests.slack.errors import ActorError
from tests.slack.installation import Installation
from tests.slack.wire import Json

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class HttpTransport:
    """Sends to the Request URLs in turn: several stand for replicas behind a balancer."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self._session: aiohttp.ClientSession | None = None
        self._turn = 0

    def point_at(self, *urls: str) -> None:
        """Set the Request URLs. Only this machine's own addresses are allowed."""
        for url in urls:
            if urlsplit(url).hostname not in LOOPBACK:
                raise ActorError(f"the emulator only talks to this machine, and {url} is not on it")
        self.urls = list(urls)

    async def close(self) -> None:
        """Drop the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def send(
        self, app: Installation, parcel: Parcel, attempt: Attempt, deadline: float
    ) -> Outcome:
        """Try once; `attempt.fault` may spoil the signature."""
        body, content_type = _encode(parcel)
        attempt.target = url = self._next_url()
        headers = {"Content-Type": content_type, **_retry_headers(attempt)}
        bad, stale = attempt.fault == "bad_signature", attempt.fault == "stale_signature"
        headers |= sign(app.signing_secret, body, bad=bad, stale=stale)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(deadline):
                return await self._post(url, body, headers, began)
        except TimeoutError:
            return Outcome(False, "http_timeout")
        except aiohttp.TooManyRedirects:
            return Outcome(False, "too_many_redirects")
        except aiohttp.ClientSSLError:
            return Outcome(False, "ssl_error")
        except (aiohttp.ClientConnectionError, ConnectionError):
            return Outcome(False, "connection_failed")
        except aiohttp.ClientError:
            return Outcome(False, "unknown_error")

    async def verify(self, app: Installation, challenge: str) -> bool:
        """Ask every Request URL to repeat a challenge, as Slack does when one is set."""
        payload: Json = {
            "token": app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        parcel = Parcel("events_api", "url_verification", payload)
        for _ in self.urls:
            outcome = await self.send(app, parcel, Attempt(0, time.time()), 3.0)
            answer = outcome.answer or {}
            if not outcome.ok or challenge not in (answer.get("challenge"), answer.get("text")):
                return False
        return True

    async def _post(self, url: str, body: bytes, headers: dict[str, str], began: float) -> Outcome:
        session = self._session_now()
        async with session.post(url, data=body, headers=headers, max_redirects=2) as response:
            text = await response.text()
            latency = (time.perf_counter() - began) * 1000
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            if not 200 <= response.status < 300:
                return Outcome(False, "http_error", None, {"text": text}, no_retry)
            return Outcome(True, "acked", latency, _decode(text), no_retry)

    def _session_now(self) -> aiohttp.ClientSession:
        if self._session is None:
            headers = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
            self._session = aiohttp.ClientSession(headers=headers)
        return self._session

    def _next_url(self) -> str:
        url = self.urls[self._turn % len(self.urls)]
        self._turn += 1
        return url


def _encode(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.kind == "events_api":
        return json.dumps(parcel.payload).encode(), "application/json"
    form = parcel.payload
    if parcel.kind == "interactive":
        form = {"payload": json.dumps(parcel.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _decode(text: str) -> Json:
    try:
        decoded = json.loads(text)
    except ValueError:
        decoded = None
    if isinstance(decoded, dict):
        return decoded
    return {"text": text} if text else {}


def _retry_headers(attempt: Attempt) -> dict[str, str]:
    if not attempt.retry_reason:
        return {}
    return {
        "X-Slack-Retry-Num": str(attempt.number),
        "X-Slack-Retry-Reason": attempt.retry_reason,
    }
