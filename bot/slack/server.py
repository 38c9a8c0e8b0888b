"""uvicorn with the one route that Slack calls, where there are no web pages beside it."""

import contextlib
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from bot.slack.line import Line
from core.web_settings import KEEP_ALIVE


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it: what is begun is finished before the process ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(line: Line) -> Server:
    """A server that is ready to `serve(sockets=[...])`."""
    served = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in line.routers:
        served.include_router(router)
    config = uvicorn.Config(
        served,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE,
    )
    return Server(config)
