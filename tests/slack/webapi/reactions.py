"""Reactions: `reactions.add`, `.remove` and `.get`."""

from __future__ import annotations

import re

from tests.slack.backend import Backend
from tests.slack.channel import Channel
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json

_NAME = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


@method("reactions.add", "reactions:write")
def add(backend: Backend, args: Arguments) -> Json:
    """React as the bot."""
    name, (where, message) = _name(args), _item(backend, args)
    if not backend.workspace.react(where, message, backend.workspace.bot, name):
        raise SlackError("already_reacted")
    return {}


@method("reactions.remove", "reactions:write")
def remove(backend: Backend, args: Arguments) -> Json:
    """Take the bot's reaction back."""
    name, (where, message) = _name(args), _item(backend, args)
    if not backend.workspace.unreact(where, message, backend.workspace.bot, name):
        raise SlackError("no_reaction")
    return {}


@method("reactions.get", "reactions:read")
def get(backend: Backend, args: Arguments) -> Json:
    """A message with its reactions."""
    where, message = _item(backend, args)
    return {"type": "message", "channel": where.id, "message": where.show(message)}


def _item(backend: Backend, args: Arguments) -> tuple[Channel, Message]:
    if not args.text("channel") or not args.text("timestamp"):
        raise SlackError("no_item_specified")
    where = lookup.member_channel(backend, args)
    return where, lookup.message(where, args.text("timestamp"))


def _name(args: Arguments) -> str:
    name = args.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name
