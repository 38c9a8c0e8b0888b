"""Slack's events -> stored threads: what is posted, edited, deleted and reacted to."""

from typing import Any

from core.errors import Permanent
from core.slack import Json
from ingest.sources.slack.message import is_said, moment, post_of, subtype
from ingest.sources.slack.mrkdwn import Mrkdwn
from ingest.threads.journal import Journal, Paths
from ingest.threads.post import Room


def channel_of(event: Json) -> str:
    """The channel that an event happened in; empty where it happened in none."""
    item = event.get("item")
    place = item if isinstance(item, dict) else event
    return str(place.get("channel") or "")


def deleted_in(event: Json) -> str:
    """The `ts` of the message that an event says is deleted; empty where it says no such thing."""
    changed = event.get("message")
    if subtype(event) == "message_deleted":
        return str(event.get("deleted_ts") or "")
    if isinstance(changed, dict) and subtype(changed) == "tombstone":
        return str(changed.get("ts") or "")
    return ""


def told_in(event: Json) -> str:
    """The `ts` of the message that an event tells."""
    changed = event.get("message")
    told = changed if isinstance(changed, dict) else event
    return str(told.get("ts") or "")


def heard(event: Json, room: Room, journal: Journal, mrkdwn: Mrkdwn) -> Paths:
    """Carry one event out; the paths of the threads that it touched. Doing it again is harmless."""
    try:
        match event.get("type"):
            case "message":
                return _message(event, room, journal, mrkdwn)
            case "reaction_added" | "reaction_removed" as kind:
                return _reaction(event, room, journal, added=kind == "reaction_added")
    except Permanent:
        # A message without a time is one that no export and no history would give either.
        return set()
    return set()


def _message(event: Json, room: Room, journal: Journal, mrkdwn: Mrkdwn) -> Paths:
    if gone := deleted_in(event):
        return journal.drop(room, gone, moment(gone))
    if subtype(event) == "message_changed":
        changed: Any = event.get("message")
        if not isinstance(changed, dict):
            return set()
        return _message({**changed, "type": "message"}, room, journal, mrkdwn)
    if not is_said(event):
        return set()
    post = post_of(event, mrkdwn)
    if not post.text or (post.is_bot and not post.thread):
        return set()
    return journal.post(room, post)


def _reaction(event: Json, room: Room, journal: Journal, *, added: bool) -> Paths:
    item: Any = event.get("item")
    if not isinstance(item, dict) or item.get("type") != "message":
        return set()
    ts, name, person = str(item.get("ts")), str(event.get("reaction")), str(event.get("user"))
    return journal.react(room, ts, moment(ts), name, person, added=added)
