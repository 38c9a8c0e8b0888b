"""Messages to and from their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from core.conversation import Doubt, Feedback, Message, MessageState, Role, SeeAlso
from core.db.conversation_tables import conversations, feedback, messages
from core.db.tables import AnyRow
from core.records import AnswerKind, AnswerPart, Citation, DocumentKind


def read_messages(connection: Connection, *conditions: Any) -> list[Message]:
    """The messages that meet the conditions, in order, with their asker's feedback."""
    statement = _with_feedback().where(*conditions).order_by(messages.c.position)
    return [_message(row) for row in connection.execute(statement)]


def row_of(message: Message, position: int, waits: bool) -> dict[str, Any]:
    """The row that keeps a message."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "position": position,
        "role": message.role.value,
        "author": message.author,
        "text": message.text,
        "created_at": message.created_at,
        "kind": message.kind.value if message.kind else None,
        "confidence": message.confidence,
        "body": _body(message),
        "state": message.state.value,
        "answer_id": message.answer_id,
        "waits": waits,
    }


def _with_feedback() -> Select[Any]:
    mine = (feedback.c.message_id == messages.c.id) & (
        feedback.c.subject == conversations.c.subject
    )
    return (
        select(messages, feedback.c.helpful, feedback.c.reason)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .outerjoin(feedback, mine)
    )


def _body(message: Message) -> dict[str, Any]:
    body: dict[str, Any] = {
        "parts": [[part.text, part.citation] for part in message.parts],
        "citations": [citation_row(citation) for citation in message.citations],
        "see_also": [asdict(page) for page in message.see_also],
        "audiences": sorted(message.audiences),
        "notes": list(message.notes),
        "doubts": [asdict(doubt) for doubt in message.doubts],
        "language": message.language,
    }
    return {name: value for name, value in body.items() if value}


def citation_row(citation: Citation) -> dict[str, Any]:
    """A citation as JSON."""
    moment = citation.updated_at
    return {**asdict(citation), "updated_at": moment.isoformat() if moment else None}


def read_citation(row: Mapping[str, Any]) -> Citation:
    """The citation behind the JSON."""
    moment = row["updated_at"]
    values = {
        **row,
        "updated_at": datetime.fromisoformat(moment) if moment else None,
        # Answers that were stored before there were threads cite pages.
        "kind": DocumentKind(row.get("kind", DocumentKind.PAGE)),
    }
    return Citation(**values)


def _message(row: AnyRow) -> Message:
    body: Mapping[str, Any] = row.body
    pages: Iterable[Mapping[str, str]] = body.get("see_also", ())
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        role=Role(row.role),
        text=row.text,
        created_at=row.created_at,
        author=row.author,
        kind=AnswerKind(row.kind) if row.kind else None,
        confidence=row.confidence,
        parts=tuple(AnswerPart(text, number) for text, number in body.get("parts", ())),
        citations=tuple(read_citation(item) for item in body.get("citations", ())),
        see_also=tuple(SeeAlso(**page) for page in pages),
        audiences=frozenset(body.get("audiences", ())),
        answer_id=row.answer_id,
        feedback=None if row.helpful is None else Feedback(row.helpful, row.reason),
        state=MessageState(row.state),
        notes=tuple(body.get("notes", ())),
        doubts=tuple(
            Doubt(doubt["text"], SeeAlso(**doubt["page"])) for doubt in body.get("doubts", ())
        ),
        language=body.get("language", ""),
    )
