"""Buttons, modals, shortcuts, commands and response URLs, through Bolt over both transports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.message import Message
from tests.slack.tests.bolt_bots import bolt_app, bolt_over_http, bolt_over_sockets
from tests.slack.tests.calls_of_every_method import MODAL
from tests.slack.tests.conftest import Room
from tests.slack.wire import Json

BUTTONS: list[Json] = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "open_form",
                "value": "42",
                "text": {"type": "plain_text", "text": "Open"},
            },
            {
                "type": "static_select",
                "action_id": "choose",
                "options": [
                    {"text": {"type": "plain_text", "text": each}, "value": each} for each in "ab"
                ],
            },
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": {"type": "plain_text", "text": "+"}, "value": "good"},
                "negative_button": {"text": {"type": "plain_text", "text": "-"}, "value": "bad"},
            }
        ],
    },
]


def interactive_app(slack: Emulator, got: list[Json]) -> AsyncApp:
    """An app that keeps every payload and does one thing for each kind."""
    app = bolt_app(slack)

    @app.action("open_form")
    async def open_form(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        got.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.action("choose")
    @app.action("feedback")
    async def note(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack()
        got.append(body)
        await respond(text="Thanks.", replace_original=False)

    @app.view("form")
    async def send(ack: AsyncAck, body: Json) -> None:
        reason = body["view"]["state"]["values"]["why"]["reason"]["value"]
        answers: dict[str, dict[str, Any]] = {
            "bad": {"response_action": "errors", "errors": {"why": "Say more."}},
            "next": {"response_action": "update", "view": {**MODAL, "callback_id": "two"}},
            "more": {"response_action": "push", "view": {**MODAL, "callback_id": "two"}},
            "done": {"response_action": "clear"},
        }
        got.append(body)
        await ack(**answers.get(reason, {}))

    @app.command("/ask")
    async def ask(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack(f"Looking up {body['text']}")
        got.append(body)
        await respond(text="For all", response_type="in_channel")

    @app.shortcut("escalate")
    async def escalate(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        got.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    return app


@pytest.fixture
def got() -> list[Json]:
    """The payloads the app was sent."""
    return []


@pytest_asyncio.fixture(params=["http", "sockets"])
async def app(
    slack: Emulator, room: Room, got: list[Json], request: pytest.FixtureRequest
) -> AsyncIterator[AsyncApp]:
    """The app, over one transport and then over the other."""
    run = bolt_over_http if request.param == "http" else bolt_over_sockets
    async with run(slack, interactive_app(slack, got)) as app:
        yield app


@pytest_asyncio.fixture
async def shown(app: AsyncApp, room: Room, slack: Emulator) -> Message:
    """A message with buttons."""
    answer = await app.client.chat_postMessage(
        channel=room.channel.id, text="Choose", blocks=BUTTONS
    )
    return slack.message("help", answer["ts"])


async def test_a_button_opens_a_modal_that_is_sent(
    slack: Emulator, room: Room, shown: Message, got: list[Json]
) -> None:
    clicked = await slack.click(room.ada, "help", shown.ts, "open_form")
    assert clicked.ok
    await slack.wait_for(lambda: slack.view_of(room.ada), what="a modal")
    assert got[0]["actions"][0]["value"] == "42"
    assert got[0]["container"]["message_ts"] == shown.ts
    view = slack.view_of(room.ada)
    assert view is not None
    sent = await slack.submit(room.ada, view.id, {"reason": "because"})
    assert sent.ok
    assert slack.view_of(room.ada) is None
    assert got[1]["view"]["state"]["values"]["why"]["reason"]["value"] == "because"


@pytest.mark.parametrize(
    ("reason", "errors", "left"),
    [
        ("bad", {"why": "Say more."}, ["form"]),
        ("next", {}, ["two"]),
        ("more", {}, ["form", "two"]),
        ("done", {}, []),
    ],
)
async def test_what_the_answer_does_to_the_modal(
    slack: Emulator, room: Room, app: AsyncApp, reason: str, errors: Json, left: list[str]
) -> None:
    view = slack.backend.views.open(room.ada.id, MODAL)
    sent = await slack.submit(room.ada, view.id, {"reason": reason})
    assert sent.errors == errors
    open_views = slack.backend.views.open_views.values()
    assert [each.body["callback_id"] for each in open_views] == left


async def test_a_menu_and_feedback_buttons(
    slack: Emulator, room: Room, shown: Message, got: list[Json]
) -> None:
    await slack.click(room.ada, "help", shown.ts, "choose", "b")
    await slack.click(room.ben, "help", shown.ts, "feedback", "negative")
    await slack.settle()
    assert got[0]["actions"][0]["selected_option"]["value"] == "b"
    assert got[1]["actions"][0]["value"] == "bad"
    assert [each.text for each in slack.shown_to(room.ada.id)] == ["Thanks."]
    assert [each.text for each in slack.shown_to(room.ben.id)] == ["Thanks."]


async def test_a_command_answers_at_once_and_later(
    slack: Emulator, room: Room, app: AsyncApp, got: list[Json]
) -> None:
    used = await slack.slash(room.ada, "help", "/ask", "the docs")
    assert used.ok
    await slack.settle()
    assert [each.text for each in slack.shown_to(room.ada.id)] == ["Looking up the docs"]
    assert [each.text for each in slack.said_by_bot()] == ["For all"]
    assert (got[0]["command"], got[0]["user_id"]) == ("/ask", room.ada.id)


async def test_shortcuts(slack: Emulator, room: Room, app: AsyncApp, got: list[Json]) -> None:
    asked = slack.post(room.ada, "help", "Help!")
    assert (await slack.shortcut(room.ben, "escalate", "help", asked.ts)).ok
    assert (await slack.shortcut(room.ben, "escalate")).ok
    await slack.settle()
    assert [each["type"] for each in got] == ["message_action", "shortcut"]
    assert got[0]["message"]["text"] == "Help!"
    assert "channel" not in got[1]
    assert len(slack.backend.views.open_views) == 2


async def test_an_app_that_does_not_know_a_button_leaves_the_person_waiting(
    slack: Emulator, room: Room, app: AsyncApp
) -> None:
    blocks = [{"type": "actions", "elements": [{**BUTTONS[0]["elements"][0], "action_id": "?"}]}]
    said = await app.client.chat_postMessage(channel=room.channel.id, text="x", blocks=blocks)
    clicked = await slack.click(room.ada, "help", said["ts"], "?")
    assert not clicked.ok
    (parcel,) = slack.deliveries("block_actions")
    assert len(parcel.attempts) == 1


async def test_closing_is_told_only_when_asked_for(
    slack: Emulator, room: Room, app: AsyncApp
) -> None:
    quiet = slack.backend.views.open(room.ada.id, MODAL)
    assert await slack.close(room.ada, quiet.id) is None
    loud = slack.backend.views.open(room.ada.id, {**MODAL, "notify_on_close": True})
    closed = await slack.close(room.ada, loud.id)
    assert closed is not None
    assert closed.parcel.payload["type"] == "view_closed"
    assert slack.view_of(room.ada) is None


async def test_a_button_in_a_home_tab(slack: Emulator, room: Room, app: AsyncApp) -> None:
    home = {"type": "home", "blocks": BUTTONS[:1]}
    answer = await app.client.views_publish(user_id=room.ada.id, view=home)
    clicked = await slack.click_in_view(room.ada, answer["view"]["id"], "open_form")
    assert clicked.ok
    assert clicked.parcel.payload["container"]["type"] == "view"


async def test_people_cannot_do_what_slack_does_not_offer(
    slack: Emulator, room: Room, shown: Message
) -> None:
    with pytest.raises(ActorError, match="nothing to click is called 'nope'; there is open_form"):
        await slack.click(room.ada, "help", shown.ts, "nope")
    with pytest.raises(ActorError, match="no option 'z'"):
        await slack.click(room.ada, "help", shown.ts, "choose", "z")
    view = slack.backend.views.open(room.ada.id, MODAL)
    with pytest.raises(ActorError, match="must be filled in"):
        await slack.submit(room.ada, view.id)
    with pytest.raises(ActorError, match="no input called other"):
        await slack.submit(room.ada, view.id, {"reason": "x", "other": "y"})
    with pytest.raises(ActorError, match="did not write"):
        slack.edit(room.ben, "help", shown.ts, "mine now")
    with pytest.raises(ActorError, match="may not delete"):
        slack.delete(room.ben, "help", shown.ts)
    with pytest.raises(ActorError, match="no member 'zoe'"):
        slack.post("zoe", "help", "hello")
