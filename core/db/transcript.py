"""One conversation being written to, inside one transaction: messages and events, in order."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from core.conversation import ConversationState, Event, EventName, Message, Role
from core.db.conversation_tables import conversations, events, messages
from core.db.message_rows import row_of

# Made once: to make a statement takes longer than to carry it out.
_HOLD = (
    select(conversations.c.subject, conversations.c.state, conversations.c.last_event_id)
    .where(conversations.c.id == bindparam("key"))
    .with_for_update()
)
_ADD_MESSAGE = insert(messages)
_ADD_EVENTS = insert(events)
_SAVE = (
    update(conversations)
    .where(conversations.c.id == bindparam("key"))
    .values(state=bindparam("state"), last_event_id=bindparam("last_event_id"))
)


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(18)


class Transcript:
    """Holds the conversation's row until the transaction ends, so that event ids have no gaps."""

    def __init__(self, connection: Connection, conversation_id: str, subject: str | None) -> None:
        """`subject` is whose conversation it must be; None for those who may see every one.

        Raises LookupError where there is none such.
        """
        self._connection = connection
        self.id = conversation_id
        row = connection.execute(_HOLD, {"key": conversation_id}).one_or_none()
        if row is None or subject not in (None, row.subject):
            raise LookupError(conversation_id)
        self.state = ConversationState(row.state)
        self.last_event_id: int = row.last_event_id
        self._now = datetime.now(UTC)
        self._rows: list[dict[str, Any]] = []
        self.said: list[Message] = []
        self.events: list[Event] = []

    def say(self, role: Role, text: str, message_id: str = "", **more: Any) -> Message:
        """Add a message and the event that shows it. `more` are further fields of Message."""
        message = Message(message_id or new_id(), self.id, role, text, created_at=self._now, **more)
        event = self.note(EventName.MESSAGE, message_id=message.id)
        waits = bool(message.answer_id)
        self._connection.execute(_ADD_MESSAGE, row_of(message, event.id, waits))
        self.said.append(message)
        return message

    def turn(self, state: ConversationState, author: str = "") -> None:
        """Pass the conversation on, where it is not there already."""
        if state != self.state:
            self.state = state
            self.note(EventName.STATE, state=state.value, author=author)

    def note(self, name: EventName, **data: Any) -> Event:
        """Add an event."""
        self.last_event_id += 1
        row = {"name": name.value, "data": data, "created_at": self._now}
        self._rows.append({"conversation_id": self.id, "id": self.last_event_id, **row})
        self.events.append(Event(self.last_event_id, name, data))
        return self.events[-1]

    def save(self) -> None:
        """Store what was added. The last thing in the transaction."""
        if self._rows:
            self._connection.execute(_ADD_EVENTS, self._rows)
        values = {"key": self.id, "state": self.state.value, "last_event_id": self.last_event_id}
        self._connection.execute(_SAVE, values)
