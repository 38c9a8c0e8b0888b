"""Trigger ids: the short permission to open a modal that comes with a click or a command."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.slack.errors import SlackError
from tests.slack.ids import Ids

LIFETIME = 3
"""Seconds in which a trigger can be used. Real ones, whatever the time scale: a busy machine needs
them, and `Triggers.expire` makes a trigger late at once."""


@dataclass
class Trigger:
    """A permission, and for whom."""

    user_id: str
    born: float
    view_id: str = ""
    used: bool = False


class Triggers:
    """Hands triggers out and takes each back once, in time."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.lifetime: float = LIFETIME
        self._issued: dict[str, Trigger] = {}

    def issue(self, user_id: str, view_id: str = "") -> str:
        """A trigger for a thing that `user_id` just did, inside a view if they were in one."""
        trigger_id = self.ids.trigger()
        self._issued[trigger_id] = Trigger(user_id, time.monotonic(), view_id)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use a trigger up."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def expire(self) -> None:
        """Make every trigger too old at once, as if three seconds had passed."""
        for trigger in self._issued.values():
            trigger.born = float("-inf")
