"""The whole of the Slack surface, started and ended in one place."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import WSMessage, WSMsgType
from fastapi import APIRouter
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.assistant import Assistant
from bot.crossing import Crossing, Lane
from bot.slack.answering import Answering
from bot.slack.api import Api, Refused
from bot.slack.app import listen_to_the_rest, make_app, quiet_logger
from bot.slack.at_once import listen_at_once
from bot.slack.commands import Commands
from bot.slack.gaps import Gaps
from bot.slack.handover import Handover
from bot.slack.home import Home
from bot.slack.names import Names
from bot.slack.outtray import Outtray
from bot.slack.parts import OwnerOf, Parts, Us, owned_by_nobody
from bot.slack.pressing import Pressing
from bot.slack.resolution import Resolution
from bot.slack.rooms import Rooms
from bot.slack.routes import router
from bot.slack.sending import Sending
from bot.slack.shortcuts import Shortcuts
from bot.slack.teaching import Teaching
from bot.slack.two_way import TwoWay
from bot.slack.whisper import Whisper
from bot.slack.worker import Worker
from core.db.call_progress import CallProgress
from core.db.escalations import Escalations
from core.db.inbox import Inbox
from core.db.lessons import Lessons
from core.db.outbox import Outbox
from core.db.slack_threads import SlackThreads
from core.errors import DialtoneError, Transient
from core.ports import ChannelHistory
from core.slack import Incoming, Kind, NotYet, Outgoing
from core.slack_settings import Slack
from escalation.desk import Desk

Handler = Callable[[Incoming], Awaitable[bool]]
"""Works on one incoming item. False where it was none of our business and is to be forgotten."""

_MIRROR_SECONDS = 0.5
_LOOKS_AGAIN = (2.0, 10.0, 30.0)
"""Seconds until channels are read again of which Slack did not tell what was said there."""
_PING_SECONDS = 5.0
"""A socket that was cut off is noticed and replaced within this time."""
_TRIES = 12
_KEPT = timedelta(days=30)
"""How long what was said stays in the inbox once it is worked off."""
_PATIENCE = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stores:
    """What Slack's surface keeps."""

    inbox: Inbox
    outbox: Outbox
    threads: SlackThreads


@dataclass(frozen=True, slots=True)
class Helpers:
    """What the other end of a call for a human works with."""

    escalations: Escalations
    progress: CallProgress
    desk: Desk
    lessons: Lessons
    owner_of: OwnerOf = owned_by_nobody


