"""What the emulator sends has no key that Slack's samples do not know.

`known_keys.json` lists the key paths of the samples in slackapi/java-slack-sdk (MIT), down to
blocks, files and other things that apps make up. Keys that Slack has added since are named here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.tests.calls_of_every_method import CALLS, MODAL, Scene
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import http_probe
from tests.slack.wire import Json

KNOWN: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "known_keys.json").read_text(encoding="utf-8")
)
OPEN_ENDED = {"blocks", "attachments", "files", "room", "root", "event_payload", "state"}

NEWER = {
    "context_team_id",
    "context_enterprise_id",
    "streaming_state",
    "response_urls",
}
"""Keys of today's payloads that the samples, some of them years old, do not have."""

ALSO_THERE: dict[str, set[str]] = {
    "api/chat.stopStream": {"channel", "ts", "message"},
    "api/conversations.replies": {"messages.client_msg_id"},
    "events/app_home_opened": {"event.view.blocks"},
    "events/member_joined_channel": {"event.inviter"},
    "events/message": {"event.app_id", "event.subtype"},
    "events/message_changed": {
        "event.message.reply_users",
        "event.previous_message",
        "event.channel_type",
    },
    "events/message_deleted": {"event.channel_type"},
    "interactive/view_submission": {"view.blocks"},
}
"""Keys that Slack documents or was seen to send where the sample is thin."""


def paths(part: object, above: str = "") -> Iterator[str]:
    """Every key's path. Lists do not count as a level."""
    if isinstance(part, dict):
        for key, value in part.items():
            path = f"{above}.{key}" if above else key
            yield path
            if key not in OPEN_ENDED:
                yield from paths(value, path)
    elif isinstance(part, list):
        for each in part:
            yield from paths(each, above)


def unknown(name: str, payload: Json) -> list[str]:
    """Keys of a payload that its sample does not have."""
    known, extra = set(KNOWN[name]), ALSO_THERE.get(name, set())
    return sorted(
        path
        for path in set(paths(payload)) - known
        if not any(path == each or path.startswith(f"{each}.") for each in extra)
        if path.rpartition(".")[2] not in NEWER
    )


@pytest.mark.parametrize("name", sorted(each for each in KNOWN if each.startswith("api/")))
async def test_answers(slack: Emulator, room: Room, client: AsyncWebClient, name: str) -> None:
    method = name.removeprefix("api/")
    scene = Scene(slack, room)
    slack.edit(room.ada, "help", scene.asked.ts, "edited")
    slack.react(room.ben, "help", scene.asked.ts, "eyes")
    call = getattr(client, method.replace(".", "_"))
    answer = await call(**CALLS[method](scene))
    assert unknown(name, answer.data) == []


@pytest.mark.parametrize("name", sorted(each for each in KNOWN if each.startswith("events/")))
async def test_events(slack: Emulator, room: Room, client: AsyncWebClient, name: str) -> None:
    other = slack.add_bot("pager")
    async with http_probe(slack) as probe:
        asked = slack.post(room.ada, "help", f"{slack.bot.mention} q")
        slack.post(other, "help", "from a bot", thread_ts=asked.ts)
        slack.edit(room.ada, "help", asked.ts, f"{slack.bot.mention} question")
        slack.react(room.ada, "help", asked.ts, "eyes")
        last = slack.post(room.ada, "help", "oops")
        slack.delete(room.ada, "help", last.ts)
        slack.join(slack.add_user("cy"), "help", inviter=room.ada)
        await client.views_publish(user_id=room.ada.id, view={"type": "home", "blocks": []})
        slack.open_home(room.ada)
        await slack.settle()
    found = [each for each in probe.bodies if kind_of(each["event"]) == name]
    assert found
    for payload in found:
        assert unknown(name, payload) == []


def kind_of(event: Json) -> str:
    """Which sample an event is to be held against."""
    kind = str(event["type"])
    if kind == "message":
        changed = event.get("subtype") in ("message_changed", "message_deleted")
        kind = event["subtype"] if changed else "message"
    return f"events/{kind}"


async def test_interactions(slack: Emulator, room: Room, client: AsyncWebClient) -> None:
    text = {"type": "plain_text", "text": "Go"}
    buttons = [
        {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": text}]}
    ]
    async with http_probe(slack) as probe:
        asked = slack.post(room.ada, "help", "q")
        said = await client.chat_postMessage(
            channel=room.channel.id, text="x", blocks=buttons, thread_ts=asked.ts
        )
        await slack.click(room.ada, "help", said["ts"], "a")
        view = slack.backend.views.open(room.ada.id, MODAL)
        await slack.submit(room.ada, view.id, {"reason": "x"})
        await slack.shortcut(room.ada, "escalate", "help", said["ts"])
        await slack.slash(room.ada, "help", "/ask", "x")
        await slack.settle()
    samples = {each.get("type", "slash_command"): each for each in probe.bodies}
    for name in ("block_actions", "view_submission", "message_action", "slash_command"):
        assert unknown(f"interactive/{name}", samples[name]) == [], name
