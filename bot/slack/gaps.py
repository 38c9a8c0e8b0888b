"""What was said and has not been told to us: events come late, in any order, or not at all."""

import logging
from collections.abc import Collection

from bot.crossing import Lane
from bot.slack.api import Refused
from bot.slack.incoming import read_message
from bot.slack.parts import Parts
from core.errors import Transient
from core.slack import Incoming, Json

_FRESH_SECONDS = 900.0
"""What is older than this, seen from the message at hand, is read as context and not answered."""
_AWAY_SECONDS = 3600.0
"""What was asked while nobody listened is answered where it is no older than this."""
_PAGES = 5
_log = logging.getLogger(__name__)


class Gaps:
    """Reads threads and channels back, and puts into the inbox what is missing there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def fill_thread(self, said: Incoming, known: Collection[str]) -> bool:
        """Whether something was said in the thread before that and is not among the known.

        Then it is in the inbox now, whoever brought it there. Raises Transient where Slack does not
        tell now: a reply to something that we have not heard of must not be passed over for that.
        """
        try:
            found = await self._read(
                "conversations.replies", channel=said.channel, ts=said.thread_ts
            )
        except Refused as error:
            # What is known is good enough to go on with.
            _log.info("A thread could not be read back: %s", error)
            return False
        missing = False
        for message in found:
            earlier = read_message(f"read:{said.channel}:{message['ts']}", said.channel, message)
            if earlier is None or earlier.ts >= said.ts:
                continue
            if earlier.ts in known:
                continue
            missing = True
            fresh = float(said.ts) - float(earlier.ts) < _FRESH_SECONDS
            await self._store(earlier, fresh)
        return missing

    async def fill_channels(self) -> tuple[int, bool]:
        """Put what was said in help channels and not told to us into the inbox.

        How much that was, and whether every channel could be read.
        """
        count, whole = 0, True
        unmet = set(self._parts.settings.help_channels)
        for channel in await self._parts.crossing.over(Lane.READ, self._parts.inbox.channels):
            try:
                room = await self._parts.rooms.get(channel)
                unmet -= {room.id, room.name}
                if self._parts.rooms.is_help(room):
                    count += await self._fill_channel(channel)
            except (Refused, Transient) as error:
                _log.warning("What was asked meanwhile in %s is not known: %s", channel, error)
                whole = whole and isinstance(error, Refused)
        if unmet:
            await self._meet(unmet)
        return count, whole

    async def _meet(self, names: set[str]) -> None:
        """Note from where on we listen in channels that nothing is known of yet."""
        try:
            for room in await self._parts.rooms.joined():
                if names & {room.id, room.name}:
                    page = await self._parts.api.call(
                        "conversations.history", channel=room.id, limit=1
                    )
                    last = str((page.get("messages") or [{"ts": "0"}])[0]["ts"])
                    await self._parts.crossing.over(
                        Lane.WRITE, self._parts.inbox.meet, room.id, last
                    )
        except (Refused, Transient) as error:
            _log.warning("It is not known yet where help channels begin for us: %s", error)

    async def _fill_channel(self, channel: str) -> int:
        """Look at the last while, as Slack tells it, for what is not kept.

        It begins no earlier than we did: what was said before that was not said to us.
        """
        first, newest = await self._parts.crossing.over(Lane.READ, self._parts.inbox.span, channel)
        oldest = f"{max(float(first), float(newest) - _AWAY_SECONDS):.6f}"
        found = await self._read(
            "conversations.history", channel=channel, oldest=oldest, inclusive="true"
        )
        if not found:
            return 0
        now = max(float(message["ts"]) for message in found)
        count = 0
        for message in found:
            said = [message]
            if await self._has_more(channel, message):
                said = await self._read("conversations.replies", channel=channel, ts=message["ts"])
            # Replies come first: whoever comes to the question sees what it was told already.
            for each in reversed(said):
                missed = read_message(f"read:{channel}:{each['ts']}", channel, each)
                if missed:
                    count += await self._store(missed, now - float(missed.ts) < _AWAY_SECONDS)
        return count

    async def _has_more(self, channel: str, message: Json) -> bool:
        """Whether a thread may have replies that are not known.

        What is missing may lie before what was said last, by us for one: so they are counted.
        """
        if not message.get("latest_reply"):
            return False
        kept = await self._parts.crossing.over(
            Lane.READ, self._parts.inbox.thread, channel, message["ts"]
        )
        sent = await self._parts.outtray.thread(channel, message["ts"])
        times = {each.ts for each in kept} | {each.ts for each in sent}
        known = {each for each in times if each and each != message["ts"]}
        latest = str(message["latest_reply"])
        return latest not in known or len(known) != message.get("reply_count")

    async def _store(self, said: Incoming, to_do: bool) -> bool:
        return await self._parts.crossing.over(
            Lane.WRITE, self._parts.inbox.store, said, to_do=to_do
        )

    async def _read(self, method: str, **arguments: str) -> list[Json]:
        found: list[Json] = []
        cursor = ""
        for _ in range(_PAGES):
            page = await self._parts.api.call(method, limit=200, cursor=cursor or None, **arguments)
            found += page.get("messages", ())
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found
