"""For those who answer: open calls, whole conversations, replies. Needs an API key."""

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import APIKeyHeader

from bot.crossing import Lane
from bot.web.parts import OptionalKey, PartsOf, known_id, post_of
from bot.web.problems import Problem, documented, not_found
from bot.web.shapes import (
    AskerBody,
    ConversationBody,
    EscalationList,
    MessageBody,
    NewReply,
    TranscriptBody,
)
from bot.web.views import conversation_body, escalation_row, message_body
from core.conversation import Conversation, EscalationState

_DESK = "desk"
"""The subject of idempotency keys on this side."""
_key = APIKeyHeader(name="X-API-Key", auto_error=False)


async def _admin(parts: PartsOf, key: Annotated[str | None, Depends(_key)]) -> None:
    given = hashlib.sha256((key or "").encode()).hexdigest()
    known = [hmac.compare_digest(given, stored) for stored in parts.settings.admin_hashes]
    if not any(known):
        raise Problem(
            401,
            "unauthorized",
            "The API key is missing or not known.",
            "Send X-API-Key; set DIALTONE_WEB__ADMIN_KEY, or put its hash into web.admin_keys.",
        )


router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(_admin)])
ConversationId = Annotated[str, Path(description="Any conversation's id.")]
_ANSWERS = (401, 404, 422, 429, 503)


@router.get("/escalations", responses=documented(401, 422, 429, 503))
async def escalations(
    parts: PartsOf,
    state: Annotated[EscalationState | None, Query(description="Only in this state.")] = None,
) -> EscalationList:
    """Calls for a human, the newest first."""
    found = await parts.crossing.over(Lane.READ, parts.assistant.escalations.all, state)
    return EscalationList(escalations=[escalation_row(item) for item in found])


@router.get("/conversations/{conversation_id}", responses=documented(*_ANSWERS))
async def read(parts: PartsOf, conversation_id: ConversationId) -> TranscriptBody:
    """A whole conversation, and who asked."""
    try:
        return _transcript(await parts.assistant.read(known_id(conversation_id), None))
    except LookupError:
        raise not_found() from None


@router.post(
    "/conversations/{conversation_id}/replies",
    status_code=201,
    responses=documented(400, 413, *_ANSWERS),
)
async def reply(
    parts: PartsOf, conversation_id: ConversationId, said: NewReply, key: OptionalKey = None
) -> MessageBody:
    """Answer as a human. The asker sees it at once, and the bot stays silent from then on."""
    known = known_id(conversation_id)
    post = post_of(_DESK, key, "reply", known, said.author, said.text)
    try:
        return message_body(await parts.assistant.reply(known, said.author, said.text, post))
    except LookupError:
        raise not_found() from None


@router.post("/conversations/{conversation_id}/resolve", responses=documented(413, *_ANSWERS))
async def resolve(parts: PartsOf, conversation_id: ConversationId) -> ConversationBody:
    """Close a conversation. The next question in it opens it again, and the bot answers."""
    try:
        return conversation_body(await parts.assistant.resolve(known_id(conversation_id)))
    except LookupError:
        raise not_found() from None


def _transcript(conversation: Conversation) -> TranscriptBody:
    asker = conversation.asker
    body = conversation_body(conversation)
    who = AskerBody(user=asker.user or None, name=asker.name or None, email=asker.email or None)
    return TranscriptBody(**dict(body), asker=who)
