"""How much one session and one address may ask for."""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.web.problems import Problem
from core.web_settings import Limits as LimitSettings

_REMEMBERED = 50_000
"""Callers whose use is remembered; the one not seen for longest is forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float


class Rate:
    """So many a minute for each key, of which all may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str) -> float:
        """0 where one more is fine, else the seconds until it is."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._most, now)
        self._buckets[key] = bucket
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        a_second = self._most / 60
        bucket.left = min(self._most, bucket.left + (now - bucket.seen) * a_second)
        bucket.seen = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / a_second


class Limits:
    """The limits of the settings. Each `check_` raises the Problem 429.

    Asking for a human counts apart from asking questions: who has asked too much can still
    reach one. Emergencies count apart from everything, so that nothing holds a first one back.
    """

    def __init__(self, settings: LimitSettings) -> None:
        self._questions = Rate(settings.questions_per_minute)
        self._wishes = Rate(settings.questions_per_minute)
        self._emergencies = Rate(settings.questions_per_minute)
        self._sessions = Rate(settings.sessions_per_minute)
        self._requests = Rate(settings.requests_per_minute)
        self._streams: Counter[str] = Counter()
        self._open_streams = settings.open_streams

    def check_request(self, address: str) -> None:
        """Any request of an address."""
        _check(self._requests.take(address), "requests from your address")

    def check_session(self, address: str) -> None:
        """A new session for an address."""
        _check(self._sessions.take(address), "new sessions from your address")

    def check_post(self, subject: str) -> None:
        """A question, or anything else that is stored for a session."""
        _check(self._questions.take(subject), "messages in this session")

    def check_wish(self, subject: str) -> None:
        """Asking for a human."""
        _check(self._wishes.take(subject), "calls for a human in this session")

    def check_emergency(self, subject: str) -> None:
        """Declaring an emergency. A session's first is never too many."""
        _check(self._emergencies.take(subject), "emergencies in this session")

    @contextmanager
    def stream(self, subject: str) -> Iterator[None]:
        """One more open stream of a session."""
        if self._streams[subject] >= self._open_streams:
            raise _too_many("open streams in this session", 5)
        self._streams[subject] += 1
        try:
            yield
        finally:
            self._streams[subject] -= 1
            if not self._streams[subject]:
                del self._streams[subject]


def _check(wait: float, what: str) -> None:
    if wait:
        raise _too_many(what, math.ceil(wait))


def _too_many(what: str, seconds: int) -> Problem:
    return Problem(
        429,
        "rate-limited",
        f"Too many {what}.",
        f"Wait {seconds} second{'s' if seconds != 1 else ''} and try again.",
        headers={"Retry-After": str(seconds)},
    )
