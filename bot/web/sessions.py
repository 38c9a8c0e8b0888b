"""Sessions: short-lived signed tokens that say who is asking, and from which site."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from bot.web.host_tokens import HostTokens, HostUser, Refused
from bot.web.problems import Problem
from core.conversation import Asker
from core.web_settings import Web

_ALGORITHM = "HS256"
_ISSUER = "dialtone"
_AUDIENCE = "dialtone-web"
_REMEMBERED = 4_096
"""Sessions whose token was verified not long ago."""
_CLAIMS = ["exp", "iat", "iss", "aud", "sub", "audiences", "origin", "since"]


@dataclass(frozen=True, slots=True)
class Session:
    """Who is asking, from where, and until when this is believed."""

    asker: Asker
    origin: str
    """The site that shows the bubble; empty for a program, which names none."""
    since: datetime
    """When the host page vouched for its user."""
    expires_at: datetime


class Sessions:
    """Makes and reads session tokens."""

    def __init__(self, settings: Web, secret: str) -> None:
        self._settings = settings
        self._secret = secret
        self._host = HostTokens(settings.jwt) if settings.jwt else None
        # To verify a token costs more than to route its request, and it comes with each of them.
        self._verified = lru_cache(_REMEMBERED)(self._verify)

    def begin(self, host_token: str | None, origin: str) -> Session:
        """A session of the host's user, or of nobody in particular. Raises Problem, Transient."""
        if host_token is None:
            if not self._settings.anonymous:
                raise _sign_in()
            subject = f"anonymous:{secrets.token_urlsafe(18)}"
            return self._session(Asker(subject, self._everybody), origin, datetime.now(UTC))
        if self._host is None:
            raise unauthorized("This help line takes no tokens of its host page.")
        try:
            user = self._host.read(host_token)
        except Refused as refused:
            raise unauthorized(f"The host page's token does not hold: {refused}") from refused
        return self._session(self._asker(user, origin), origin, datetime.now(UTC))

    def renew(self, session: Session) -> Session:
        """The same session with more time. Raises Problem once the host must vouch anew."""
        if session.asker.user and self._settings.jwt:
            longest = timedelta(minutes=self._settings.jwt.renew_minutes)
            if datetime.now(UTC) > session.since + longest:
                raise unauthorized("The host page must vouch for its user again.")
        return self._session(session.asker, session.origin, session.since)

    def token(self, session: Session) -> str:
        """The session as a signed token."""
        asker = session.asker
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": asker.subject,
            "iat": datetime.now(UTC),
            "exp": session.expires_at,
            "origin": session.origin,
            "since": int(session.since.timestamp()),
            "audiences": sorted(asker.audiences),
            "user": asker.user,
            "name": asker.name,
            "email": asker.email,
        }
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def read(self, token: str, origin: str) -> Session:
        """The session behind a token, sent from this origin. Raises Problem."""
        session = self._verified(token)
        if session.expires_at <= datetime.now(UTC):
            session = self._verify(token)
        return _from_its_site(session, origin)

    def read_to_renew(self, token: str, origin: str) -> Session:
        """The same, of an anonymous session that ended not long ago too. Raises Problem."""
        leeway = timedelta(days=self._settings.return_days)
        session = _from_its_site(self._verify(token, leeway), origin)
        if session.asker.user and session.expires_at <= datetime.now(UTC):
            raise unauthorized("The session has ended; its page must vouch for the user again.")
        return session

    def _verify(self, token: str, leeway: timedelta = timedelta(0)) -> Session:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                leeway=leeway,
                options={"require": _CLAIMS},
            )
        except jwt.PyJWTError as error:
            raise unauthorized(f"The session token does not hold: {error}") from error
        return _from_claims(claims)

    @property
    def _everybody(self) -> frozenset[str]:
        return frozenset(self._settings.audiences)

    def _asker(self, user: HostUser, origin: str) -> Asker:
        # One person on two sites is two subjects: neither site reads what was said on the other.
        whole = f"{self._settings.jwt and self._settings.jwt.issuer}\n{user.user}\n{origin}"
        return Asker(
            subject=f"user:{hashlib.sha256(whole.encode()).hexdigest()}",
            audiences=self._everybody | user.audiences,
            user=user.user,
            name=user.name,
            email=user.email,
        )

    def _session(self, asker: Asker, origin: str, since: datetime) -> Session:
        life = timedelta(minutes=self._settings.session_minutes)
        expires_at = (datetime.now(UTC) + life).replace(microsecond=0)
        return Session(asker, origin, since, expires_at)


def unauthorized(detail: str) -> Problem:
    """Who this is cannot be believed."""
    return Problem(
        401,
        "unauthorized",
        detail,
        "Begin a new session: POST /api/v1/sessions.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _sign_in() -> Problem:
    return Problem(
        403,
        "sign-in-needed",
        "Nobody may ask here without signing in.",
        "Open the bubble on a page where you are signed in; the page sends its signed token.",
    )


def _from_its_site(session: Session, origin: str) -> Session:
    if origin and session.origin != origin:
        raise unauthorized("The session was begun on another site.")
    return session


def _from_claims(claims: dict[str, Any]) -> Session:
    asker = Asker(
        claims["sub"],
        frozenset(claims["audiences"]),
        claims.get("user", ""),
        claims.get("name", ""),
        claims.get("email", ""),
    )
    since = datetime.fromtimestamp(claims["since"], UTC)
    return Session(asker, claims["origin"], since, datetime.fromtimestamp(claims["exp"], UTC))
