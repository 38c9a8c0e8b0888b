"""Socket Mode: bare, by both of the SDK's clients, and by Bolt."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from tests.slack.delivery.socket import MOST_SOCKETS
from tests.slack.emulator import Emulator
from tests.slack.tests.bolt_bots import bolt_over_sockets
from tests.slack.tests.conftest import Room
from tests.slack.tests.probe import socket_probe
from tests.slack.tests.sdk_clients import aiohttp_client, threaded_client

CLIENTS = [aiohttp_client, threaded_client]


@pytest.mark.parametrize("connect", CLIENTS)
async def test_the_sdks_clients_are_delivered_to(slack: Emulator, room: Room, connect: Any) -> None:
    heard: list[SocketModeRequest] = []
    async with connect(slack, heard):
        slack.post(room.ada, "help", f"{slack.bot.mention} hello?")
        await slack.settle()
    assert sorted(each.payload["event"]["type"] for each in heard) == ["app_mention", "message"]
    assert {each.type for each in heard} == {"events_api"}
    assert {each.state for each in slack.deliveries()} == {"acked"}


@pytest.mark.parametrize("connect", CLIENTS)
@pytest.mark.parametrize("hard", [False, True], ids=["soft", "hard"])
async def test_the_sdks_clients_come_back_after_a_disconnect(
    slack: Emulator, room: Room, connect: Any, hard: bool
) -> None:
    heard: list[SocketModeRequest] = []
    async with connect(slack, heard):
        first = slack.backend.line.socket.sockets[0].id
        slack.disconnect(hard=hard)
        await slack.wait_for(
            lambda: [each.id for each in slack.backend.line.socket.sockets] not in ([], [first]),
            what="a new socket",
        )
        await slack.wait_for(lambda: slack.sockets == 1, what="the old socket to go")
        slack.post(room.ada, "help", "still there?")
        await slack.wait_for(lambda: heard, what="the event")
        await slack.settle()
    assert slack.deliveries()[0].state == "acked"


async def test_hello_and_an_envelope(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.post(room.ada, "help", "hello")
        await slack.settle()
        (hello,) = probe.said("hello")
        assert hello["num_connections"] == 1
        assert hello["connection_info"]["app_id"] == slack.app.app_id
        (envelope,) = probe.envelopes
    assert envelope["type"] == "events_api"
    assert envelope["accepts_response_payload"] is False
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["event"]["text"] == "hello"


async def test_no_ack_is_retried_with_a_new_envelope(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        probe.acks = False
        slack.post(room.ada, "help", "hello")
        await slack.wait_for(lambda: len(probe.envelopes) == 2, what="a retry")
        probe.acks = True
        await slack.settle(timeout=8)
        first, second, *_ = probe.envelopes
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert slack.deliveries()[0].attempts[0].outcome == "timeout"


async def test_a_warning_comes_before_the_disconnect(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as probe:
        slack.disconnect()
        await slack.wait_for(lambda: not slack.sockets, what="the socket to be closed")
        reasons = [each["reason"] for each in probe.said("disconnect")]
    assert reasons == ["warning", "refresh_requested"]


async def test_each_envelope_goes_to_one_of_several_sockets(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack) as one, socket_probe(slack) as two:
        for number in range(6):
            slack.post(room.ada, "help", str(number))
        await slack.settle()
        shares = [[each["payload"]["event"]["text"] for each in p.envelopes] for p in (one, two)]
    assert sorted(shares[0] + shares[1]) == ["0", "1", "2", "3", "4", "5"]
    assert len(shares[0]) == len(shares[1]) == 3


async def test_an_eleventh_socket_is_turned_away(slack: Emulator) -> None:
    async with aiohttp.ClientSession() as session:
        transport = slack.backend.line.socket
        url = slack.base_url.replace("http", "ws") + "/link/?ticket="
        open_sockets = [
            await session.ws_connect(url + transport.ticket()) for _ in range(MOST_SOCKETS)
        ]
        await slack.wait_for(lambda: slack.sockets == MOST_SOCKETS)
        one_more = await session.ws_connect(url + transport.ticket())
        told = json.loads((await one_more.receive()).data)
        assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")
        assert (await one_more.receive()).type == aiohttp.WSMsgType.CLOSE
        for each in open_sockets:
            await each.close()


async def test_a_ticket_is_good_once(slack: Emulator) -> None:
    async with aiohttp.ClientSession() as session:
        url = slack.base_url.replace("http", "ws") + "/link/?ticket="
        ticket = slack.backend.line.socket.ticket()
        ws = await session.ws_connect(url + ticket)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url + ticket)
        await ws.close()


async def test_an_event_waits_a_moment_for_a_socket(slack: Emulator, room: Room) -> None:
    async with socket_probe(slack):
        pass
    await slack.wait_for(lambda: not slack.sockets)
    slack.post(room.ada, "help", "anyone?")
    async with socket_probe(slack) as probe:
        await slack.settle()
        assert len(probe.envelopes) == 1


async def test_events_are_given_up_when_nobody_comes_back(slack: Emulator, room: Room) -> None:
    slack.backend.clock.floor = 0.01
    async with socket_probe(slack):
        pass
    await slack.wait_for(lambda: not slack.sockets)
    slack.post(room.ada, "help", "anyone?")
    await slack.settle(0.4)
    (parcel,) = slack.deliveries()
    assert parcel.state == "failed"
    assert {each.outcome for each in parcel.attempts} == {"connection_failed"}


async def test_bolt_sees_the_retry_headers(slack: Emulator, room: Room) -> None:
    seen: list[Any] = []
    async with bolt_over_sockets(slack) as app:

        @app.use
        async def note(req: Any, next: Any) -> None:
            seen.append(req.headers.get("x-slack-retry-num"))
            await next()

        slack.fault("missed_ack", "app_mention")
        slack.post(room.ada, "help", f"{slack.bot.mention} hello?")
        await slack.settle()
    assert ["1"] in seen
