"""What a test looks at: calls, deliveries and messages, and how it waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.slack.backend import Backend
from tests.slack.calls import Call
from tests.slack.delivery.parcel import Parcel
from tests.slack.message import Message

PATIENCE = 5.0
"""Real seconds that a wait lasts before it fails."""


class Watch:
    """Looks and waits. Every wait wakes on a change, and fails with what was there instead."""

    @property
    def backend(self) -> Backend:
        """The state to look at."""
        raise NotImplementedError

    def calls(self, method: str = "") -> list[Call]:
        """Web API calls so far, of one method or of all."""
        return [each for each in self.backend.calls if method in ("", each.method)]

    def deliveries(self, name: str = "") -> list[Parcel]:
        """What was sent to the app so far, of one event or payload type or of all."""
        return [each for each in self.backend.postman.parcels if name in ("", each.name)]

    def said_by_bot(self, thread_ts: str = "") -> list[Message]:
        """The bot's public messages so far, in one thread or anywhere."""
        bot = self.backend.workspace.bot.id
        return [
            message
            for channel in self.backend.workspace.channels.values()
            for message in channel.messages.values()
            if message.author.id == bot and message.subtype != "channel_join"
            if thread_ts in ("", message.thread_ts)
        ]

    def shown_to(self, user_id: str) -> list[Message]:
        """What only this person was shown, in every channel."""
        return [
            message
            for channel in self.backend.workspace.channels.values()
            for message in channel.ephemerals
            if message.ephemeral_to == user_id
        ]

    async def wait_for(
        self, condition: Callable[[], object], timeout: float = PATIENCE, what: str = "it"
    ) -> None:
        """Wait until `condition` holds."""
        if not await self.backend.pulse.until(lambda: bool(condition()), timeout):
            calls = ", ".join(f"{each.method}{_mark(each)}" for each in self.calls()[-10:])
            raise AssertionError(
                f"waited {timeout} s for {what} in vain; the last calls were: {calls or 'none'}"
            )

    async def wait_for_reply(
        self, thread_ts: str, count: int = 1, timeout: float = PATIENCE
    ) -> list[Message]:
        """Wait until the bot has said `count` things in a thread, and return them."""
        what = f"{count} message(s) of the bot in thread {thread_ts}"
        await self.wait_for(lambda: len(self.said_by_bot(thread_ts)) >= count, timeout, what)
        return self.said_by_bot(thread_ts)

    async def wait_for_calls(
        self, method: str, count: int = 1, timeout: float = PATIENCE
    ) -> list[Call]:
        """Wait until a method was called `count` times and each call was answered."""
        what = f"{count} call(s) of {method}"
        await self.wait_for(lambda: len(self._answered(method)) >= count, timeout, what)
        return self._answered(method)

    async def settle(self, quiet: float = 0.1, timeout: float = PATIENCE) -> None:
        """Wait until nothing is under way and nothing has changed for `quiet` real seconds.

        This is how a test shows that a bot stays silent.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while True:
            version = self.backend.pulse.version
            await asyncio.sleep(quiet)
            if not self._busy() and version == self.backend.pulse.version:
                return
            if loop.time() > end:
                pending = [each.name for each in self.deliveries() if each.state == "pending"]
                raise AssertionError(f"not settled after {timeout} s; pending: {pending}")

    def _busy(self) -> bool:
        return bool(self.backend.postman.pending or self.backend.calls_under_way)

    def _answered(self, method: str) -> list[Call]:
        return [each for each in self.calls(method) if each.ms]


def _mark(call: Call) -> str:
    return f" ({call.error})" if call.error else ""
