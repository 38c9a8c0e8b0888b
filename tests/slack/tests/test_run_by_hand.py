"""`python -m tests.slack`: what it prints is enough to connect a bot, and mistakes are told."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import export
from tests.slack.__main__ import parser
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.manifest import apply
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import http_probe

ROOT = Path(__file__).parents[3]
MANIFEST = {
    "display_information": {"name": "Dialbot"},
    "features": {
        "slash_commands": [{"command": "/ask", "description": "Ask the docs"}],
        "shortcuts": [
            {"type": "message", "callback_id": "escalate", "name": "Escalate"},
            {"type": "global", "callback_id": "ask", "name": "Ask"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
}


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[dict[str, str]]:
    """The program, until it has printed its settings; they, and the page's address."""
    command = [sys.executable, "-m", "tests.slack", "--port", "0", *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    printed = ""
    try:
        while "SLACK_SIGNING_SECRET" not in printed:
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line, printed
            printed += line.decode()
        settings = dict(re.findall(r"^(SLACK_\w+)=(.*)$", printed, re.MULTILINE))
        yield settings | {"printed": printed}
    finally:
        process.terminate()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]


async def test_what_it_prints_is_enough(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST), encoding="utf-8")
    async with running("--manifest", str(manifest), "--seed", "3") as printed:
        client = AsyncWebClient(printed["SLACK_BOT_TOKEN"], printed["SLACK_API_URL"])
        assert (await client.auth_test())["user"] == "dialbot"
        page = printed["SLACK_API_URL"].removesuffix("api/")
        async with aiohttp.ClientSession() as session:
            async with session.get(page) as response:
                assert "Slack emulator" in await response.text()
                assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            async with session.get(page + "emulator/app") as response:
                assert (await response.json())["scopes"] == ["chat:write"]
            async with session.get(page + "page/nothing.js") as response:
                assert response.status == 404


async def test_it_starts_from_an_export_and_points_at_a_url(
    slack: Emulator, room: Room, tmp_path: Path
) -> None:
    slack.post(room.ada, "help", "from before")
    archive = tmp_path / "export.zip"
    archive.write_bytes(export.to_zip(export.dump(slack.backend.workspace)))
    async with running("--import", str(archive), "--no-limits") as printed:
        assert f"Loaded 1 messages from {archive}." in printed["printed"]
    async with http_probe(slack) as probe, running("--events-url", probe.url):
        pass


async def test_mistakes_are_told_in_a_line(tmp_path: Path) -> None:
    torn = tmp_path / "torn.json"
    torn.write_text("{", encoding="utf-8")
    for wrong in (["--import", str(tmp_path / "none.zip")], ["--manifest", str(torn)]):
        command = [sys.executable, "-m", "tests.slack", "--port", "0", *wrong]
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        _, told = await process.communicate()
        assert process.returncode == 1
        assert told.decode().startswith("error: ")
        assert told.count(b"\n") == 1


def test_the_help_teaches() -> None:
    told = parser().format_help()
    for word in ("--time-scale", "--events-url", "--seed", "--port", "browser", "export.zip"):
        assert word in told


async def test_a_manifest_holds_the_app_to_it(slack: Emulator, room: Room) -> None:
    apply(slack.app, MANIFEST)
    assert slack.app.scopes == {"chat:write"}
    assert slack.app.events == {"app_mention"}
    assert slack.app.message_shortcuts == {"escalate": "Escalate"}
    assert slack.app.global_shortcuts == {"ask": "Ask"}
    assert slack.app.commands == {"/ask": "Ask the docs"}
    with pytest.raises(ActorError, match="no command /other"):
        await slack.slash(room.ada, "help", "/other")
    with pytest.raises(ActorError, match="not an app manifest"):
        apply(slack.app, {"name": "x"})
