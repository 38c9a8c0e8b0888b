"""Finding what a call names: conversations, messages, people, pages of a list."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import TypeVar

from tests.slack.backend import Backend
from tests.slack.channel import Channel
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.user import User
from tests.slack.webapi.arguments import Arguments
from tests.slack.wire import Json

T = TypeVar("T")

SCOPE_WORDS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d+\.\d{6}")


def channel(backend: Backend, args: Arguments, key: str = "channel") -> Channel:
    """The conversation named by an argument, if the bot may know of it."""
    found = backend.workspace.channels.get(args.text(key))
    if found is None or (found.kind != "channel" and not has_bot(backend, found)):
        raise SlackError("channel_not_found")
    return found


def has_bot(backend: Backend, where: Channel) -> bool:
    """Whether the bot is a member."""
    return backend.workspace.bot.id in where.members


def member_channel(backend: Backend, args: Arguments, key: str = "channel") -> Channel:
    """The conversation named by an argument, which the bot must be in."""
    found = channel(backend, args, key)
    if not has_bot(backend, found):
        raise SlackError("not_in_channel")
    return found


def message(where: Channel, ts: str, error: str = "message_not_found") -> Message:
    """A message by its timestamp."""
    found = where.messages.get(ts)
    if found is None:
        raise SlackError(error)
    return found


def user(backend: Backend, user_id: str, error: str = "user_not_found") -> User:
    """A member by id."""
    found = backend.workspace.users.get(user_id)
    if found is None:
        raise SlackError(error)
    return found


def is_ts(text: str) -> bool:
    """Whether a text has the form of a message's timestamp."""
    return _TS.fullmatch(text) is not None


def page(items: Sequence[T], args: Arguments, default: int, most: int) -> tuple[list[T], str]:
    """One page of a list and the cursor of the next, empty at the end."""
    limit = args.number("limit", default, most=most, error="invalid_limit")
    start = _decode(args.text("cursor"))
    end = start + limit
    return list(items[start:end]), _encode(end) if end < len(items) else ""


def metadata(cursor: str) -> Json:
    """`response_metadata` with the cursor of the next page."""
    return {"next_cursor": cursor}


def _encode(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(word)
        return int(position)
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
