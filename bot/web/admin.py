"""For those who answer: open calls, whole conversations, replies. Needs an API key."""

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from bot.crossing import Lane
from bot.web.host_tokens import HostTokens, Refused
from bot.web.parts import OptionalKey, Parts, PartsOf, known_id, post_of
from bot.web.problems import Problem, documented, not_found
from bot.web.shapes import (
    AskerBody,
    ConversationBody,
    MessageBody,
    NewReply,
    TranscriptBody,
)
from bot.web.views import conversation_body, message_body
from core.conversation import Conversation

_DESK = "desk"
"""The subject of idempotency keys on this side."""
_key = APIKeyHeader(name="X-API-Key", auto_error=False)
_bearer = HTTPBearer(auto_error=False, description="The host page's token, of a desk group.")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def admin(parts: PartsOf, key: Annotated[str | None, Depends(_key)], bearer: _Bearer) -> None:
    given = hashlib.sha256((key or "").encode()).hexdigest()
    known = [hmac.compare_digest(given, stored) for stored in parts.settings.admin_hashes]
    if any(known) or (bearer and await _answers(parts, bearer.credentials)):
        return
    raise Problem(
        401,
        "unauthorized",
        "The API key is missing or not known.",
        "Send X-API-Key; set DIALTONE_WEB__ADMIN_KEY, or put its hash into web.admin_keys.",
    )


async def _answers(parts: Parts, token: str) -> bool:
    """Whether the host page vouches for somebody of a group that answers."""
    if not parts.settings.jwt or not parts.settings.jwt.desk_groups:
        return False
    tokens = HostTokens(parts.settings.jwt)
    try:
        return (await parts.crossing.over(Lane.CHECK, tokens.read, token)).answers
    except Refused:
        return False


router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(admin)])
ConversationId = Annotated[str, Path(description="Any conversation's id.")]
_ANSWERS = (401, 404, 422, 429, 503)


@router.get("/conversations/{conversation_id}", responses=documented(*_ANSWERS))
async def read(parts: PartsOf, conversation_id: ConversationId) -> TranscriptBody:
    """A whole conversation, and who asked."""
    try:
        return transcript(await parts.assistant.read(known_id(conversation_id), None))
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


def transcript(conversation: Conversation) -> TranscriptBody:
    asker = conversation.asker
    body = conversation_body(conversation)
    who = AskerBody(user=asker.user or None, name=asker.name or None, email=asker.email or None)
    return TranscriptBody(**dict(body), asker=who)
