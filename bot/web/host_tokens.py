"""The host page's own signed token -> who is asking."""

from dataclasses import dataclass
from typing import Any

import jwt

from core.errors import Transient
from core.web_settings import HostJwt

_LONGEST = 200
_LEEWAY = 30
"""Seconds by which the host's clock may differ from ours."""


class Refused(Exception):
    """The token does not hold; the message says why, in words for the host's engineer."""


@dataclass(frozen=True, slots=True)
class HostUser:
    """Who the host page says is asking."""

    user: str
    name: str
    email: str
    audiences: frozenset[str]
    answers: bool = False
    """Whether they are in a group that answers at the desk."""


class HostTokens:
    """Checks tokens with one algorithm only: what a token says of itself is not asked."""

    def __init__(self, settings: HostJwt) -> None:
        self._settings = settings
        self._published = (
            jwt.PyJWKClient(settings.jwks_url, cache_keys=True, lifespan=300, timeout=5)
            if settings.jwks_url
            else None
        )

    def read(self, token: str) -> HostUser:
        """Who it names. Raises Refused; Transient where the keys cannot be fetched."""
        settings = self._settings
        required = ["exp", settings.user_claim]
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=[settings.algorithm],
                issuer=settings.issuer or None,
                audience=settings.audience or None,
                leeway=_LEEWAY,
                options={"require": required, "verify_aud": bool(settings.audience)},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Transient(f"The keys at {settings.jwks_url} cannot be fetched.") from error
        except jwt.PyJWTError as error:
            raise Refused(str(error)) from error
        return self._user(claims)

    def _key(self, token: str) -> Any:
        if self._published:
            return self._published.get_signing_key_from_jwt(token).key
        return self._settings.public_key or self._settings.secret.get_secret_value()

    def _user(self, claims: dict[str, Any]) -> HostUser:
        settings = self._settings
        user = claims[settings.user_claim]
        if not isinstance(user, str) or not 0 < len(user) <= _LONGEST:
            raise Refused(f"The claim {settings.user_claim!r} is no name of a user.")
        groups = claims.get(settings.groups_claim) or []
        if isinstance(groups, str):
            groups = [groups]
        if not isinstance(groups, list):
            raise Refused(f"The claim {settings.groups_claim!r} is no list of groups.")
        return HostUser(
            user=user,
            name=_text(claims.get(settings.name_claim)),
            email=_text(claims.get(settings.email_claim)),
            audiences=frozenset(
                audience
                for group in groups
                if isinstance(group, str)
                for audience in settings.audiences.get(group, ())
            ),
            answers=any(group in settings.desk_groups for group in groups),
        )


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
