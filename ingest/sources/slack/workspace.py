"""What belongs to a whole workspace: what its people are called, and where messages are."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote


def people_of(users: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What each person is called, by id."""
    return {str(user["id"]): name for user in users if user.get("id") and (name := _name(user))}


def permalink(workspace: str, channel_id: str, ts: str) -> str:
    """Where a person can open a message; `workspace` is its address or the name before
    `.slack.com`. Empty where that is not known."""
    if not workspace:
        return ""
    base = workspace if "://" in workspace else f"https://{workspace}"
    if "." not in base.partition("://")[2]:
        base += ".slack.com"
    return f"{base.rstrip('/')}/archives/{quote(channel_id)}/p{ts.replace('.', '')}"


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile")
    given = profile if isinstance(profile, Mapping) else {}
    for name in (given.get("display_name"), user.get("name"), given.get("real_name")):
        if isinstance(name, str) and name.strip():
            return " ".join(name.split())
    return ""
