"""Where everything that is to be said in Slack is laid down; sending it is another's work."""

import asyncio
from collections.abc import Callable

from bot.crossing import Crossing, Lane
from core.db.outbox import Outbox
from core.errors import Transient
from core.slack import Outgoing, SendState

_LOOKS = 40
_PAUSE = 0.1
"""Seconds between two looks for whether something was sent."""


class Outtray:
    """Puts into the outbox, and says so to who sends."""

    def __init__(self, outbox: Outbox, crossing: Crossing) -> None:
        self._outbox = outbox
        self._crossing = crossing
        self.wake: Callable[[], None] = lambda: None

    async def put(self, outgoing: Outgoing, *, about: str = "", unless: str = "") -> bool:
        """Have it sent, once. False where it is known already, or the message it is about is gone.

        `about` is that message's `ts`, in the same channel. It is not sent either where something
        with the key `unless` was put before.
        """
        new = await self._crossing.over(
            Lane.WRITE, self._outbox.put, outgoing, about=about, unless=unless
        )
        self.wake()
        return new

    async def put_instead(self, outgoing: Outgoing, of: str, *, about: str = "") -> bool:
        """Have it take the place of the message with the key `of`."""
        new = await self._crossing.over(
            Lane.WRITE, self._outbox.put_instead, outgoing, of, about=about
        )
        self.wake()
        return new

    async def withdraw(self, serves: str) -> list[Outgoing]:
        """Say nothing more about that; what was said, or may have been."""
        return await self._crossing.over(Lane.WRITE, self._outbox.withdraw, serves)

    async def get(self, key: str) -> Outgoing | None:
        """The one with that key."""
        return await self._crossing.over(Lane.READ, self._outbox.get, key)

    async def sent(self, key: str) -> str:
        """The `ts` of what is being sent; empty where Slack refused it.

        Raises Transient where that takes long.
        """
        for _ in range(_LOOKS):
            sent = await self.get(key)
            if sent and (sent.ts or sent.state is SendState.FAILED):
                return sent.ts
            await asyncio.sleep(_PAUSE)
        raise Transient("A message is not sent yet.")

    async def thread(self, channel: str, thread_ts: str) -> list[Outgoing]:
        """Everything that was or will be sent to a thread, in order."""
        return await self._crossing.over(Lane.READ, self._outbox.thread, channel, thread_ts)

    async def at(self, channel: str, ts: str) -> Outgoing | None:
        """What made the message at that place."""
        return await self._crossing.over(Lane.READ, self._outbox.at, channel, ts)
