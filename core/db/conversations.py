"""Conversations: questions in, answers out, and every event on the way, to be read again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.conversation import (
    Asker,
    Conversation,
    ConversationState,
    EscalationState,
    Event,
    EventName,
    Feedback,
    Message,
    Post,
    Role,
)
from core.db.conversation_tables import conversations, events, feedback, messages
from core.db.engine import Database
from core.db.escalations import move
from core.db.message_rows import citation_row, read_messages
from core.db.posts import claim, forget_old
from core.db.recent import Recent
from core.db.tables import AnyRow
from core.db.told import Told, settle, so_far
from core.db.transcript import Transcript, new_id
from core.records import AnswerPart, Citation, Turn

EVENTS_AT_ONCE = 200
"""Events that are read together, at most."""
_REMEMBERED = 10
"""Turns of a conversation that a question brings along."""
_UNANSWERED = (EscalationState.OPEN, EscalationState.ACKNOWLEDGED)
_UNRESOLVED = (*_UNANSWERED, EscalationState.ANSWERED)
_SAID = (Role.USER, Role.ASSISTANT, Role.HUMAN)

# Made once: to make a statement takes longer than to carry it out.
_EXISTS = select(messages.c.id).where(messages.c.id == bindparam("key"))
_ANSWERED = update(messages).where(messages.c.id == bindparam("key")).values(waits=False)
_EVENTS = (
    select(events.c.id, events.c.name, events.c.data)
    .where(events.c.conversation_id == bindparam("key"), events.c.id > bindparam("after"))
    .order_by(events.c.id)
    .limit(bindparam("most"))
)
_SAID_BEFORE = (
    select(messages.c.role, messages.c.text)
    .where(
        messages.c.conversation_id == bindparam("key"),
        messages.c.position <= bindparam("until"),
        messages.c.role.in_([role.value for role in _SAID]),
    )
    .order_by(messages.c.position.desc())
    .limit(_REMEMBERED)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored question. `fresh` is false where it was stored before, under the same key."""

    question: Message
    history: tuple[Turn, ...]
    fresh: bool
    before: int
    """The id of the last event before it."""

    @property
    def earlier(self) -> list[str]:
        """What its asker wrote before it in the conversation, oldest first."""
        return [turn.text for turn in self.history if turn.role == Role.USER]


