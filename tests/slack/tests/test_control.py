"""The control API over HTTP, as a bot in another language would be tested with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.slack.control import ACTS
from tests.slack.emulator import Emulator
from tests.slack.people import People
from tests.slack.tests.bolt_bots import bolt_over_sockets
from tests.slack.tests.calls_of_every_method import MODAL
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import http_probe
from tests.slack.tests.test_interactivity import BUTTONS, interactive_app
from tests.slack.wire import Json


class Control:
    """A client of the control API."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def __call__(self, verb: str, path: str, /, **body: Any) -> Json:
        """One request; the answer, with the status if it was refused."""
        url = f"{self.base}/emulator/{path}"
        async with self.session.request(verb, url, json=body) as response:
            answer: Json = await response.json()
            return answer if response.status == 200 else {"status": response.status, **answer}

    async def act(self, act: str, /, **body: Any) -> Json:
        """Let a person do something."""
        return await self("POST", f"act/{act}", **body)


@pytest_asyncio.fixture
async def control(slack: Emulator) -> AsyncIterator[Control]:
    """The client."""
    async with aiohttp.ClientSession() as session:
        yield Control(session, slack.base_url)


async def test_a_whole_conversation(slack: Emulator, control: Control) -> None:
    await control.act("add_user", name="ada", real_name="Ada Lane")
    await control.act("add_channel", name="help", members=["ada", "dialbot"])
    async with bolt_over_sockets(slack):
        mention = slack.bot.mention
        asked = await control.act("post", who="ada", where="#help", text=f"{mention} hello?")
        waited = await control("POST", "wait", reply_in=asked["ts"])
        assert waited["messages"][0]["text"].startswith("Here:")
        assert (await control("POST", "wait", call="chat.postMessage"))["calls"][0]["ok"]
        assert await control("POST", "wait", quiet=0.05) == {}
    calls = await control("GET", "calls?method=chat.postMessage")
    assert [each["arguments"]["thread_ts"] for each in calls["calls"]] == [asked["ts"]]
    sent = await control("GET", "deliveries?name=app_mention")
    assert sent["deliveries"][0]["state"] == "acked"
    assert sent["deliveries"][0]["attempts"][0]["latency_ms"] > 0


async def test_messages(slack: Emulator, room: Room, control: Control) -> None:
    said = await control.act("post", who="ada", where="help", text="helo")
    here = {"who": "ada", "where": "help", "ts": said["ts"]}
    assert (await control.act("edit", text="hello", **here))["message"]["text"] == "hello"
    await control.act("react", name="wave", **here)
    message = slack.message("help", said["ts"])
    assert message.reactions == {"wave": [room.ada.id]}
    await control.act("unreact", name="wave", **here)
    assert message.reactions == {}
    await control.act("unfurl", where="help", ts=said["ts"])
    assert message.attachments
    await control.act("delete", **here)
    assert said["ts"] not in room.channel.messages


async def test_coming_and_going(slack: Emulator, room: Room, control: Control) -> None:
    cy = await control.act("add_user", name="cy")
    await control.act("add_bot", name="pager")
    await control.act("join", who="cy", where="help")
    assert cy["id"] in room.channel.members
    await control.act("leave", who="cy", where="help")
    assert cy["id"] not in room.channel.members
    dm = await control.act("open_dm", who="cy")
    assert slack.channel(dm["id"]).kind == "im"
    async with http_probe(slack) as probe:
        await control.act("open_home", who="cy")
        await control.act("look_at", who="cy", where="help")
        await slack.settle()
        assert probe.events == ["app_home_opened", "app_context_changed"]


async def test_interactions(slack: Emulator, room: Room, control: Control) -> None:
    got: list[Json] = []
    async with bolt_over_sockets(slack, interactive_app(slack, got)) as app:
        said = await app.client.chat_postMessage(channel=room.channel.id, text="x", blocks=BUTTONS)
        clicked = await control.act(
            "click", who="ada", where="help", ts=said["ts"], action_id="open_form"
        )
        assert clicked["ok"]
        await slack.wait_for(lambda: slack.view_of("ada"))
        view = slack.view_of("ada")
        assert view
        sent = await control.act("submit", who="ada", view_id=view.id, values={"reason": "bad"})
        assert sent["errors"] == {"why": "Say more."}
        assert await control.act("close", who="ada", view_id=view.id) == {}
        assert (await control.act("slash", who="ada", where="help", command="/ask"))["ok"]
        assert (await control.act("shortcut", who="ada", callback_id="escalate"))["ok"]
        home = await app.client.views_publish(
            user_id=room.ada.id, view={"type": "home", "blocks": BUTTONS[:1]}
        )
        pressed = await control.act(
            "click_in_view", who="ada", view_id=home["view"]["id"], action_id="open_form"
        )
        assert pressed["ok"]
        started = await app.client.chat_startStream(
            channel=slack.open_dm("ada").id,
            thread_ts=slack.post("ada", slack.open_dm("ada"), "q").ts,
        )
        await control.act("stop_stream", where=started["channel"], ts=started["ts"])
        await slack.settle()


