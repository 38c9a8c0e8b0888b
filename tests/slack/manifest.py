"""An app manifest, read for what the emulator can hold the app to."""

from __future__ import annotations

from tests.slack.errors import ActorError
from tests.slack.installation import Installation
from tests.slack.wire import Json


def apply(app: Installation, manifest: Json) -> None:
    """Give the app the scopes, events, commands and shortcuts that its manifest asks for."""
    features = manifest.get("features") or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot")
    subscriptions = (manifest.get("settings") or {}).get("event_subscriptions") or {}
    if not isinstance(features, dict) or not (scopes or features):
        raise ActorError("that is not an app manifest: it has neither features nor scopes")
    if scopes:
        app.scopes = set(scopes)
    if "bot_events" in subscriptions:
        app.events = set(subscriptions["bot_events"])
    app.commands = {
        each["command"]: str(each.get("description", ""))
        for each in features.get("slash_commands") or ()
    }
    for kind, known in (("message", app.message_shortcuts), ("global", app.global_shortcuts)):
        known.clear()
        for each in features.get("shortcuts") or ():
            if each.get("type") == kind:
                known[each["callback_id"]] = str(each.get("name", each["callback_id"]))
