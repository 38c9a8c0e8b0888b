"""Members: `users.info`, `.list` and `.lookupByEmail`."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.errors import SlackError
from tests.slack.user import User
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json


@method("users.info", "users:read")
def info(backend: Backend, args: Arguments) -> Json:
    """One member."""
    return {"user": _show(backend, lookup.user(backend, args.text("user")))}


@method("users.list", "users:read")
def list_users(backend: Backend, args: Arguments) -> Json:
    """Every member, bots too."""
    shown, cursor = lookup.page(list(backend.workspace.users.values()), args, 1000, 1000)
    return {
        "members": [_show(backend, each) for each in shown],
        "cache_ts": backend.clock.today(),
        "response_metadata": lookup.metadata(cursor),
    }


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(backend: Backend, args: Arguments) -> Json:
    """The member with this address."""
    wanted = args.required("email").lower()
    for user in backend.workspace.users.values():
        if user.email.lower() == wanted:
            return {"user": _show(backend, user)}
    raise SlackError("users_not_found")


def _show(backend: Backend, user: User) -> Json:
    return user.wire(with_email="users:read.email" in backend.workspace.app.scopes)