async def test_faults_and_disconnects(slack: Emulator, room: Room, control: Control) -> None:
    planned = await control("POST", "faults", kind="slow", target="auth.test", count=3)
    assert planned["count"] == 3
    assert len((await control("GET", "faults"))["faults"]) == 1
    await control("DELETE", "faults")
    assert (await control("GET", "faults"))["faults"] == []
    async with bolt_over_sockets(slack):
        assert (await control("POST", "disconnect", hard=False))["sockets"] == 1


async def test_the_app_and_its_url(slack: Emulator, control: Control) -> None:
    told = await control("GET", "app")
    assert told["bot_token"] == slack.app.bot_token
    changed = await control("POST", "app", scopes=["chat:write"], events=[], revoked=True)
    assert (changed["scopes"], changed["revoked"]) == (["chat:write"], True)
    async with http_probe(slack) as probe:
        assert (await control("POST", "request-urls", urls=[probe.url]))["urls"] == [probe.url]
    refused = await control("POST", "request-urls", urls=["https://example.com/"])
    assert refused["status"] == 400


async def test_time_and_reset(slack: Emulator, room: Room, control: Control) -> None:
    before = slack.backend.clock.today()
    moved = await control("POST", "time", advance=86_400, scale=0.5)
    assert (moved["today"] - before, moved["scale"]) == (86_400, 0.5)
    tokens = slack.app.bot_token
    again = await control("POST", "reset")
    assert (again["bot_token"], slack.backend.workspace.channels) == (tokens, {})
    assert (await control("POST", "reset", seed=8))["bot_token"] != tokens


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("act/post", {"who": "zoe", "where": "help"}, "no member 'zoe'"),
        ("act/post", {"who": "ada", "where": "help", "txt": "hi"}, "txt"),
        ("act/post", {}, "missing"),
        ("act/add_channel", {}, "missing"),
        ("act/submit", {"who": "ada", "view_id": "V0"}, "not_found"),
        ("faults", {"kind": "earthquake"}, "no fault is called"),
        ("wait", {"reply_in": "1.0", "timeout": 0.05}, "in vain"),
        ("wait", {"until": "noon"}, "unknown: until"),
        ("time", {"scale": 0}, "above 0"),
        ("disconnect", {"softly": True}, "unknown: softly"),
    ],
)
async def test_mistakes_are_explained(
    slack: Emulator, room: Room, control: Control, path: str, body: Json, told: str
) -> None:
    answer = await control("POST", path, **body)
    assert answer["status"] == 400
    assert told in answer["error"]


async def test_a_body_that_is_no_object(slack: Emulator) -> None:
    url = f"{slack.base_url}/emulator/reset"
    async with aiohttp.ClientSession() as session:
        for body in ("[]", "{"):
            async with session.post(url, data=body) as response:
                assert response.status == 400


async def test_web_sites_and_other_names_are_kept_out(slack: Emulator) -> None:
    url = f"{slack.base_url}/emulator/app"
    strangers = [{"Host": "emulator.example.com"}, {"Origin": "https://example.com"}]
    async with aiohttp.ClientSession() as session:
        for headers in strangers:
            async with session.get(url, headers=headers) as response:
                assert response.status == 403
        async with session.get(url, headers={"Origin": slack.base_url}) as response:
            assert response.status == 200


async def test_the_state_answers_when_something_changed(
    slack: Emulator, room: Room, control: Control
) -> None:
    first = await control("GET", f"state?viewer={room.ada.id}")
    slack.backend.workspace.whisper(room.channel, slack.bot, room.ada, "psst")
    slack.backend.views.open(room.ada.id, MODAL)
    mine = await control("GET", f"state?viewer={room.ada.id}&after={first['version']}")
    theirs = await control("GET", f"state?viewer={room.ben.id}")
    assert [each["text"] for each in mine["channels"][0]["messages"]] == ["psst"]
    assert theirs["channels"][0]["messages"] == []
    assert (len(mine["views"]), len(theirs["views"])) == (1, 0)


def test_every_act_is_a_persons() -> None:
    assert [name for name in ACTS if not callable(getattr(People, name))] == []
