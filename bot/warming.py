"""Loading what answers need before anybody asks, and again until it is there."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bot.crossing import Crossing, Lane

_AGAIN_SECONDS = 10.0
_log = logging.getLogger(__name__)


async def warm_up(crossing: Crossing, warm: Callable[[], Any]) -> None:
    """Call `warm` until it does not raise: what is away may come back.

    In the lane of answers: a question that comes meanwhile waits for it and is then answered.
    """
    while True:
        try:
            await crossing.over(Lane.ANSWER, warm)
        except Exception as error:  # noqa: BLE001  whatever it is, answers are needed
            _log.warning("What answers need could not be loaded yet: %s", error)
            await asyncio.sleep(_AGAIN_SECONDS)
        else:
            return
