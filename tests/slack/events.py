"""What Slack tells an app: the inner `event` of each kind, and the envelope around it."""

from __future__ import annotations

from tests.slack.channel import Channel
from tests.slack.installation import Installation
from tests.slack.message import Message
from tests.slack.user import User
from tests.slack.wire import Json

_LETTERS = {"channel": "C", "group": "G", "im": "D", "mpim": "G"}


def posted(channel: Channel, message: Message) -> Json:
    """`message`, as it was first said."""
    body = channel.show(message) | _where(channel, message.ts)
    return _without_thread_counts(body)


def mention(channel: Channel, message: Message) -> Json:
    """`app_mention`, which comes beside the `message` and has an event id of its own."""
    body = posted(channel, message) | {"type": "app_mention"}
    del body["channel_type"]
    return body


def changed(channel: Channel, message: Message, before: Json, ts: str) -> Json:
    """`message_changed`: an edit, a preview added by Slack, or the tombstone of a parent."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": channel.show(message),
        "previous_message": before,
        **_where(channel, ts),
        "ts": ts,
    }


def deleted(channel: Channel, before: Json, ts: str) -> Json:
    """`message_deleted`."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        **_where(channel, ts),
        "ts": ts,
    }


def reaction(kind: str, channel: Channel, message: Message, name: str, user: User, ts: str) -> Json:
    """`reaction_added` or `reaction_removed`."""
    return {
        "type": kind,
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.author.id,
        "event_ts": ts,
    }


def membership(kind: str, channel: Channel, user: User, ts: str, inviter: User | None) -> Json:
    """`member_joined_channel` or `member_left_channel`."""
    body = {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": _LETTERS[channel.kind],
        "team": channel.team_id,
        "event_ts": ts,
    }
    return body | {"inviter": inviter.id} if inviter else body


def home_opened(user: User, channel: Channel, tab: str, ts: str, view: Json | None) -> Json:
    """`app_home_opened`; the published view comes with the Home tab."""
    body: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": ts,
    }
    return body | {"view": view} if view and tab == "home" else body


def context_changed(user: User, dm: Channel, seen: Channel | None, ts: str) -> Json:
    """`app_context_changed`: what the person looks at while the app's pane is open."""
    entities = (
        [{"type": "slack#/types/channel_id", "value": seen.id, "team_id": seen.team_id}]
        if seen
        else []
    )
    return {
        "type": "app_context_changed",
        "user": user.id,
        "channel": dm.id,
        "context": {"entities": entities} if entities else {},
        "event_ts": ts,
    }


def envelope(
    app: Installation, team_id: str, event: Json, event_id: str, event_time: int, channel: str
) -> Json:
    """The outer payload around an event."""
    return {
        "token": app.verification_token,
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team_id,
                "user_id": app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event['type']}-{team_id}-{app.app_id}-{channel}",
    }


def _where(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}


def _without_thread_counts(body: Json) -> Json:
    counts = ("reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked")
    return {key: value for key, value in body.items() if key not in (*counts, "subscribed")}
