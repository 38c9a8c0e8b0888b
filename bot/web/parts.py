"""What the routes work with, and how they get at it."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.assistant import Assistant
from bot.crossing import Crossing
from bot.web.limits import Limits
from bot.web.metrics import Metrics
from bot.web.origins import Origins
from bot.web.problems import not_found
from bot.web.sessions import Session, Sessions, unauthorized
from bot.web.stopping import Stopping
from core.conversation import Post
from core.db.call_list import CallList
from core.db.deliveries import Deliveries
from core.db.lessons import Lessons
from core.db.suggestions import Suggestions
from core.web_settings import Web
from escalation.desk import Desk

Check = Callable[[], Awaitable[str]]
"""Says what it found; raises where a dependency is away."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Parts:
    """One running web surface."""

    settings: Web
    assistant: Assistant
    crossing: Crossing
    sessions: Sessions
    origins: Origins
    limits: Limits
    metrics: Metrics
    desk: Desk
    deliveries: Deliveries
    calls: CallList
    lessons: Lessons
    suggestions: Suggestions
    checks: Mapping[str, Check] = field(default_factory=dict)
    stopping: Stopping = field(default_factory=Stopping)


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsOf = Annotated[Parts, Depends(_parts)]

_bearer = HTTPBearer(auto_error=False, description="The token of POST /api/v1/sessions.")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _session(request: Request, parts: PartsOf, bearer: _Bearer) -> Session:
    if bearer is None:
        raise unauthorized("There is no session token.")
    return parts.sessions.read(bearer.credentials, request.headers.get("origin", ""))


SessionOf = Annotated[Session, Depends(_session)]


async def _ended(request: Request, parts: PartsOf, bearer: _Bearer) -> Session:
    if bearer is None:
        raise unauthorized("There is no session token.")
    return parts.sessions.read_to_renew(bearer.credentials, request.headers.get("origin", ""))


EndedSessionOf = Annotated[Session, Depends(_ended)]
"""The session of a request that asks for more time, even if it has just ended."""


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def known_id(text: str, what: str = "conversation") -> str:
    """The id, where it can be one of ours at all. Raises Problem."""
    if not _ID.fullmatch(text):
        raise not_found(what)
    return text


IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="The sender's own name for this request. Sent again, nothing happens again.",
        examples=["5f0c2a1e-8d1f-4c07-9a52-6b0f8f1f2f6d"],
    ),
]
OptionalKey = Annotated[IdempotencyKey | None, Header(alias="Idempotency-Key")]


def post_of(subject: str, key: str | None, *asked: str) -> Post | None:
    """The post under this key; `asked` is everything that makes it this request."""
    if key is None:
        return None
    whole = "\n".join(f"{len(part)}:{part}" for part in asked)
    return Post(subject, key, hashlib.sha256(whole.encode()).hexdigest())
