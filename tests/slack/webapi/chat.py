"""Messages: post, change, delete, whisper, link to."""

from __future__ import annotations

from typing import Any

from tests.slack.backend import Backend
from tests.slack.blocks import check_message, name_parts
from tests.slack.channel import Channel
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method, need
from tests.slack.wire import Json

MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100


@method("chat.postMessage", "chat:write")
def post_message(backend: Backend, args: Arguments) -> Json:
    """Post to a channel, a thread, a direct message, or a person."""
    where = destination(backend, args)
    content = read_content(backend, args)
    if not content.pop("has_any"):
        raise SlackError("no_text")
    thread_ts = read_thread(where, args)
    broadcast = bool(thread_ts) and args.flag("reply_broadcast")
    message = backend.workspace.post(
        where,
        backend.workspace.bot,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if broadcast else None,
        **content,
        **read_byline(backend, args),
    )
    # A reply takes the status of its thread away, as Slack does by itself.
    backend.pane(where.id, message.thread_ts or "").status = ""
    shown = where.show(message, with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "message": shown}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(backend: Backend, args: Arguments) -> Json:
    """Show something to one person in a channel."""
    where = lookup.member_channel(backend, args)
    reader = lookup.user(backend, args.required("user"), "user_not_in_channel")
    if reader.id not in where.members:
        raise SlackError("user_not_in_channel")
    content = read_content(backend, args)
    if not content.pop("has_any"):
        raise SlackError("no_text")
    content["blocks"] = content["blocks"] or []
    content.pop("metadata")
    message = backend.workspace.whisper(
        where,
        backend.workspace.bot,
        reader,
        thread_ts=args.text("thread_ts") or None,
        **content,
        **read_byline(backend, args),
    )
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def update(backend: Backend, args: Arguments) -> Json:
    """Change a message of the bot's own."""
    where = lookup.channel(backend, args)
    message = lookup.message(where, args.required("ts"))
    if message.author.id != backend.workspace.bot.id:
        raise SlackError("cant_update_message")
    if message.streaming == "in_progress":
        raise SlackError("streaming_state_conflict")
    content = read_content(backend, args)
    if not content.pop("has_any"):
        raise SlackError("no_text")
    if content["metadata"] is None:
        content["metadata"] = message.metadata
    if content["blocks"] is None:
        content["blocks"] = [] if content["text"] else message.blocks
    backend.workspace.edit(where, message, backend.workspace.bot, **content)
    shown = where.show(message, with_metadata=True)
    del shown["ts"]  # Slack names it beside the message, and not in it
    return {"channel": where.id, "ts": message.ts, "text": message.text, "message": shown}


@method("chat.delete", "chat:write")
def delete(backend: Backend, args: Arguments) -> Json:
    """Delete a message of the bot's own."""
    where = lookup.channel(backend, args)
    message = lookup.message(where, args.required("ts"))
    if message.author.id != backend.workspace.bot.id:
        raise SlackError("cant_delete_message")
    backend.workspace.delete(where, message)
    return {"channel": where.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(backend: Backend, args: Arguments) -> Json:
    """The address of a message."""
    where = lookup.channel(backend, args)
    message = lookup.message(where, args.required("message_ts"))
    return {"channel": where.id, "permalink": backend.workspace.permalink(where, message)}


def destination(backend: Backend, args: Arguments) -> Channel:
    """Where to post: by id or name, or by a person, which opens a direct message."""
    space = backend.workspace
    wanted = args.text("channel")
    if wanted in space.users:
        return space.direct(space.users[wanted], space.bot)
    named = {f"#{each.name}": each for each in space.channels.values() if each.name}
    if wanted in named:
        wanted = named[wanted].id
    found = lookup.channel(backend, Arguments({"channel": wanted}))
    may_post = lookup.has_bot(backend, found) or "chat:write.public" in space.app.scopes
    if not may_post:
        raise SlackError("not_in_channel")
    if found.is_archived:
        raise SlackError("is_archived")
    return found


def read_thread(where: Channel, args: Arguments) -> str | None:
    """The thread to reply in. A reply's own timestamp means the thread it is in."""
    ts = args.text("thread_ts")
    if not ts:
        return None
    if not lookup.is_ts(ts):
        told = [f"[ERROR] {ts} is not a valid thread_ts"]
        raise SlackError("invalid_thread_ts", response_metadata={"messages": told})
    if ts not in where.messages:
        raise SlackError("thread_not_found")
    return where.root(ts)


def read_content(backend: Backend, args: Arguments) -> dict[str, Any]:
    """Text, blocks, attachments and metadata, checked; `has_any` says whether there are words."""
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks = args.array("blocks", "invalid_blocks_format")
    attachments = args.array("attachments", "invalid_attachments")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(text) > MOST_TEXT or len(markdown) > MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    if len(attachments or ()) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if markdown:
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if blocks:
        check_message(blocks)
        blocks = name_parts(blocks, lambda: backend.ids.new("", 5))
    return {
        "text": text,
        "blocks": blocks or None,
        "attachments": attachments or [],
        "metadata": read_metadata(args),
        "has_any": bool(text or blocks or attachments),
    }


def read_metadata(args: Arguments) -> Json | None:
    """Metadata: a type and a payload, and nothing else will do."""
    given = args.mapping("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given.get("event_type"), str) or not given["event_type"]:
        raise SlackError("invalid_metadata_schema")
    if not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return given


def read_byline(backend: Backend, args: Arguments) -> dict[str, Any]:
    """Another name or picture for this message, which takes a scope."""
    username, emoji, url = args.text("username"), args.text("icon_emoji"), args.text("icon_url")
    if not (username or emoji or url):
        return {}
    need(backend, "chat:write.customize")
    icons = {"emoji": emoji} if emoji else {"image_48": url} if url else None
    return {"username": username or None, "icons": icons}


def own_message(backend: Backend, where: Channel, ts: str) -> Message:
    """A message of this app's."""
    found = lookup.message(where, ts)
    if found.author.id != backend.workspace.bot.id:
        raise SlackError("message_not_owned_by_app")
    return found
