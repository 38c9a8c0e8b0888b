"""What is said in channels becomes history as it is said."""

import asyncio
import logging

from bot.crossing import Crossing, Lane
from core.errors import DialtoneError, Transient
from core.ports import ChannelHistory
from core.slack import Json

_log = logging.getLogger(__name__)


class Learning:
    """Tells the channels' history of every event, and lets the index follow behind."""

    def __init__(self, history: ChannelHistory, crossing: Crossing) -> None:
        self._history = history
        self._crossing = crossing
        self._settling: asyncio.Task[None] | None = None
        self._more = False

    async def learn(self, event: Json) -> None:
        """Before the acknowledgement, so that Slack tells it again where it is lost.

        Raises Transient for that. Whatever else goes wrong here must not keep a question from
        being answered.
        """
        try:
            changed = await self._crossing.over(Lane.WRITE, self._history.heard, event)
        except Transient:
            raise
        except Exception:  # noqa: BLE001
            _log.exception("An event could not be learned from.")
            return
        if changed:
            self._more = True
            if self._settling is None or self._settling.done():
                self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        while self._more:
            self._more = False
            try:
                await self._crossing.over(Lane.ANSWER, self._history.settle)
            except DialtoneError as error:
                # It waits in the database, and the next event or run embeds it.
                _log.warning("What was heard cannot be put into the index now: %s", error)
