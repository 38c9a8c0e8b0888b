"""Settings of the web bubble and its API."""

import hashlib
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from core.section import Section

KEEP_ALIVE = 75
"""Seconds that a connection may be idle before the server closes it: longer than balancers (60 by
default) keep theirs, or a request of theirs meets a connection that was closed just then. Slack
sends what people press only once."""


class Limits(Section):
    """How much one session, and one address, may ask for. Beyond it: 429 with Retry-After."""

    questions_per_minute: int = Field(default=20, ge=1)
    """Of one session."""
    sessions_per_minute: int = Field(default=30, ge=1)
    """Of one address."""
    requests_per_minute: int = Field(default=600, ge=1)
    """Of one address, everything together."""
    open_streams: int = Field(default=10, ge=1)
    """Of one session, at a time."""
    question_characters: int = Field(default=4000, ge=1, le=100_000)
    note_characters: int = Field(default=1000, ge=1, le=10_000)
    body_bytes: int = Field(default=65_536, ge=1024)


class HostJwt(Section):
    """The host page's own signed token: who is asking, and what they may see."""

    algorithm: Literal["HS256", "RS256"] = "RS256"
    secret: SecretStr = SecretStr("")
    """For HS256: the shared secret, 32 characters or more."""
    public_key: str = ""
    """For RS256: the PEM text of the key."""
    jwks_url: str = ""
    """For RS256: where the keys are published."""
    issuer: str = ""
    audience: str = ""
    """What the token's `iss` and `aud` must say; an empty one is not looked at."""
    user_claim: str = "sub"
    name_claim: str = "name"
    email_claim: str = "email"
    groups_claim: str = "groups"
    audiences: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Group -> the audiences of documents that its members may see beside the public one."""
    desk_groups: tuple[str, ...] = ()
    """Groups whose members may answer at the desk with their token instead of an API key."""
    renew_minutes: int = Field(default=480, ge=1)
    """How long a session may be renewed before the host must vouch for its user again."""

    @field_validator("jwks_url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if url and not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise ValueError("must begin with https://")
        return url

    @model_validator(mode="after")
    def _check_key(self) -> "HostJwt":
        if self.algorithm == "HS256" and len(self.secret.get_secret_value()) < 32:
            raise ValueError("HS256 needs `secret`, of 32 characters or more")
        if self.algorithm == "RS256" and bool(self.public_key) == bool(self.jwks_url):
            raise ValueError("RS256 needs one of `public_key` and `jwks_url`")
        return self


class Web(Section):
    """The web bubble and its API."""

    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    public_url: str = ""
    """Where people reach it, such as https://help.example.com; empty means only this machine."""
    origins: tuple[str, ...] = ()
    """Sites that may show the bubble, such as https://portal.example.com."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    title: str = "Ask the platform"
    greeting: str = "Hi! Ask me anything about the platform. I answer from the docs, with links."
    suggestions: tuple[str, ...] = ()
    anonymous: bool = True
    """Whether people may ask without a token of the host page."""
    audiences: tuple[str, ...] = ("public",)
    """What everybody who gets a session may see."""
    session_minutes: int = Field(default=60, ge=1)
    return_days: int = Field(default=30, ge=0)
    """How long after its end an anonymous session can still be renewed: people come back to the
    conversation that their browser kept. A user of the host page is vouched for anew instead."""
    secret: SecretStr = SecretStr("")
    """Signs sessions, 32 characters or more; empty means one made on first start, kept in the
    home directory. Several replicas need the same one."""
    jwt: HostJwt | None = None
    admin_keys: tuple[str, ...] = ()
    """SHA-256 (hex) of each key that opens the admin endpoints: `printf %s KEY | sha256sum`."""
    admin_key: SecretStr = SecretStr("")
    """One more key, in clear, for DIALTONE_WEB__ADMIN_KEY. Only its hash is ever compared."""
    answer_seconds: float = Field(default=30, gt=0)
    """How long a question may take before the asker is offered a human instead."""
    limits: Limits = Limits()

    @field_validator("origins", "suggestions", "trusted_proxies", "audiences", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        """A variable holds one line: commas stand between two."""
        if isinstance(given, str):
            return tuple(part.strip() for part in given.split(",") if part.strip())
        return given

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_origin(text) for text in origins)

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str) -> str:
        return url and _origin(url)

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < 32:
            raise ValueError("must have 32 characters or more")
        return secret

    @field_validator("admin_keys")
    @classmethod
    def _check_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for key in keys:
            if len(key) != 64 or set(key.lower()) - set("0123456789abcdef"):
                raise ValueError("must hold the SHA-256 of each key, 64 hexadecimal digits")
        return tuple(key.lower() for key in keys)

    @property
    def admin_hashes(self) -> tuple[str, ...]:
        """The hashes of every admin key."""
        plain = self.admin_key.get_secret_value()
        more = (hashlib.sha256(plain.encode()).hexdigest(),) if plain else ()
        return self.admin_keys + more


def _origin(text: str) -> str:
    """An origin as browsers write it: scheme and host, the port only where it is not the usual."""
    parts = urlsplit(text.rstrip("/"))
    rest = parts.path or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not parts.hostname or rest:
        raise ValueError(f"must be origins such as https://portal.example.com, not {text!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{host}{port}"
