"""Pytest fixtures: `slack` is a fresh emulator for one test.

A project uses them with `pytest_plugins = ["tests.slack.fixtures"]` in its root conftest, and
overrides `slack_settings` where a test file wants another time scale or seed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.slack.emulator import Emulator


@pytest.fixture
def slack_settings() -> dict[str, Any]:
    """The emulator's arguments: a minute of Slack's lasts 60 ms."""
    return {"time_scale": 0.001, "seed": 7}


@pytest_asyncio.fixture
async def slack(slack_settings: dict[str, Any]) -> AsyncIterator[Emulator]:
    """A running emulator with an empty workspace."""
    async with Emulator(**slack_settings) as emulator:
        yield emulator
