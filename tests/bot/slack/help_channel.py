"""A real Dialtone in the emulated Slack: real database, index and Bolt; the model is scripted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.slack.line import Line
from bot.slack.server import make_server
from core.settings import Settings
from core.slack_settings import EVENTS_PATH
from dialtone.app import App
from dialtone.serving import listen
from dialtone.surface import Surface
from tests.bot.web.line import ScriptedApp, write_pages
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.message import Message
from tests.slack.user import User

Transport = Literal["socket", "http"]

QUESTION = "How do I roll back a deploy?"
OTHER = "How do I raise the memory quota of a namespace?"


@dataclass
class HelpChannel:
    """The scene of most tests: Ada asks, Priya and Tom help."""

    slack: Emulator
    app: App
    line: Line
    ada: User
    ben: User
    priya: User
    channel: Channel
    listens: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def goes_away(self) -> None:
        """Dialtone ends in good order, and hears nothing from now on."""
        await self.listens.aclose()

    def asks(self, text: str = QUESTION, **more: Any) -> Message:
        """Ada says something in #help."""
        return self.slack.post(self.ada, self.channel, text, **more)

    async def answers(self, thread_ts: str, count: int = 1) -> list[Message]:
        """Everything that Dialtone said in a thread, once it said so much and is at rest."""
        await self.slack.wait_for_reply(thread_ts, count, 20)
        await self.rest()
        return self.slack.said_by_bot(thread_ts)

    def whispered(self, who: User) -> list[Message]:
        """What only that person was shown."""
        return self.slack.shown_to(who.id)

    def said_in(self, where: Channel) -> list[Message]:
        """What Dialtone said in a channel, in threads or not."""
        bot = self.slack.bot.id
        return [
            each for each in where.messages.values() if each.author.id == bot and not each.subtype
        ]

    async def rest(self) -> None:
        """Wait until nothing is to be worked on or to be sent."""
        stores = self.app.slack_stores
        await self.slack.settle(timeout=30)
        while stores.inbox.waiting() or stores.outbox.waiting():
            await asyncio.sleep(0.02)
        await self.slack.settle(timeout=30)


def settings(slack: Emulator, home: Path, transport: Transport, **more: Any) -> Settings:
    """Settings that lead to the emulator."""
    chosen = {
        "bot_token": slack.app.bot_token,
        "app_token": slack.app.app_token,
        "signing_secret": slack.app.signing_secret,
        "api_url": slack.api_url,
        "transport": transport,
        "help_channels": ("help",),
        **more,
    }
    return Settings.model_validate({"home": home, "slack": chosen})


@asynccontextmanager
async def listening(slack: Emulator, app: App, transport: Transport) -> AsyncIterator[Line]:
    """The Slack surface of an App, reached by that transport, until the end of the block."""
    surface = Surface(app)
    line = surface.slack()
    assert line
    await surface.assistant.start()
    async with AsyncExitStack() as stack:
        if transport == "http":
            url = await stack.enter_async_context(serving(line))
            await line.start()
            http = slack.backend.line.http
            stack.callback(lambda: http.point_at(*(each for each in http.urls if each != url)))
            await slack.use_http(*http.urls, url)
        else:
            before = slack.sockets
            await line.start()
            await slack.wait_for(lambda: slack.sockets > before, 20, "a socket")
        try:
            yield line
        finally:
            await line.close()
            await surface.assistant.close()
            surface.crossing.close()


@asynccontextmanager
async def serving(line: Line) -> AsyncIterator[str]:
    """The Request URL of a surface."""
    listener = listen("127.0.0.1", 0)
    server = make_server(line)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{EVENTS_PATH}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def help_channel(
    slack: Emulator,
    place: Path,
    transport: Transport,
    made: Callable[[Settings], App] = ScriptedApp,
    **more: Any,
) -> AsyncIterator[HelpChannel]:
    """Dialtone in #help, which has read the pages."""
    ada, ben = slack.add_user("ada", "Ada Lane"), slack.add_user("ben", "Ben Moss")
    priya = slack.add_user("priya", "Priya Nair")
    channel = slack.add_channel("help", ada, ben, priya, slack.bot)
    with made(settings(slack, place / "home", transport, **more)) as app:
        app.ingest(write_pages(place / "pages"))
        async with AsyncExitStack() as listens:
            line = await listens.enter_async_context(listening(slack, app, transport))
            yield HelpChannel(slack, app, line, ada, ben, priya, channel, listens)
