"""One good call of every Web API method, for the SDK's clients to make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.slack.emulator import Emulator
from tests.slack.message import Message
from tests.slack.tests.conftest import Room
from tests.slack.wire import Json

MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "reason"},
        }
    ],
}
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}


class Scene:
    """A workspace with one of everything a call may be about."""

    def __init__(self, slack: Emulator, room: Room) -> None:
        self.slack = slack
        self.space = slack.backend.workspace
        self.room = room
        self.channel = room.channel.id
        self.asked = slack.post(room.ada, room.channel, "Why does my build fail?")

    def said(self) -> Message:
        """Something the bot has said."""
        return self.space.post(self.room.channel, self.space.bot, "Because of a lock file.")

    def streamed(self) -> str:
        """A message the bot is in the middle of."""
        message = self.said()
        message.streaming = "in_progress"
        return message.ts

    def trigger(self, view_id: str = "") -> str:
        """A trigger that is still good."""
        return self.slack.backend.triggers.issue(self.room.ada.id, view_id)

    def modal(self) -> str:
        """A modal that Ada has open."""
        return self.slack.backend.views.open(self.room.ada.id, MODAL).id

    def reacted(self) -> str:
        """A message the bot has put eyes on."""
        self.space.react(self.room.channel, self.asked, self.space.bot, "eyes")
        return self.asked.ts


def _recipient(scene: Scene) -> Json:
    return {"recipient_user_id": scene.room.ada.id, "recipient_team_id": scene.space.team_id}


CALLS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "agents.sessions.setStatus": lambda it: {
        "channel_id": it.channel,
        "thread_ts": it.asked.ts,
        "status": "processing",
    },
    "api.test": lambda it: {},
    "apps.connections.open": lambda it: {"app_token": it.slack.app.app_token},
    "assistant.threads.setStatus": lambda it: {
        "channel_id": it.channel,
        "thread_ts": it.asked.ts,
        "status": "is thinking...",
    },
    "assistant.threads.setSuggestedPrompts": lambda it: {
        "channel_id": it.channel,
        "prompts": [{"title": "Ask", "message": "How do I start?"}],
    },
    "assistant.threads.setTitle": lambda it: {
        "channel_id": it.channel,
        "thread_ts": it.asked.ts,
        "title": "A build",
    },
    "auth.test": lambda it: {},
    "bots.info": lambda it: {"bot": it.space.bot.bot_id},
    "chat.appendStream": lambda it: {
        "channel": it.channel,
        "ts": it.streamed(),
        "markdown_text": "more",
    },
    "chat.delete": lambda it: {"channel": it.channel, "ts": it.said().ts},
    "chat.getPermalink": lambda it: {"channel": it.channel, "message_ts": it.asked.ts},
    "chat.postEphemeral": lambda it: {
        "channel": it.channel,
        "user": it.room.ada.id,
        "text": "Only you see this.",
    },
    "chat.postMessage": lambda it: {"channel": it.channel, "text": "Hello."},
    "chat.startStream": lambda it: {
        "channel": it.channel,
        "thread_ts": it.asked.ts,
        "markdown_text": "One moment.",
        **_recipient(it),
    },
    "chat.stopStream": lambda it: {"channel": it.channel, "ts": it.streamed()},
    "chat.update": lambda it: {"channel": it.channel, "ts": it.said().ts, "text": "Better."},
    "conversations.history": lambda it: {"channel": it.channel},
    "conversations.info": lambda it: {"channel": it.channel},
    "conversations.join": lambda it: {"channel": it.slack.add_channel("else", it.room.ada).id},
    "conversations.list": lambda it: {},
    "conversations.members": lambda it: {"channel": it.channel},
    "conversations.open": lambda it: {"users": it.room.ada.id},
    "conversations.replies": lambda it: {"channel": it.channel, "ts": it.asked.ts},
    "reactions.add": lambda it: {
        "channel": it.channel,
        "timestamp": it.asked.ts,
        "name": "eyes",
    },
    "reactions.get": lambda it: {"channel": it.channel, "timestamp": it.reacted()},
    "reactions.remove": lambda it: {
        "channel": it.channel,
        "timestamp": it.reacted(),
        "name": "eyes",
    },
    "users.info": lambda it: {"user": it.room.ada.id},
    "users.list": lambda it: {},
    "users.lookupByEmail": lambda it: {"email": "ada@example.com"},
    "views.open": lambda it: {"trigger_id": it.trigger(), "view": MODAL},
    "views.publish": lambda it: {"user_id": it.room.ada.id, "view": HOME},
    "views.push": lambda it: {"trigger_id": it.trigger(it.modal()), "view": MODAL},
    "views.update": lambda it: {"view_id": it.modal(), "view": MODAL},
}
