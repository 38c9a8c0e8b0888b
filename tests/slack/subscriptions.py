"""Which events reach the app: those it asked for, has the scope for, and is in the room for."""

from __future__ import annotations

from tests.slack.channel import Channel, Kind
from tests.slack.installation import Installation
from tests.slack.wire import Json

_PLURAL: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def reaches(app: Installation, event: Json, channel: Channel | None) -> bool:
    """Whether Slack would send this event to the app."""
    if app.revoked:
        return False
    name, scope = _needs(event, channel)
    if name not in app.events or (scope and scope not in app.scopes):
        return False
    return channel is None or app.bot_user_id in channel.members


def _needs(event: Json, channel: Channel | None) -> tuple[str, str]:
    """The subscription an event falls under, and the scope that subscription takes."""
    kind = str(event["type"])
    where = _PLURAL[channel.kind] if channel else "channels"
    if kind == "message":
        return f"message.{where}", f"{where}:history"
    if kind == "app_mention":
        return kind, "app_mentions:read"
    if kind.startswith("reaction_"):
        return kind, "reactions:read"
    if kind.startswith("member_"):
        return kind, f"{where}:read"
    return kind, ""
