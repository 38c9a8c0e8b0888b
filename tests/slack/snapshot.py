"""The workspace as one person sees it, for the page."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.channel import Channel
from tests.slack.message import Message
from tests.slack.user import User
from tests.slack.wire import Json

MOST_MESSAGES = 300
"""Newest messages of each conversation that the page is given."""

MOST_LOG = 60


def snapshot(backend: Backend, viewer: User | None, channel_id: str = "") -> Json:
    """Everything the page draws, from the place of `viewer`; messages of one channel, or of all."""
    space = backend.workspace
    seen = [each for each in space.channels.values() if _sees(viewer, each)]
    return {
        "version": backend.pulse.version,
        "team": {"id": space.team_id, "domain": space.domain},
        "bot": {"id": space.bot.id, "name": space.bot.real_name, "handle": space.bot.name},
        "commands": space.app.commands,
        "message_shortcuts": space.app.message_shortcuts,
        "global_shortcuts": space.app.global_shortcuts,
        "receiver": _receiver(backend),
        "connected": bool(backend.line.http.urls or backend.line.socket.sockets),
        "users": [_person(each) for each in space.users.values()],
        "channels": [_conversation(each, viewer, channel_id in ("", each.id)) for each in seen],
        "panes": _panes(backend),
        "views": _views(backend, viewer),
        "home": _home(backend, viewer),
        "log": log(backend),
    }


def log(backend: Backend) -> list[Json]:
    """The newest calls and deliveries, in the order they happened."""
    entries: list[tuple[float, Json]] = []
    for call in backend.calls[-MOST_LOG:]:
        shown = {"way": "in", "name": call.method, "ok": call.ok, "note": call.error or call.fault}
        entries.append((call.at, shown | {"ms": round(call.ms, 1)}))
    for parcel in backend.postman.parcels[-MOST_LOG:]:
        tries = len(parcel.attempts)
        note = parcel.state if tries < 2 else f"{parcel.state}, {tries} tries"
        shown = {"way": "out", "name": parcel.name, "ok": parcel.state != "failed", "note": note}
        entries.append((parcel.at, shown | {"ms": round(parcel.latency_ms or 0, 1)}))
    entries.sort(key=lambda each: each[0])
    return [shown for _, shown in entries[-MOST_LOG:]]


def _sees(viewer: User | None, channel: Channel) -> bool:
    return channel.kind == "channel" or viewer is None or viewer.id in channel.members


def _receiver(backend: Backend) -> str:
    line = backend.line
    if line.http.urls:
        return "HTTP " + ", ".join(line.http.urls)
    count = len(line.socket.sockets)
    if count:
        return f"Socket Mode, {count} open"
    return "Socket Mode, none open" if line.socket.switched_on else "no bot connected"


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "is_bot": user.is_bot,
    }


def _conversation(channel: Channel, viewer: User | None, with_messages: bool) -> Json:
    about: Json = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "members": channel.members,
    }
    return about | {"messages": _messages(channel, viewer) if with_messages else []}


def _messages(channel: Channel, viewer: User | None) -> list[Json]:
    messages = list(channel.messages.values())[-MOST_MESSAGES:]
    whispers = [
        each for each in channel.ephemerals if viewer is not None and each.ephemeral_to == viewer.id
    ]
    shown = sorted([*messages, *whispers], key=lambda each: float(each.ts))
    return [_message(channel, each) for each in shown]


def _message(channel: Channel, message: Message) -> Json:
    body = channel.show(message)
    return body | {"is_ephemeral": True} if message.ephemeral_to else body


def _panes(backend: Backend) -> list[Json]:
    return [
        {
            "channel": channel_id,
            "thread_ts": thread_ts,
            "status": pane.status,
            "prompts": pane.prompts,
            "prompts_title": pane.prompts_title,
            "session_status": pane.session_status,
        }
        for (channel_id, thread_ts), pane in backend.panes.items()
    ]


def _views(backend: Backend, viewer: User | None) -> list[Json]:
    return [
        backend.views.wire(each) | {"errors": each.errors}
        for each in backend.views.open_views.values()
        if viewer is not None and each.user_id == viewer.id
    ]


def _home(backend: Backend, viewer: User | None) -> Json | None:
    view = backend.views.homes.get(viewer.id) if viewer else None
    return backend.views.wire(view) if view else None
