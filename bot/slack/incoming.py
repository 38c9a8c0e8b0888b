"""From what Slack sends to what is kept of it."""

import hashlib
import json
from typing import Any

from core.slack import Incoming, Json, Kind

_SAID = frozenset(("", "file_share", "thread_broadcast"))
"""Subtypes of messages that a person says; all others are news about messages or channels."""
_REACTIONS = frozenset(("reaction_added", "reaction_removed"))
_HOME = frozenset(("app_home_opened", "app_context_changed"))


def read(body: Json) -> Incoming | None:
    """What is to be kept of a request; None where it is nothing for us.

    Not for us: what bots say (ourselves included), edits, and news about channels.
    """
    match body.get("type"):
        case "event_callback":
            return _event(str(body.get("event_id", "")), body["event"])
        case "block_actions":
            return _interaction(Kind.ACTION, body)
        case "view_submission":
            return _interaction(Kind.VIEW, body)
        case "message_action" | "shortcut":
            return _interaction(Kind.SHORTCUT, body)
    return _command(body) if body.get("command") else None


def _event(event_id: str, event: Json) -> Incoming | None:
    kind = event.get("type")
    if kind in ("message", "app_mention"):
        return _message(event_id, event)
    if kind in _REACTIONS and event.get("item", {}).get("type") == "message":
        # Which thread it belongs to is known only to who looks the message up.
        item = event["item"]
        return Incoming(
            event_id, Kind.REACTION, item["channel"], event["event_ts"], "", event["user"], event,
            message_ts=item["ts"],
        )  # fmt: skip
    if kind in _HOME:
        channel = str(event.get("channel", ""))
        return Incoming(event_id, Kind.HOME, channel, event["event_ts"], "", event["user"], event)
    return None


def _message(event_id: str, event: Json) -> Incoming | None:
    subtype = event.get("subtype") or ""
    if subtype == "message_deleted":
        return _deleted(event_id, event, event["deleted_ts"])
    if subtype == "message_changed":
        # A deleted message that has replies leaves a tombstone; every other change is an edit.
        changed = event.get("message", {})
        gone = changed.get("subtype") == "tombstone"
        return _deleted(event_id, event, changed["ts"]) if gone else None
    return read_message(event_id, event["channel"], event)


def read_message(event_id: str, channel: str, message: Json) -> Incoming | None:
    """What a person said; None where a bot said it, or it is only news."""
    if (message.get("subtype") or "") not in _SAID:
        return None
    if message.get("bot_id") or not message.get("user"):
        return None
    ts = message["ts"]
    thread_ts = message.get("thread_ts") or ts
    return Incoming(
        event_id, Kind.MESSAGE, channel, ts, thread_ts, message["user"], message, message_ts=ts
    )


def _deleted(event_id: str, event: Json, ts: str) -> Incoming | None:
    before = event.get("previous_message") or {}
    if before.get("bot_id"):
        return None
    user = str(before.get("user", ""))
    # In a lane of its own: it must not wait for the work that it is to end.
    return Incoming(
        event_id, Kind.DELETED, event["channel"], event["event_ts"], "", user, {}, message_ts=ts
    )


def _interaction(kind: Kind, body: Json) -> Incoming:
    container = body.get("container") or {}
    message = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    message_ts = str(message.get("ts") or container.get("message_ts") or "")
    acted = (body.get("actions") or [{}])[0]
    ts = str(acted.get("action_ts") or body.get("action_ts") or "")
    return Incoming(
        _name(kind, body), kind, channel, ts, "", body["user"]["id"], body, message_ts=message_ts
    )


def _command(body: Json) -> Incoming:
    name = _name(Kind.COMMAND, body)
    return Incoming(name, Kind.COMMAND, body["channel_id"], "", "", body["user_id"], body)


def _name(kind: Kind, body: Json) -> str:
    """A name for what has no event id: the same payload has the same one."""
    named: Any = body.get("trigger_id") or json.dumps(body, sort_keys=True)
    return f"{kind.value}:{hashlib.sha256(str(named).encode()).hexdigest()[:40]}"
