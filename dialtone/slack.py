"""Running the help channel in Slack, with nothing else, until it is told to stop."""

import asyncio
import contextlib
import signal
import socket
from typing import TYPE_CHECKING

from rich.console import Console

from bot.warming import warm_up
from core.errors import UserError
from core.slack_settings import EVENTS_PATH
from dialtone.app import App
from dialtone.surface import Surface

if TYPE_CHECKING:
    from bot.slack.line import Line


def how_slack_reaches(app: App, here: str) -> str:
    """In what way, in words."""
    if app.settings.slack.transport == "socket":
        return "by Socket Mode"
    return f"{here}{EVENTS_PATH} (set it as Request URL)"


def answer_until_stopped(app: App, out: Console, listener: socket.socket | None) -> None:
    """Answer in Slack until Ctrl-C or SIGTERM. `listener` takes requests, for HTTP."""
    if not app.settings.vectors.url:
        app.index.claim()
    surface = Surface(app)
    line = surface.slack()
    if line is None:
        raise UserError(
            "The setting slack.bot_token is missing.",
            "Set SLACK_BOT_TOKEN; docs/slack.md says where Slack shows it.",
        )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(app, surface, line, out, listener))


async def _run(
    app: App, surface: Surface, line: "Line", out: Console, listener: socket.socket | None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    warming = asyncio.create_task(warm_up(surface.crossing, surface.warm))
    await surface.assistant.start()
    await line.start()
    server, serving = None, None
    if listener:
        from bot.slack.server import make_server

        server = make_server(line)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
    here = f"http://{listener.getsockname()[0]}:{listener.getsockname()[1]}" if listener else ""
    out.print(f"Dialtone answers in Slack, {how_slack_reaches(app, here)}.", soft_wrap=True)
    out.print("[dim]Ctrl-C ends it.[/]")
    await stop.wait()
    warming.cancel()
    if server and serving:
        server.should_exit = True
        await serving
    await line.close()
    await surface.assistant.close()
    surface.crossing.close()
