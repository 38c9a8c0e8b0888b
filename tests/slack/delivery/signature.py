"""The signature by which an app knows that a request is Slack's."""

from __future__ import annotations

import hashlib
import hmac
import time

STALE = 600
"""Seconds by which a stale request's timestamp is old; apps refuse more than 300."""


def sign(secret: str, body: bytes, *, bad: bool = False, stale: bool = False) -> dict[str, str]:
    """The two headers for `body`, wrong or too old if asked.

    The timestamp is real time, whatever the time scale: apps compare it with their own clock.
    """
    timestamp = str(int(time.time()) - (STALE if stale else 0))
    base = b"v0:" + timestamp.encode() + b":" + body
    key = secret + ("-not" if bad else "")
    digest = hmac.new(key.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