class Line:
    """Listens, works and speaks until it is closed. Replicas share one database."""

    def __init__(
        self,
        settings: Slack,
        assistant: Assistant,
        crossing: Crossing,
        stores: Stores,
        helpers: Helpers,
        history: ChannelHistory | None = None,
        *,
        streams: bool = False,
    ) -> None:
        """`helpers` is where calls for a human are kept and worked on.

        `streams`: whether answers come part by part.
        """
        api = Api(settings)
        self._crossing = crossing
        self.parts = Parts(
            settings=settings,
            api=api,
            assistant=assistant,
            crossing=crossing,
            inbox=stores.inbox,
            threads=stores.threads,
            outtray=Outtray(stores.outbox, crossing),
            rooms=Rooms(api, settings),
            names=Names(api),
            whisper=Whisper(api),
            us=Us(),
            owner_of=helpers.owner_of,
            streams=streams,
        )
        name = secrets.token_hex(8)
        self._inward: Worker[Incoming] = Worker(name, stores.inbox, self._work, crossing)
        self._outward: Worker[Outgoing] = Worker(name, stores.outbox, self._send, crossing)
        self._sending = Sending(
            api, stores.outbox, crossing, self.parts.us, lambda: self._outward.holds
        )
        self.parts.outtray.wake = self._outward.wake
        resolution = Resolution(self.parts)
        answering = Answering(self.parts, resolution)
        handover = Handover(self.parts)
        shortcuts = Shortcuts(self.parts, answering, handover)
        pressing = Pressing(self.parts, handover, resolution)
        self.two_way = TwoWay(
            self.parts,
            stores.outbox,
            helpers.escalations,
            helpers.progress,
            helpers.desk,
        )
        self._teaching = Teaching(self.parts, stores.outbox, helpers.lessons)
        self._mirroring: asyncio.Task[None] | None = None
        self.handlers: dict[Kind, Handler] = {
            Kind.MESSAGE: _in_turn(self.two_way.hear, answering.hear),
            Kind.ACTION: _in_turn(self.two_way.press, self._teaching.press, pressing.press),
            Kind.COMMAND: Commands(self.parts, handover).ask,
            Kind.SHORTCUT: shortcuts.use,
            Kind.VIEW: _in_turn(self._teaching.submit, shortcuts.submit),
            Kind.HOME: Home(self.parts).open,
            Kind.DELETED: _whole(resolution.delete),
            Kind.REACTION: resolution.react,
        }
        self.bolt: AsyncApp = make_app(self.parts, self._inward.wake, history)
        listen_at_once(self.bolt, self.parts, self._teaching)
        listen_to_the_rest(self.bolt)
        self._socket: AsyncSocketModeHandler | None = None
        self._starting: asyncio.Task[None] | None = None
        self._catching_up: set[asyncio.Task[None]] = set()
        """One a greeting; it may last, and a connection may be cut off again meanwhile."""

    async def start(self) -> None:
        """Begin, in the background where Slack does not answer yet."""
        self._starting = asyncio.create_task(self._start())

    async def close(self) -> None:
        """Take nothing more, finish what is begun."""
        for task in filter(None, (self._starting, *self._catching_up, self._mirroring)):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, DialtoneError):
                await task
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._inward.close()
        await self._outward.close()
        await self.parts.api.close()

    @property
    def routers(self) -> Sequence[APIRouter]:
        """What must be mounted for Slack to reach us."""
        return (router(self.bolt),) if self.parts.settings.transport == "http" else ()

    async def _start(self) -> None:
        await self._introduce()
        await self._inward.start()
        await self._outward.start()
        self._mirroring = asyncio.create_task(self._mirror())
        if self.parts.settings.transport == "socket":
            await self._connect()
        while True:
            await self._catch_up()
            await self._forget()
            await asyncio.sleep(self.parts.settings.look_back_minutes * 60)

    async def _introduce(self) -> None:
        """Ask Slack who we are, until it says."""
        attempt = 0
        while True:
            try:
                told = await self.parts.api.call("auth.test")
            except Refused as error:
                _log.error("Slack does not take the bot token: %s Run `dialtone doctor`.", error)
                wait = _PATIENCE[-1]
            except Transient as error:
                wait = _PATIENCE[min(attempt, len(_PATIENCE) - 1)]
                _log.warning("Slack cannot be reached yet: %s", error)
            else:
                us = self.parts.us
                us.user, us.bot = str(told["user_id"]), str(told.get("bot_id", ""))
                us.team, us.name = str(told.get("team_id", "")), str(told.get("user", ""))
                return
            attempt += 1
            await asyncio.sleep(wait)

    async def _connect(self) -> None:
        handler = AsyncSocketModeHandler(
            self.bolt,
            self.parts.settings.app_token.get_secret_value(),
            logger=quiet_logger("socket"),
            ping_interval=_PING_SECONDS,
        )
        handler.client.on_message_listeners.append(self._greeted)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        self._socket = handler

    async def _greeted(self, message: WSMessage) -> None:
        """Every connection begins with a greeting, the first one and those after a gap."""
        if message.type is WSMsgType.TEXT and '"hello"' in message.data[:200]:
            task = asyncio.create_task(self._catch_up())
            self._catching_up.add(task)
            task.add_done_callback(self._catching_up.discard)

    async def _forget(self) -> None:
        """Drop what was worked off long ago."""
        with contextlib.suppress(DialtoneError):
            await self._over(self.parts.inbox.forget_before, datetime.now(UTC) - _KEPT)

    async def _catch_up(self) -> None:
        """Slack gives an event up after five minutes; whoever was away longer looks for it."""
        for seconds in (*_LOOKS_AGAIN, None):
            try:
                count, whole = await Gaps(self.parts).fill_channels()
            except DialtoneError as error:
                _log.warning("What was asked meanwhile is not known: %s", error)
                count, whole = 0, False
            if count:
                self._inward.wake()
            if whole or seconds is None:
                return
            await asyncio.sleep(seconds)

    async def _mirror(self) -> None:
        """Carry on calls for a human, round after round."""
        while True:
            for carry in (self.two_way.sweep, self._teaching.post):
                try:
                    await carry()
                except DialtoneError as error:
                    _log.warning("Calls for a human cannot be carried on yet: %s", error)
                except Exception:  # noqa: BLE001  one that breaks must not keep the others
                    _log.exception("Calls for a human were not carried on.")
            await asyncio.sleep(_MIRROR_SECONDS)

    async def _work(self, incoming: Incoming) -> None:
        """Work on one item, and note how that went."""
        handler = self.handlers.get(incoming.kind)
        inbox = self.parts.inbox
        try:
            ours = await handler(incoming) if handler else False
        except NotYet as error:
            await self._over(inbox.postpone, incoming.id, 0, str(error))
            return
        except Exception as error:
            if incoming.attempts >= _TRIES:
                _log.exception("An event is given up after %d tries.", incoming.attempts)
                await self._over(inbox.give_up, incoming.id, str(error))
                return
            wait = _PATIENCE[min(incoming.attempts - 1, len(_PATIENCE) - 1)]
            await self._over(inbox.postpone, incoming.id, wait, str(error))
            raise
        await self._over(inbox.done, incoming.id, forget=not ours)

    async def _send(self, outgoing: Outgoing) -> None:
        await self._sending.send(outgoing)

    async def _over(self, function: Callable[..., object], *given: object, **more: object) -> None:
        await self._crossing.over(Lane.WRITE, function, *given, **more)


def _in_turn(*handlers: Handler) -> Handler:
    """The first of them that something belongs to works on it."""

    async def handler(incoming: Incoming) -> bool:
        for each in handlers:
            if await each(incoming):
                return True
        return False

    return handler


def _whole(work: Callable[[Incoming], Awaitable[None]]) -> Handler:
    async def handler(incoming: Incoming) -> bool:
        await work(incoming)
        return True

    return handler
