"""Sessions: who is asking."""

from typing import Annotated

from fastapi import APIRouter, Body, Request

from bot.crossing import Lane
from bot.web.parts import EndedSessionOf, Parts, PartsOf, address
from bot.web.problems import documented
from bot.web.sessions import Session
from bot.web.shapes import NewSession, SessionBody, UserBody

router = APIRouter(prefix="/api/v1/sessions", tags=["sessions"])


@router.post("", status_code=201, responses=documented(400, 401, 403, 413, 422, 429, 503))
async def begin(
    request: Request, parts: PartsOf, wanted: Annotated[NewSession | None, Body()] = None
) -> SessionBody:
    """Begin a session: anonymous, or as the user that the host page's token names."""
    parts.limits.check_session(address(request))
    origin = request.headers.get("origin", "")
    parts.origins.check(origin, request.headers.get("host", ""))
    token = wanted.jwt if wanted else None
    # Keys may have to be fetched.
    session = await parts.crossing.over(Lane.CHECK, parts.sessions.begin, token, origin)
    return _body(parts, session)


@router.post("/renew", status_code=201, responses=documented(401, 403, 413, 429))
async def renew(request: Request, parts: PartsOf, session: EndedSessionOf) -> SessionBody:
    """The same session with more time: before it expires, or anonymous people coming back later."""
    parts.limits.check_session(address(request))
    parts.origins.check(request.headers.get("origin", ""), request.headers.get("host", ""))
    return _body(parts, parts.sessions.renew(session))


def _body(parts: Parts, session: Session) -> SessionBody:
    settings = parts.settings
    return SessionBody(
        token=parts.sessions.token(session),
        expires_at=session.expires_at,
        user=UserBody(name=session.asker.name or None) if session.asker.user else None,
        title=settings.title,
        greeting=settings.greeting,
        suggestions=list(settings.suggestions),
    )
