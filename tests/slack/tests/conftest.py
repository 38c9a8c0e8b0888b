"""What the emulator's own tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings
from tests.slack.user import User

__all__ = ["slack", "slack_settings"]


@dataclass
class Room:
    """A help channel with two people and the bot in it."""

    channel: Channel
    ada: User
    ben: User


@pytest.fixture
def room(slack: Emulator) -> Room:
    """The channel most tests happen in."""
    ada = slack.add_user("ada", "Ada Lane", is_admin=True)
    ben = slack.add_user("ben", "Ben Moss")
    return Room(slack.add_channel("help", ada, ben, slack.bot), ada, ben)


@pytest_asyncio.fixture
async def client(slack: Emulator) -> AsyncIterator[AsyncWebClient]:
    """The bot's client."""
    yield AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
