"""Conversations: find them, read them, join them, open a direct message."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.channel import TYPE_NAMES, Channel
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method, need
from tests.slack.wire import Json

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
EXTERNAL_PAGE = 15
"""Messages a page, for an app sold outside Slack's directory."""


@method("conversations.list", *READ)
def list_conversations(backend: Backend, args: Arguments) -> Json:
    """Conversations of the types asked for that the bot may know of."""
    types = args.names("types") or ["public_channel"]
    if not set(types) <= set(TYPE_NAMES.values()):
        raise SlackError("invalid_types")
    kinds = {kind for kind, name in TYPE_NAMES.items() if name in types}
    for kind in sorted(kinds):
        need(backend, f"{lookup.SCOPE_WORDS[kind]}:read")
    found = [
        each
        for each in backend.workspace.channels.values()
        if each.kind in kinds and (each.kind == "channel" or lookup.has_bot(backend, each))
        if not (each.is_archived and args.flag("exclude_archived"))
    ]
    shown, cursor = lookup.page(found, args, 100, 1000)
    bot = backend.workspace.bot.id
    return {
        "channels": [each.wire(bot, with_count=True) for each in shown],
        "response_metadata": lookup.metadata(cursor),
    }


@method("conversations.info", *READ)
def info(backend: Backend, args: Arguments) -> Json:
    """One conversation."""
    where = lookup.channel(backend, args)
    _need(backend, where, "read")
    count = args.flag("include_num_members")
    return {"channel": where.wire(backend.workspace.bot.id, with_count=count)}


@method("conversations.members", *READ)
def members(backend: Backend, args: Arguments) -> Json:
    """Who is in a conversation."""
    where = lookup.channel(backend, args)
    _need(backend, where, "read")
    shown, cursor = lookup.page(where.members, args, 100, 999)
    return {"members": shown, "response_metadata": lookup.metadata(cursor)}


@method("conversations.history", *HISTORY)
def history(backend: Backend, args: Arguments) -> Json:
    """What a channel shows, newest first. Replies in threads are not part of it."""
    where = _readable(backend, args)
    messages = [each for each in where.timeline() if _within(each, args)]
    shown, cursor = _page(backend, messages[::-1], args)
    body: Json = {
        "messages": [where.show(each, args.flag("include_all_metadata")) for each in shown],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return body | ({"response_metadata": lookup.metadata(cursor)} if cursor else {})


@method("conversations.replies", *HISTORY)
def replies(backend: Backend, args: Arguments) -> Json:
    """A thread, oldest first: the message asked for and what hangs under it."""
    where = _readable(backend, args)
    root = where.root(lookup.message(where, args.required("ts"), "thread_not_found").ts)
    if root not in where.messages:
        raise SlackError("thread_not_found")
    parent, *rest = where.thread(root)
    messages = [parent, *(each for each in rest if _within(each, args))]
    shown, cursor = _page(backend, messages, args)
    body: Json = {
        "messages": [where.show(each, args.flag("include_all_metadata")) for each in shown],
        "has_more": bool(cursor),
    }
    return body | ({"response_metadata": lookup.metadata(cursor)} if cursor else {})


@method("conversations.open", "im:write", "mpim:write")
def open_conversation(backend: Backend, args: Arguments) -> Json:
    """Open a direct message with one person or a few, or find one that is open."""
    space = backend.workspace
    if args.text("channel"):
        where = lookup.channel(backend, args)
        return {"no_op": True, "already_open": True, "channel": {"id": where.id}}
    names = args.names("users")
    if not names:
        raise SlackError("users_list_not_supplied")
    need(backend, "im:write" if len(names) == 1 else "mpim:write")
    people = [lookup.user(backend, each) for each in names if each != space.bot.id]
    if not people:
        raise SlackError("not_enough_users")
    before = len(space.channels)
    where = space.direct(*people, space.bot)
    shown = where.wire(space.bot.id) if args.flag("return_im") else {"id": where.id}
    already = len(space.channels) == before
    return {"channel": shown} | ({"no_op": True, "already_open": True} if already else {})


@method("conversations.join", "channels:join")
def join(backend: Backend, args: Arguments) -> Json:
    """Let the bot into a public channel."""
    where = lookup.channel(backend, args)
    if where.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if where.is_archived:
        raise SlackError("is_archived")
    joined = backend.workspace.join(where, backend.workspace.bot)
    body: Json = {"channel": where.wire(backend.workspace.bot.id)}
    return body if joined else body | _already("already_in_channel")


def _already(warning: str) -> Json:
    return {"warning": warning, "response_metadata": {"warnings": [warning]}}


def _need(backend: Backend, where: Channel, right: str) -> None:
    need(backend, f"{lookup.SCOPE_WORDS[where.kind]}:{right}")


def _readable(backend: Backend, args: Arguments) -> Channel:
    where = lookup.channel(backend, args)
    _need(backend, where, "history")
    if not lookup.has_bot(backend, where):
        raise SlackError("not_in_channel")
    for bound in ("oldest", "latest"):
        given = args.text(bound)
        if given and not given.replace(".", "", 1).isdigit():
            raise SlackError(f"invalid_ts_{bound}")
    return where


def _within(message: Message, args: Arguments) -> bool:
    at = float(message.ts)
    oldest, latest = args.text("oldest"), args.text("latest")
    inclusive = args.flag("inclusive")
    if oldest and (at < float(oldest) or (at == float(oldest) and not inclusive)):
        return False
    return not (latest and (at > float(latest) or (at == float(latest) and not inclusive)))


def _page(backend: Backend, messages: list[Message], args: Arguments) -> tuple[list[Message], str]:
    if backend.limits.external:
        args = Arguments(args.given | {"limit": EXTERNAL_PAGE})
    return lookup.page(messages, args, 100, 999)
