"""Streaming: a message that grows while it is written."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.blocks import check_message, name_parts
from tests.slack.channel import Channel
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.webapi import lookup
from tests.slack.webapi.agents import SESSION_STATES
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.chat import (
    MOST_MARKDOWN,
    destination,
    own_message,
    read_byline,
    read_metadata,
    read_thread,
)
from tests.slack.webapi.method import method
from tests.slack.wire import Json

CHUNKS = ("markdown_text", "task_update", "plan_update", "blocks")
TASK_STATES = ("pending", "in_progress", "complete", "error")


@method("chat.startStream", "chat:write")
def start_stream(backend: Backend, args: Arguments) -> Json:
    """Begin a message in a thread. In a channel Slack must be told for whom it is."""
    where = destination(backend, args)
    thread_ts = read_thread(where, args)
    if thread_ts is None:
        raise SlackError("invalid_thread_ts")
    if not where.is_direct:
        for key in ("recipient_user_id", "recipient_team_id"):
            if not args.text(key):
                raise SlackError(f"missing_{key}")
        lookup.user(backend, args.text("recipient_user_id"))
    pieces = read_pieces(args)
    byline = read_byline(backend, args)
    mode = args.text("task_display_mode", "timeline")
    message = Message("", where.id, backend.workspace.bot)
    apply_pieces(backend, message, pieces)
    message = backend.workspace.post(
        where,
        backend.workspace.bot,
        message.text,
        blocks=message.blocks,
        thread_ts=thread_ts,
        streaming="in_progress",
        extra={"task_display_mode": mode} if mode != "timeline" else {},
        **byline,
    )
    return _remember(backend, where, message, args)


@method("chat.appendStream", "chat:write")
def append_stream(backend: Backend, args: Arguments) -> Json:
    """Add to a message that is being streamed."""
    where, message = _streaming(backend, args)
    pieces = read_pieces(args)
    if not pieces:
        raise SlackError("no_text")
    apply_pieces(backend, message, pieces)
    backend.pulse.beat()
    return _remember(backend, where, message, args)


@method("chat.stopStream", "chat:write")
def stop_stream(backend: Backend, args: Arguments) -> Json:
    """Finish a message, with blocks below it if given."""
    where, message = _streaming(backend, args)
    before = where.show(message)
    apply_pieces(backend, message, read_pieces(args))
    blocks = args.array("blocks", "invalid_blocks_format") or []
    check_message(blocks)
    status = args.text("session_status")
    if status and status not in SESSION_STATES:
        raise SlackError("invalid_arguments")
    message.blocks = [*message.blocks, *name_parts(blocks, lambda: backend.ids.new("", 5))]
    message.metadata = read_metadata(args) or message.metadata
    message.streaming = "completed"
    if status and message.thread_ts:
        backend.pane(where.id, message.thread_ts).session_status = status
    backend.workspace.tell_changed(where, message, before)
    shown = where.show(message, with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "message": shown}


def read_pieces(args: Arguments) -> list[Json]:
    """What to add: one text, or chunks, never both."""
    markdown = args.text("markdown_text")
    chunks = args.array("chunks", "invalid_chunks")
    if markdown and chunks:
        raise SlackError("cannot_provide_both_markdown_text_and_chunks")
    if markdown:
        chunks = [{"type": "markdown_text", "text": markdown}]
    for chunk in chunks or ():
        _check_chunk(chunk)
    return chunks or []


def apply_pieces(backend: Backend, message: Message, pieces: list[Json]) -> None:
    """Grow the message: text joins text, a task's card is replaced by its newer state.

    Blocks are replaced, never changed in place: events that are still to be sent hold them.
    """
    for piece in pieces:
        kind = piece["type"]
        if kind == "markdown_text":
            message.text += piece["text"]
            _grow_text(backend, message, piece["text"])
        elif kind == "task_update":
            _put_task(message, piece)
        elif kind == "plan_update":
            message.extra = {**message.extra, "plan_title": piece["title"]}
        else:
            named = name_parts(piece["blocks"], lambda: backend.ids.new("", 5))
            message.blocks = [*message.blocks, *named]


def _check_chunk(chunk: Json) -> None:
    kind = chunk.get("type")
    if kind not in CHUNKS:
        raise SlackError("invalid_chunks")
    if kind == "markdown_text":
        if not isinstance(chunk.get("text"), str):
            raise SlackError("invalid_chunks")
        if len(chunk["text"]) > MOST_MARKDOWN:
            raise SlackError("msg_too_long")
    if kind == "task_update" and not (
        chunk.get("id") and chunk.get("title") and chunk.get("status") in TASK_STATES
    ):
        raise SlackError("invalid_chunks")
    if kind == "plan_update" and not chunk.get("title"):
        raise SlackError("invalid_chunks")
    if kind == "blocks":
        if not isinstance(chunk.get("blocks"), list):
            raise SlackError("invalid_chunks")
        check_message(chunk["blocks"])


def _grow_text(backend: Backend, message: Message, text: str) -> None:
    last = message.blocks[-1] if message.blocks else None
    if last and last["type"] == "markdown":
        message.blocks = [*message.blocks[:-1], {**last, "text": last["text"] + text}]
        return
    block = {"type": "markdown", "block_id": backend.ids.new("", 5), "text": text}
    message.blocks = [*message.blocks, block]


def _put_task(message: Message, piece: Json) -> None:
    shown = ("title", "status", "details", "output", "sources")
    card: Json = {
        "type": "task_card",
        "block_id": f"task-{piece['id']}",
        "task_id": piece["id"],
        **{key: piece[key] for key in shown if piece.get(key)},
    }
    held = [block.get("task_id") for block in message.blocks]
    if piece["id"] not in held:
        message.blocks = [*message.blocks, card]
        return
    place = held.index(piece["id"])
    newer = {**message.blocks[place], **card}
    message.blocks = [*message.blocks[:place], newer, *message.blocks[place + 1 :]]


def _streaming(backend: Backend, args: Arguments) -> tuple[Channel, Message]:
    where = lookup.channel(backend, args)
    message = own_message(backend, where, args.required("ts"))
    if message.streaming != "in_progress":
        raise SlackError("message_not_in_streaming_state")
    wanted = _mode(args)
    fixed = backend.stream_modes.get(message.ts, "")
    if wanted and fixed and wanted != fixed:
        raise SlackError("streaming_mode_mismatch")
    return where, message


def _mode(args: Arguments) -> str:
    """What shape the call's content has; the first content fixes it for the whole stream."""
    if args.text("markdown_text"):
        return "text"
    return "chunks" if args.array("chunks", "invalid_chunks") else ""


def _remember(backend: Backend, where: Channel, message: Message, args: Arguments) -> Json:
    if mode := _mode(args):
        backend.stream_modes.setdefault(message.ts, mode)
    return {"channel": where.id, "ts": message.ts}
