"""A help channel with people in it, and Dialtone listening over each transport."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio

from tests.bot.slack.help_channel import HelpChannel, Transport, help_channel
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings

__all__ = ["slack", "slack_settings"]


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Literal["socket", "http"]:
    """Each way in which Slack reaches us."""
    chosen: Transport = request.param
    return chosen


@pytest_asyncio.fixture
async def room(slack: Emulator, tmp_path: Path, transport: Transport) -> AsyncIterator[HelpChannel]:
    """Dialtone in #help, over each transport."""
    async with help_channel(slack, tmp_path, transport) as running:
        yield running


@pytest.fixture
def patient(slack: Emulator) -> None:
    """Slack waits for longer than its three seconds: a busy machine is no failure of the bot."""
    slack.be_patient()
