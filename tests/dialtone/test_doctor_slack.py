"""`dialtone doctor` on Slack: every illness has its name and its remedy."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import manifest
from bot.slack.incoming import read
from tests.dialtone.conftest import Dialtone
from tests.fakes import FakeApp
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator


@pytest.fixture
def slack() -> Iterator[Emulator]:
    """An emulated Slack in a thread of its own: the commands here have their own loop."""
    loop = asyncio.new_event_loop()
    emulator = Emulator(time_scale=0.001, seed=7)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(emulator.start(), loop).result(20)
    yield emulator
    asyncio.run_coroutine_threadsafe(emulator.stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    loop.close()


@pytest.fixture
def channel(slack: Emulator, filled: Dialtone, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """#help, with settings that name it."""
    slack.app.scopes = set(manifest.scopes())
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.app.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app.app_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("DIALTONE_SLACK__HELP_CHANNELS", "#help")
    return slack.add_channel("help", slack.add_user("ada"), slack.bot)


def checks(dialtone: Dialtone) -> dict[str, Any]:
    done = dialtone("doctor", "--json")
    found = {check["name"]: check for check in done.json if check["name"].startswith("slack")}
    for check in found.values():
        assert check["ok"] or check["remedy"], check
    return found


def test_a_healthy_one(
    filled: Dialtone, slack: Emulator, channel: Channel, place: Path, app: FakeApp
) -> None:
    said = {"type": "message", "channel": channel.id, "user": "U1", "ts": "1.0", "text": "Hi"}
    incoming = read({"type": "event_callback", "event_id": "Ev1", "event": said})
    assert incoming
    app.slack_stores.inbox.store(incoming, to_do=False)
    app.close()
    found = checks(filled)
    assert list(found) == [
        "slack bot token", "slack scopes", "slack transport", "slack #help", "slack events",
    ]  # fmt: skip
    assert all(check["ok"] for check in found.values()), found


def test_without_slack_nothing_is_said_of_it(filled: Dialtone) -> None:
    assert checks(filled) == {}


def test_tokens_that_slack_does_not_take(
    filled: Dialtone, slack: Emulator, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-of-another-app")
    assert "SLACK_APP_TOKEN" in checks(filled)["slack transport"]["remedy"]
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    assert "connections:write" in checks(filled)["slack transport"]["remedy"]
    slack.app.revoked = True
    found = checks(filled)
    assert found["slack bot token"]["found"] == "Slack says token_revoked"
    assert "SLACK_BOT_TOKEN" in found["slack bot token"]["remedy"]


def test_scopes_that_are_missing_are_named(
    filled: Dialtone, slack: Emulator, channel: Channel
) -> None:
    slack.app.scopes -= {"reactions:read", "im:history"}
    remedy = checks(filled)["slack scopes"]["remedy"]
    assert "im:history, reactions:read" in remedy
    assert "reinstall" in remedy


def test_channels_that_are_not_there_or_that_we_are_not_in(
    filled: Dialtone, slack: Emulator, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.members.remove(slack.bot.id)
    assert "/invite @dialbot" in checks(filled)["slack #help"]["remedy"]
    channel.is_archived = True
    assert "archived" in checks(filled)["slack #help"]["found"]
    monkeypatch.setenv("DIALTONE_SLACK__HELP_CHANNELS", "helpp")
    assert "name" in checks(filled)["slack #helpp"]["remedy"]
    monkeypatch.setenv("DIALTONE_SLACK__HELP_CHANNELS", "")
    assert "help_channels" in checks(filled)["slack help channels"]["remedy"]


def test_events_that_never_came(filled: Dialtone, channel: Channel) -> None:
    assert "Event Subscriptions" in checks(filled)["slack events"]["remedy"]


def test_a_slack_that_is_away(
    filled: Dialtone, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "reaches" in checks(filled)["slack bot token"]["remedy"]


def test_http_without_its_secret(
    filled: Dialtone, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALTONE_SLACK__TRANSPORT", "http")
    assert "SLACK_SIGNING_SECRET" in checks(filled)["slack transport"]["remedy"]
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a secret")
    assert checks(filled)["slack transport"]["ok"]
