"""Conversations: ask, read, follow, judge, and reach a human."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response

from bot.assistant import Assistant
from bot.web.parts import IdempotencyKey, OptionalKey, Parts, PartsOf, SessionOf, known_id, post_of
from bot.web.problems import Problem, documented, not_found
from bot.web.sessions import Session
from bot.web.shapes import (
    ConversationBody,
    EmergencyDeclared,
    EscalationBody,
    ExchangeBody,
    HumanWanted,
    JudgedBody,
    MessageBody,
    NewFeedback,
    NewQuestion,
)
from bot.web.streams import MEDIA_TYPE, EventStream, frames
from bot.web.views import conversation_body, escalation_body, message_body
from core.conversation import EscalationKind, EventName, Feedback

router = APIRouter(prefix="/api/v1", tags=["conversations"])

ConversationId = Annotated[str, Path(description="An id that this session was given.")]
_STREAM: dict[str, Any] = {
    MEDIA_TYPE: {
        # Of each event; `data` holds JSON, a Message for `message` and a Problem for `error`.
        "schema": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "event": {"enum": [*EventName, "error"]},
                "data": {"type": "string"},
            },
        },
        "example": 'id: 2\nevent: status\ndata: {"message_id":"b0f3","text":"Searching"}\n\n',
    }
}
_POSTED = (400, 401, 404, 413, 422, 429, 503)


@router.post("/conversations", status_code=201, responses=documented(401, 413, 422, 429, 503))
async def begin(parts: PartsOf, session: SessionOf, key: OptionalKey = None) -> ConversationBody:
    """Begin a conversation."""
    parts.limits.check_post(session.asker.subject)
    post = post_of(session.asker.subject, key, "begin")
    return conversation_body(await parts.assistant.open(session.asker, "web", post))


@router.get("/conversations/{conversation_id}", responses=documented(401, 404, 422, 429, 503))
async def read(
    parts: PartsOf, session: SessionOf, conversation_id: ConversationId
) -> ConversationBody:
    """A conversation with everything that was said."""
    key = known_id(conversation_id)
    try:
        return conversation_body(await parts.assistant.read(key, session.asker.subject))
    except LookupError:
        raise not_found() from None


@router.post(
    "/conversations/{conversation_id}/messages",
    response_model=ExchangeBody,
    responses={**documented(*_POSTED), 200: {"content": _STREAM}},
)
async def ask(
    request: Request,
    parts: PartsOf,
    session: SessionOf,
    conversation_id: ConversationId,
    key: IdempotencyKey,
    question: NewQuestion,
) -> ExchangeBody | Response:
    """Ask, and receive the answer: as a stream for `Accept: text/event-stream`, else as JSON.

    With a key that was used before, the same answer comes again and nothing is asked twice.
    """
    asker = session.asker
    known = known_id(conversation_id)
    _check_length(len(question.text), parts.settings.limits.question_characters, "question")
    parts.limits.check_post(asker.subject)
    post = post_of(asker.subject, key, "ask", known, question.text)
    try:
        asked = await parts.assistant.ask(known, asker, question.text, post)
    except LookupError:
        raise not_found() from None
    if MEDIA_TYPE in request.headers.get("accept", ""):
        until = asked.question.answer_id or asked.question.id
        return _stream(parts, session, known, asked.before, until=until)
    answer = await parts.assistant.answered(asked)
    return ExchangeBody(
        question=message_body(asked.question), answer=message_body(answer) if answer else None
    )


@router.post(
    "/conversations/{conversation_id}/messages/{message_id}/stop",
    responses=documented(401, 404, 422, 429, 503),
)
async def stop(
    parts: PartsOf,
    session: SessionOf,
    conversation_id: ConversationId,
    message_id: Annotated[str, Path(description="The id that a `status` event named.")],
) -> MessageBody:
    """End an answer that is being written. It keeps what was said of it so far.

    What is whole already stays as it is.
    """
    known, answer = known_id(conversation_id), known_id(message_id, "message")
    parts.limits.check_post(session.asker.subject)
    try:
        return message_body(await parts.assistant.stop(known, session.asker.subject, answer))
    except LookupError:
        raise not_found("message") from None


@router.get(
    "/conversations/{conversation_id}/events",
    response_class=Response,
    responses={**documented(401, 404, 422, 429, 503), 200: {"content": _STREAM}},
)
async def follow(
    parts: PartsOf,
    session: SessionOf,
    conversation_id: ConversationId,
    last_event_id: Annotated[
        int, Header(ge=0, le=2**31 - 1, description="Tell what happened after this event.")
    ] = 0,
    follow: Annotated[
        bool, Query(description="Stay for what happens from now on; false ends when all is told.")
    ] = True,
) -> Response:
    """Everything that happens in a conversation, live, with a comment every 15 seconds.

    Here a stream that was cut goes on, and here the replies of humans arrive.
    """
    key = known_id(conversation_id)
    try:
        await parts.assistant.read(key, session.asker.subject)
    except LookupError:
        raise not_found() from None
    return _stream(parts, session, key, last_event_id, follow=follow)


@router.post("/messages/{message_id}/feedback", responses=documented(*_POSTED))
async def judge(
    parts: PartsOf,
    session: SessionOf,
    message_id: Annotated[str, Path(description="The id of an answer.")],
    judged: NewFeedback,
) -> JudgedBody:
    """Say whether an answer helped. Said again, it replaces what was said before."""
    key = known_id(message_id, "message")
    reason = judged.reason or ""
    _check_length(len(reason), parts.settings.limits.note_characters, "reason")
    parts.limits.check_post(session.asker.subject)
    try:
        await parts.assistant.judge(key, session.asker, Feedback(judged.helpful, reason))
    except LookupError:
        raise not_found("message") from None
    return JudgedBody(id=key, helpful=judged.helpful, reason=reason or None)


@router.post(
    "/conversations/{conversation_id}/human", status_code=202, responses=documented(*_POSTED)
)
async def human(
    parts: PartsOf,
    session: SessionOf,
    conversation_id: ConversationId,
    key: IdempotencyKey,
    wanted: HumanWanted,
) -> EscalationBody:
    """Ask for a human. Their reply arrives in the conversation's events."""
    kind = EscalationKind.HUMAN
    return await _escalate(parts, session, conversation_id, key, kind, wanted.note)