class Conversations:
    """The repository of conversations. Everything in it is found by its asker only."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._recent = Recent()

    def open(self, asker: Asker, surface: str, post: Post | None = None) -> Conversation:
        """A new conversation, or the one that this post opened before."""
        with self.database.begin() as connection:
            key = new_id()
            earlier = claim(connection, post, key)
            if not earlier:
                connection.execute(insert(conversations).values(_row(key, asker, surface)))
            return _read(connection, earlier or key, asker.subject)

    def get(self, conversation_id: str, subject: str | None) -> Conversation:
        """A conversation with its messages. Raises LookupError where the subject has none such.

        The subject None may see every one.
        """
        with self.database.read() as connection:
            return _read(connection, conversation_id, subject)

    def ask(
        self, conversation_id: str, asker: Asker, text: str, status: str, post: Post | None = None
    ) -> Asked:
        """Store a question and that it is being worked on. Raises LookupError.

        While a human has the conversation, no answer is due.
        """
        with self._writing(conversation_id, asker.subject) as (connection, transcript):
            key = new_id()
            before = transcript.last_event_id
            if earlier := claim(connection, post, key):
                return _asked_before(connection, earlier)
            history = _history(connection, conversation_id, before)
            if transcript.state is ConversationState.RESOLVED:
                transcript.turn(ConversationState.OPEN)
            theirs = transcript.state is ConversationState.WITH_HUMAN
            answer_id = "" if theirs else new_id()
            question = transcript.say(
                Role.USER,
                text,
                key,
                author=asker.name,
                answer_id=answer_id,
                audiences=asker.audiences,
            )
            if answer_id:
                transcript.note(EventName.STATUS, message_id=answer_id, text=status)
            else:
                transcript.note(EventName.DONE, message_id=question.id)
            transcript.save()
            return Asked(question, history, True, before)

    def tell(self, question: Message, index: int, part: AnswerPart, citation: Citation) -> bool:
        """Store that a part of an answer can be shown while the rest is made.

        The part with index 0 begins anew: what was told before is void. What was told is no
        answer until `answer` has stored it, and nothing of it stays that is not in that. False
        where that has happened already.
        """
        with self._writing(question.conversation_id, None) as (connection, transcript):
            if connection.execute(_EXISTS, {"key": question.answer_id}).one_or_none():
                return False
            transcript.note(
                EventName.PART,
                message_id=question.answer_id,
                index=index,
                part=[part.text, part.citation],
                citation=citation_row(citation),
            )
            transcript.save()
            return True

    def answer(self, question: Message, answer: Message, told: int = 0) -> Message:
        """Store the answer to a question with its events; or the one that is already stored.

        `told` is how many of its parts, from the first on, were told while it was made.
        """
        return self._answer(question, lambda _: (answer, told))

    def stop(self, question: Message, ended: Callable[[Sequence[Told]], Message]) -> Message:
        """Store as the answer what was told of it so far; or the one that is already stored.

        `ended` makes a message of that.
        """
        return self._answer(
            question, lambda connection: _ended(ended, so_far(connection, question))
        )

    def _answer(
        self, question: Message, make: Callable[[Connection], tuple[Message, int]]
    ) -> Message:
        with self._writing(question.conversation_id, None) as (connection, transcript):
            if connection.execute(_EXISTS, {"key": question.answer_id}).one_or_none():
                return read_messages(connection, messages.c.id == question.answer_id)[0]
            answer, told = make(connection)
            told_before = settle(connection, question, told)
            # The parts come first, as they do when they are made one by one.
            for index in range(told, len(answer.parts)):
                transcript.note(EventName.PART, message_id=question.answer_id, index=index)
            if answer.citations or answer.see_also:
                transcript.note(EventName.CITATIONS, message_id=question.answer_id)
            said = transcript.say(
                answer.role,
                answer.text,
                question.answer_id,
                author=answer.author,
                kind=answer.kind,
                confidence=answer.confidence,
                parts=answer.parts,
                citations=answer.citations,
                see_also=answer.see_also,
                notes=answer.notes,
                doubts=answer.doubts,
                language=answer.language,
                state=answer.state,
            )
            transcript.note(EventName.DONE, message_id=said.id)
            transcript.save()
            connection.execute(_ANSWERED, {"key": question.id})
        if told_before:
            self._recent.forget_events(question.conversation_id)
        return said

    def reply(
        self, conversation_id: str, author: str, text: str, post: Post | None = None
    ) -> Message:
        """Store what a human says; the conversation is theirs from then on. Raises LookupError."""
        with self._writing(conversation_id, None) as (connection, transcript):
            key = new_id()
            earlier = claim(connection, post, key)
            if not earlier:
                move(connection, conversation_id, _UNANSWERED, EscalationState.ANSWERED, author)
                transcript.turn(ConversationState.WITH_HUMAN, author)
                transcript.say(Role.HUMAN, text, key, author=author)
                transcript.save()
            return read_messages(connection, messages.c.id == (earlier or key))[0]

    def resolve(self, conversation_id: str, author: str = "") -> Conversation:
        """Close a conversation and what was escalated from it. Raises LookupError."""
        with self._writing(conversation_id, None) as (connection, transcript):
            move(connection, conversation_id, _UNRESOLVED, EscalationState.RESOLVED, author)
            transcript.turn(ConversationState.RESOLVED)
            transcript.save()
            return _read(connection, conversation_id, None)

    def recent_message(self, message_id: str) -> Message | None:
        """The message, where this process stored it a moment ago. Asks no database."""
        return self._recent.message(message_id)

    def recent_events(
        self, conversation_id: str, after: int, limit: int = EVENTS_AT_ONCE
    ) -> list[Event]:
        """`events` as this process has just stored them; none where the database has to be asked,
        which this does not do."""
        return self._recent.events(conversation_id, after, limit)

    def message(self, message_id: str) -> Message | None:
        """One message."""
        with self.database.read() as connection:
            found = read_messages(connection, messages.c.id == message_id)
        return found[0] if found else None

    def events(self, conversation_id: str, after: int, limit: int = EVENTS_AT_ONCE) -> list[Event]:
        """What happened next after that event, oldest first; nothing where that was the last."""
        values = {"key": conversation_id, "after": after, "most": limit}
        with self.database.read() as connection:
            rows = connection.execute(_EVENTS, values).all()
        return [Event(row.id, EventName(row.name), row.data) for row in rows]

    def judge(self, message_id: str, subject: str, judged: Feedback) -> None:
        """Store feedback; again replaces. Raises LookupError where that is no answer to them."""
        with self.database.begin() as connection:
            owner = connection.execute(
                select(messages.c.id)
                .join(conversations, conversations.c.id == messages.c.conversation_id)
                .where(messages.c.id == message_id, conversations.c.subject == subject)
                .where(messages.c.role.in_((Role.ASSISTANT.value, Role.HUMAN.value)))
                # Two judgements at once would both find nothing to delete.
                .with_for_update(of=messages)
            ).one_or_none()
            if owner is None:
                raise LookupError(message_id)
            key = {"message_id": message_id, "subject": subject}
            connection.execute(delete(feedback).filter_by(**key))
            row = {"helpful": judged.helpful, "reason": judged.reason}
            connection.execute(insert(feedback).values(**key, **row, created_at=datetime.now(UTC)))
        self._recent.forget(message_id)

    def waiting(self, older_than: timedelta, limit: int = 50) -> list[Asked]:
        """Questions whose answer is due for so long that nobody can be working on it."""
        with self.database.read() as connection:
            due = connection.execute(
                select(messages.c.id)
                .where(messages.c.waits, messages.c.created_at < datetime.now(UTC) - older_than)
                .order_by(messages.c.created_at)
                .limit(limit)
            ).scalars()
            return [replace(_asked_before(connection, key), fresh=True) for key in due.all()]

    @contextmanager
    def _writing(
        self, conversation_id: str, subject: str | None
    ) -> Iterator[tuple[Connection, Transcript]]:
        """A transaction that writes to one conversation. Raises LookupError as Transcript does."""
        with self.database.begin() as connection:
            transcript = Transcript(connection, conversation_id, subject)
            yield connection, transcript
        self._recent.keep(conversation_id, transcript.said, transcript.events)

    def tidy(self) -> None:
        """Drop idempotency keys that nobody retries any more."""
        with self.database.begin() as connection:
            forget_old(connection)


def _ended(ended: Callable[[Sequence[Told]], Message], told: Sequence[Told]) -> tuple[Message, int]:
    return ended(told), len(told)


def _row(key: str, asker: Asker, surface: str) -> dict[str, Any]:
    return {
        "id": key,
        "subject": asker.subject,
        "asker": {"user": asker.user, "name": asker.name, "email": asker.email},
        "surface": surface,
        "state": ConversationState.OPEN.value,
        "created_at": datetime.now(UTC),
        "last_event_id": 0,
    }


def _read(connection: Connection, conversation_id: str, subject: str | None) -> Conversation:
    statement = select(conversations).where(conversations.c.id == conversation_id)
    if subject is not None:
        statement = statement.where(conversations.c.subject == subject)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise LookupError(conversation_id)
    said = read_messages(connection, messages.c.conversation_id == conversation_id)
    return conversation_of(row, tuple(said))


def conversation_of(row: AnyRow, said: tuple[Message, ...]) -> Conversation:
    """A stored conversation with what was said in it."""
    return Conversation(
        id=row.id,
        asker=Asker(row.subject, frozenset(), **row.asker),
        surface=row.surface,
        state=ConversationState(row.state),
        created_at=row.created_at,
        last_event_id=row.last_event_id,
        messages=said,
    )


def _asked_before(connection: Connection, question_id: str) -> Asked:
    position = connection.execute(
        select(messages.c.position).where(messages.c.id == question_id)
    ).scalar_one()
    question = read_messages(connection, messages.c.id == question_id)[0]
    history = _history(connection, question.conversation_id, position - 1)
    return Asked(question, history, False, position - 1)


def _history(connection: Connection, conversation_id: str, until: int) -> tuple[Turn, ...]:
    if not until:
        return ()
    rows = connection.execute(_SAID_BEFORE, {"key": conversation_id, "until": until}).all()
    return tuple(Turn(row.role, row.text) for row in reversed(rows))
