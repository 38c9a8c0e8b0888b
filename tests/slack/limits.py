"""Rate limits: so many calls a minute for each method, and one post a second for each channel."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.slack.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute that each tier allows."""

SPECIAL = 600
"""Calls a minute for methods that Slack says allow hundreds."""

POST_BURST = 5
"""Posts a channel takes at once before one a second holds; Slack gives no number."""

EXTERNAL_HISTORY = 1
"""Calls a minute to read history, for an app sold outside Slack's directory."""

METHOD_TIERS = {
    "api.test": 4,
    "apps.connections.open": 1,
    "agents.sessions.setStatus": 3,
    "assistant.threads.setSuggestedPrompts": 3,
    "assistant.threads.setTitle": 3,
    "bots.info": 3,
    "chat.appendStream": 4,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.startStream": 2,
    "chat.stopStream": 2,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "reactions.add": 3,
    "reactions.get": 3,
    "reactions.remove": 2,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
_READS_HISTORY = ("conversations.history", "conversations.replies")


@dataclass
class Bucket:
    """Allowance that refills steadily up to a burst."""

    burst: float
    per_second: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Take one call. 0 when allowed, otherwise the seconds until it would be."""
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return (1 - self.left) / self.per_second


class Limits:
    """Counts an app's calls in its workspace, in Slack's time.

    Socket Mode clients open a connection again within the minute that tier 1 allows one for,
    and Slack lets them: so `apps.connections.open` has room for ten in a burst.
    """

    def __init__(self, clock: Clock, *, enabled: bool = True, external: bool = False) -> None:
        self.clock = clock
        self.enabled = enabled
        self.external = external
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def wait(self, method: str, app: str, team: str, channel: str = "") -> int:
        """Real seconds for `Retry-After`, rounded up; 0 when the call may go ahead."""
        if not self.enabled:
            return 0
        waits = [self._take((method, app, team), *self._rate(method))]
        if method == "chat.postMessage" and channel:
            waits.append(self._take((method, app, team, channel), POST_BURST, 1.0))
        longest = max(waits)
        return max(1, math.ceil(self.clock.real(longest))) if longest else 0

    def _rate(self, method: str) -> tuple[float, float]:
        if method == "apps.connections.open":
            return 10, TIERS[1] / 60
        if self.external and method in _READS_HISTORY:
            return EXTERNAL_HISTORY, EXTERNAL_HISTORY / 60
        tier = METHOD_TIERS.get(method)
        a_minute = TIERS[tier] if tier else SPECIAL
        return a_minute, a_minute / 60

    def _take(self, key: tuple[str, ...], burst: float, per_second: float) -> float:
        now = self.clock.elapsed()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(burst, per_second, burst, now)
        return bucket.take(now)
