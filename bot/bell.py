"""Rings for those who listen to a conversation when something has happened in it."""

import asyncio
from collections import defaultdict


class Bell:
    """Says only that there is something new; what it is stands in the database.

    So a listener that misses a ring loses nothing, and another process's events are found by
    looking now and then.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, conversation_id: str) -> None:
        """Wake whoever listens to this conversation."""
        for listener in self._listeners.get(conversation_id, ()):
            listener.set()

    def ring_all(self) -> None:
        """Wake everybody."""
        for key in list(self._listeners):
            self.ring(key)

    def listen(self, conversation_id: str) -> asyncio.Event:
        """An event that is set at every ring; clear it before looking."""
        listener = asyncio.Event()
        self._listeners[conversation_id].add(listener)
        return listener

    def leave(self, conversation_id: str, listener: asyncio.Event) -> None:
        """Listen no longer."""
        listeners = self._listeners.get(conversation_id, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(conversation_id, None)
