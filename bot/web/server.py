"""uvicorn, which tells open streams before it goes down."""

import socket

import uvicorn
from fastapi import FastAPI

from bot.web.parts import Parts
from core.web_settings import KEEP_ALIVE


class Server(uvicorn.Server):
    """Ends on SIGTERM or Ctrl-C: answers finish, streams say that they were cut."""

    def __init__(self, config: uvicorn.Config, parts: Parts) -> None:
        super().__init__(config)
        self._parts = parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn waits for open responses before it ends the application's lifespan, and a
        # stream that nobody told would keep it waiting.
        self._parts.stopping.set()
        self._parts.assistant.bell.ring_all()
        await super().shutdown(sockets)


def make_server(app: FastAPI, parts: Parts, host: str, port: int) -> Server:
    """A server that is ready to `run()`."""
    proxies = parts.settings.trusted_proxies
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=int(parts.stopping.grace) + 4,
        timeout_keep_alive=KEEP_ALIVE,
    )
    return Server(config, parts)
