"""The manifest asks for what is used, and for nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.slack
from bot.slack import forms, manifest, shortcuts
from tests.bot.slack.help_channel import OTHER, Transport, help_channel
from tests.slack import manifest as slacks
from tests.slack.emulator import Emulator
from tests.slack.limits import METHOD_TIERS
from tests.slack.webapi.method import METHODS

READ: dict[str, Any] = yaml.safe_load(manifest.text())
CODE = "\n".join(
    file.read_text(encoding="utf-8") for file in Path(bot.slack.__file__).parent.glob("*.py")
)
_OF_EVENTS = {
    "app_mentions:read",
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
    "reactions:read",
    "commands",
}
"""Scopes that let events, commands and shortcuts through."""


def test_every_scope_is_used_and_every_scope_says_why() -> None:
    called = {method for method in {*METHODS, *METHOD_TIERS} if f'"{method}"' in CODE}
    opened = {scope for method in called for scope in METHODS[method].scopes}
    assert manifest.scopes() - opened - _OF_EVENTS == set()
    for scope in manifest.scopes():
        assert re.search(rf"- {scope} # \w+", manifest.text()), scope


@pytest.mark.parametrize("method", sorted(name for name in METHODS if f'"{name}"' in CODE))
def test_every_call_is_allowed(method: str) -> None:
    entry = METHODS[method]
    if entry.token != "app":
        assert not entry.scopes or set(entry.scopes) & manifest.scopes()


def test_commands_and_shortcuts_are_those_that_are_listened_to() -> None:
    features = READ["features"]
    assert [each["command"] for each in features["slash_commands"]] == ["/ask"]
    offered = {each["callback_id"] for each in features["shortcuts"]}
    assert offered == {shortcuts.ASK, shortcuts.ESCALATE}
    assert forms.REASON not in offered


async def test_with_the_manifest_and_no_more_questions_are_answered_and_ticks_heard(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    slacks.apply(slack.app, READ)
    async with help_channel(slack, tmp_path, transport) as room:
        asked = room.asks()
        private = slack.add_channel("sre", room.priya, slack.bot, kind="group")
        named = slack.post(room.priya, private, f"{slack.bot.mention} {OTHER}")
        direct = slack.post(room.ada, slack.open_dm(room.ada), OTHER)
        for each in (asked, named, direct):
            assert len(await room.answers(each.ts)) == 1
        slack.react(room.ada, room.channel, asked.ts, "white_check_mark")
        await room.rest()
        thread = room.app.slack_stores.threads.get(room.channel.id, asked.ts)
        assert thread
        assert thread.outcome == "tick"
        assert not [call for call in slack.calls() if call.error == "missing_scope"]
