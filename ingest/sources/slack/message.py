"""One message as Slack writes it -> a Post, or why it is none."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from core.errors import Permanent
from core.thread import Reaction
from ingest.sources.slack.mrkdwn import Markdown, Mrkdwn
from ingest.threads.post import Post

Wire = Mapping[str, Any]

_SAID = frozenset({"", "thread_broadcast", "me_message", "file_share", "file_comment"})
"""Subtypes in which a person says something."""
_BOTS = frozenset({"bot_message", "assistant_app_thread"})
_TS = re.compile(r"^\d{1,12}\.\d{1,9}$")
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
"""There was no Slack before; imports from other chats may be older than Slack."""
_SNIPPET = 4000


def moment(ts: object) -> datetime:
    """When a message with this `ts` was posted. Raises Permanent for one that cannot be."""
    if not isinstance(ts, str) or not _TS.match(ts):
        raise Permanent("a message without a ts")
    seconds = float(ts)
    if seconds < _EARLIEST:
        raise Permanent(f"a message dated {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}")
    return datetime.fromtimestamp(seconds, UTC)


def subtype(wire: Wire) -> str:
    """What kind of message it is; empty for an ordinary one."""
    found = wire.get("subtype")
    return found if isinstance(found, str) else ""


def is_said(wire: Wire) -> bool:
    """Whether somebody, person or bot, says something with it."""
    return subtype(wire) in _SAID or subtype(wire) in _BOTS


def post_of(wire: Wire, mrkdwn: Mrkdwn, bots: frozenset[str] = frozenset()) -> Post:
    """The post. `bots` are the ids of users that are programs. Raises Permanent for a bad `ts`."""
    at = moment(wire.get("ts"))
    author = _author(wire)
    read = [mrkdwn.read(part) for part in _parts(wire)]
    names = [_file_name(file) for file in _objects(wire.get("files"))]
    texts = [part.text for part in read if part.text] + [f"({name})" for name in names if name]
    thread = wire.get("thread_ts")
    ts = str(wire["ts"])
    return Post(
        id=ts,
        author=author,
        text="\n\n".join(texts),
        at=at,
        thread=thread if isinstance(thread, str) and thread != ts else "",
        is_bot=subtype(wire) in _BOTS or bool(wire.get("bot_id")) or author in bots,
        reactions=_reactions(wire),
        links=_joined(read, "links"),
        edited_at=_edited(wire),
        mentions=_joined(read, "mentions"),
        replies=_count(wire),
    )


def _author(wire: Wire) -> str:
    comment = wire.get("comment")
    if subtype(wire) == "file_comment" and isinstance(comment, Mapping):
        return str(comment.get("user") or "")
    return str(wire.get("user") or wire.get("bot_id") or "")


def _parts(wire: Wire) -> Iterable[str]:
    """Everything that the author wrote, in Slack's markup."""
    comment = wire.get("comment")
    if subtype(wire) == "file_comment" and isinstance(comment, Mapping):
        yield _string(comment.get("comment"))
        return
    text = _string(wire.get("text"))
    yield text or "\n".join(_block_texts(wire.get("blocks")))
    for file in _objects(wire.get("files")):
        yield from _file_texts(file, text)
    is_bot = subtype(wire) in _BOTS or bool(wire.get("bot_id"))
    for attachment in _objects(wire.get("attachments")):
        # What Slack shows of a link, or of another message, is not what this person wrote; and a
        # message that was shared may come from a place that fewer people see.
        if not (
            attachment.get("from_url")
            or attachment.get("original_url")
            or attachment.get("is_msg_unfurl")
            or attachment.get("is_share")
        ) and (is_bot or not text):
            yield from _attachment_texts(attachment)


def _file_texts(file: Wire, text: str) -> Iterable[str]:
    comment = file.get("initial_comment")
    if isinstance(comment, Mapping) and _string(comment.get("comment")) not in text:
        yield _string(comment.get("comment"))
    if file.get("mode") in ("snippet", "post"):
        preview = _string(file.get("plain_text") or file.get("preview"))[:_SNIPPET]
        if preview.strip():
            yield f"```\n{preview}\n```"


def _file_name(file: Wire) -> str:
    if file.get("mode") in ("tombstone", "hidden_by_limit"):
        return ""
    title, name = _string(file.get("title")), _string(file.get("name"))
    kind = "image" if _string(file.get("mimetype")).startswith("image/") else "file"
    shown = " — ".join(dict.fromkeys(each for each in (name, title) if each))
    return f"{kind}: {shown}" if shown else ""


def _attachment_texts(attachment: Wire) -> Iterable[str]:
    for key in ("pretext", "title", "text"):
        yield _string(attachment.get(key))
    for field in _objects(attachment.get("fields")):
        yield f"{_string(field.get('title'))}: {_string(field.get('value'))}".strip(": ")
    if not any(_string(attachment.get(key)) for key in ("pretext", "title", "text", "fields")):
        yield _string(attachment.get("fallback"))


def _block_texts(blocks: object) -> Iterable[str]:
    """The words of blocks, for a message that has no text of its own."""
    for block in _objects(blocks):
        text = block.get("text")
        if isinstance(text, Mapping):
            yield _string(text.get("text"))
        elif isinstance(text, str) and block.get("type") in ("text", "link", None):
            yield text
        for key in ("elements", "fields"):
            yield "".join(_block_texts(block.get(key)))


def _reactions(wire: Wire) -> tuple[Reaction, ...]:
    return tuple(
        Reaction(_string(each.get("name")), tuple(map(str, each.get("users") or ())))
        for each in _objects(wire.get("reactions"))
        if _string(each.get("name")) and isinstance(each.get("users") or [], list)
    )


def _edited(wire: Wire) -> datetime | None:
    edited = wire.get("edited")
    try:
        return moment(edited.get("ts")) if isinstance(edited, Mapping) else None
    except Permanent:
        return None


def _count(wire: Wire) -> int:
    count = wire.get("reply_count")
    replies = wire.get("replies")
    return count if isinstance(count, int) else len(replies) if isinstance(replies, list) else 0


def _joined(read: Iterable[Markdown], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in read for each in getattr(part, what)))


def _objects(value: object) -> list[Wire]:
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, Mapping)]


def _string(value: object) -> str:
    """Text that a database can store: JSON can spell half a surrogate pair and NUL."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode().replace("\0", "")
