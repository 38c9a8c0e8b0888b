"""Response URLs: five more words about one interaction, within half an hour."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.slack.blocks import check_message, name_parts
from tests.slack.errors import SlackError
from tests.slack.message import Message
from tests.slack.wire import Json

if TYPE_CHECKING:
    from tests.slack.backend import Backend

LIFETIME = 30 * 60
FLOOR = 60.0
"""Real seconds below which none expires, whatever the time scale: a bot cannot be sped up."""
MOST_USES = 5


@dataclass
class Spot:
    """Where an interaction happened: whose it was, and the message it was on, if any."""

    channel_id: str
    user_id: str
    message: Message | None
    born: float
    uses: int = 0


class ResponseUrls:
    """Hands the URLs out and does what is posted to them."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.floor = FLOOR
        self._spots: dict[str, Spot] = {}

    def issue(self, channel_id: str, user_id: str, message: Message | None = None) -> str:
        """The path of a new URL, to go after the server's own address."""
        key = self.backend.ids.hexadecimal(24)
        self._spots[key] = Spot(channel_id, user_id, message, time.monotonic())
        return f"/response/{key}"

    def respond(self, key: str, body: Json) -> None:
        """Post, replace or delete as `body` says."""
        spot = self._spots.get(key)
        if spot is None:
            raise SlackError("expired_url")
        if time.monotonic() - spot.born > max(self.floor, self.backend.clock.real(LIFETIME)):
            raise SlackError("expired_url")
        if spot.uses >= MOST_USES:
            raise SlackError("used_url")
        spot.uses += 1
        self._apply(spot, body)

    def say(self, channel_id: str, user_id: str, body: Json) -> None:
        """Say `body` as the answer to a slash command does, without a URL."""
        self._apply(Spot(channel_id, user_id, None, time.monotonic()), body)

    def _apply(self, spot: Spot, body: Json) -> None:
        blocks = body.get("blocks") or []
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        check_message(blocks)
        blocks = name_parts(blocks, lambda: self.backend.ids.new("", 5))
        text = str(body.get("text") or "")
        if body.get("delete_original") and spot.message:
            return self._remove(spot)
        if not text and not blocks:
            raise SlackError("no_text")
        if body.get("replace_original") and spot.message:
            return self._replace(spot, text, blocks)
        self._add(spot, body, text, blocks)

    def _add(self, spot: Spot, body: Json, text: str, blocks: list[Json]) -> None:
        workspace = self.backend.workspace
        channel = workspace.channels[spot.channel_id]
        thread = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            workspace.post(channel, workspace.bot, text, blocks=blocks or None, thread_ts=thread)
            return
        user = workspace.users[spot.user_id]
        workspace.whisper(channel, workspace.bot, user, text, blocks=blocks, thread_ts=thread)

    def _replace(self, spot: Spot, text: str, blocks: list[Json]) -> None:
        workspace, message = self.backend.workspace, spot.message
        assert message is not None  # checked by the caller
        if message.ephemeral_to:
            message.text, message.blocks = text, blocks
            workspace.pulse.beat()
            return
        channel = workspace.channels[spot.channel_id]
        workspace.edit(channel, message, workspace.bot, text=text, blocks=blocks)

    def _remove(self, spot: Spot) -> None:
        workspace, message = self.backend.workspace, spot.message
        assert message is not None  # checked by the caller
        channel = workspace.channels[spot.channel_id]
        if message.ephemeral_to:
            channel.ephemerals.remove(message)
            workspace.pulse.beat()
        elif message.ts in channel.messages:
            workspace.delete(channel, message)
