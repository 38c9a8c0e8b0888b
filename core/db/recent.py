"""What this process has just stored of conversations, for whoever waits to show it."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from core.conversation import Event, Message

_KEPT = 1024
"""Conversations, and messages."""
_SECONDS = 5.0
"""How long; what another process has changed meanwhile is read after that."""


Kept = TypeVar("Kept")


class Recent:
    """A stream shows in milliseconds what was stored: it need not be read to be shown.

    Only what is committed may be kept. Whatever is not here is in the database.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._messages: OrderedDict[str, tuple[float, Message]] = OrderedDict()
        self._events: OrderedDict[str, tuple[float, list[Event]]] = OrderedDict()

    def keep(self, conversation_id: str, said: Iterable[Message], events: Sequence[Event]) -> None:
        """What one transaction has stored, its events in order."""
        now = self._clock()
        with self._lock:
            for message in said:
                _put(self._messages, message.id, (now, message))
            if events:
                _, before = self._events.get(conversation_id, (now, []))
                # Events in between that others stored are not here: then only the new ones are.
                follows = before and before[-1].id + 1 == events[0].id
                known = [*before, *events] if follows else list(events)
                _put(self._events, conversation_id, (now, known[-_KEPT:]))

    def forget(self, message_id: str) -> None:
        """The message is no longer as it was stored."""
        with self._lock:
            self._messages.pop(message_id, None)

    def forget_events(self, conversation_id: str) -> None:
        """Its events are no longer as they were stored."""
        with self._lock:
            self._events.pop(conversation_id, None)

    def message(self, message_id: str) -> Message | None:
        """The message, where it was stored a moment ago."""
        with self._lock:
            stored, message = self._messages.get(message_id, (0.0, None))
        return message if message and self._clock() - stored < _SECONDS else None

    def events(self, conversation_id: str, after: int, limit: int) -> list[Event]:
        """Events after that one without a gap; none where the database has to be asked."""
        with self._lock:
            stored, known = self._events.get(conversation_id, (0.0, []))
        if not known or known[0].id > after + 1 or self._clock() - stored >= _SECONDS:
            return []
        return [event for event in known if event.id > after][:limit]


def _put(kept: OrderedDict[str, Kept], key: str, what: Kept) -> None:
    kept.pop(key, None)
    kept[key] = what
    if len(kept) > _KEPT:
        kept.popitem(last=False)