@router.post(
    "/conversations/{conversation_id}/emergency", status_code=202, responses=documented(*_POSTED)
)
async def emergency(
    parts: PartsOf,
    session: SessionOf,
    conversation_id: ConversationId,
    key: IdempotencyKey,
    declared: EmergencyDeclared,
) -> EscalationBody:
    """Call whoever is on call, once the asker has confirmed that it is an emergency."""
    kind = EscalationKind.EMERGENCY
    return await _escalate(parts, session, conversation_id, key, kind, declared.note)


async def _escalate(
    parts: Parts,
    session: Session,
    conversation_id: str,
    key: str,
    kind: EscalationKind,
    note: str | None,
) -> EscalationBody:
    asker = session.asker
    known = known_id(conversation_id)
    said = note or ""
    _check_length(len(said), parts.settings.limits.note_characters, "note")
    if kind is EscalationKind.EMERGENCY:
        parts.limits.check_emergency(asker.subject)
    else:
        parts.limits.check_wish(asker.subject)
    post = post_of(asker.subject, key, kind.value, known, said)
    assistant: Assistant = parts.assistant
    try:
        escalation = await assistant.escalate(known, asker, kind, said, post)
    except LookupError:
        raise not_found() from None
    return escalation_body(escalation, await assistant.promised(escalation))


def _stream(
    parts: Parts,
    session: Session,
    conversation_id: str,
    after: int,
    *,
    until: str = "",
    follow: bool = True,
) -> EventStream:
    told = frames(parts, conversation_id, after, session.expires_at, until=until, follow=follow)
    return EventStream(told, parts.limits.stream(session.asker.subject))


def _check_length(length: int, most: int, what: str) -> None:
    if length > most:
        raise Problem(
            422,
            "too-long",
            f"The {what} has {length:,} characters; {most:,} is the most.",
            "Say it in fewer words, and leave long logs out.",
        )
