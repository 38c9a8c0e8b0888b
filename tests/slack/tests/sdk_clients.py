"""The SDK's two Socket Mode clients, connected and acknowledging everything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_sdk import WebClient
from slack_sdk.socket_mode.aiohttp import SocketModeClient as AiohttpSocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.builtin import SocketModeClient as ThreadedSocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Emulator


@asynccontextmanager
async def aiohttp_client(
    slack: Emulator, heard: list[SocketModeRequest]
) -> AsyncIterator[AiohttpSocketModeClient]:
    """The SDK's asynchronous client, acknowledging everything."""
    client = AiohttpSocketModeClient(
        slack.app.app_token,
        web_client=AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url),
        ping_interval=0.2,
    )

    async def listen(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client.socket_mode_request_listeners.append(listen)
    client.wss_uri = await client.issue_new_wss_url()
    await client.connect()  # type: ignore[no-untyped-call]
    await slack.wait_for(lambda: slack.sockets, what="a socket")
    try:
        yield client
    finally:
        await client.close()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def threaded_client(
    slack: Emulator, heard: list[SocketModeRequest]
) -> AsyncIterator[ThreadedSocketModeClient]:
    """The SDK's own client, which runs in threads."""
    web = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
    client = ThreadedSocketModeClient(slack.app.app_token, web_client=web, ping_interval=0.2)
    lock = threading.Lock()

    def listen(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        with lock:
            heard.append(request)
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client.socket_mode_request_listeners.append(listen)
    await asyncio.to_thread(client.connect)
    await slack.wait_for(lambda: slack.sockets, what="a socket")
    try:
        yield client
    finally:
        await asyncio.to_thread(client.close)
