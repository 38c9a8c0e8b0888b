"""A Web API method: its code, the token it takes and the scopes that token needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.slack.backend import Backend
from tests.slack.errors import SlackError
from tests.slack.webapi.arguments import Arguments
from tests.slack.wire import Json

Handler = Callable[[Backend, Arguments], Json]
Token = Literal["bot", "app", "any"]


@dataclass(frozen=True)
class Method:
    """One entry of the API. Any one of `scopes` is enough."""

    name: str
    run: Handler
    token: Token
    scopes: tuple[str, ...]


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, token: Token = "bot") -> Callable[[Handler], Handler]:
    """Register a handler under the method's name."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, token, scopes)
        return handler

    return register


def authorize(backend: Backend, entry: Method, token: str) -> None:
    """Refuse a token that is missing, unknown, revoked, of the wrong kind or too weak."""
    app = backend.workspace.app
    if not token:
        raise SlackError("not_authed")
    if token not in (app.bot_token, app.app_token):
        raise SlackError("invalid_auth")
    if app.revoked:
        raise SlackError("token_revoked")
    kind = "bot" if token == app.bot_token else "app"
    if entry.token not in ("any", kind):
        raise SlackError("not_allowed_token_type")
    held = app.scopes if kind == "bot" else app.app_scopes
    if entry.scopes and not held.intersection(entry.scopes):
        raise missing_scope(entry.scopes[0], held)


def need(backend: Backend, scope: str) -> None:
    """Refuse the call unless the bot token has this scope."""
    if scope not in backend.workspace.app.scopes:
        raise missing_scope(scope, backend.workspace.app.scopes)


def missing_scope(needed: str, held: set[str]) -> SlackError:
    """The refusal that names what is missing and what is there."""
    return SlackError("missing_scope", needed=needed, provided=",".join(sorted(held)))
