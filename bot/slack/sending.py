"""Sends what the outbox holds, each message once, whatever happens on the way."""

import logging
from collections.abc import Callable, Collection

from bot.crossing import Crossing, Lane
from bot.slack.api import Api, Refused, TooFast, Unclear
from bot.slack.parts import Us
from core.db.outbox import Outbox
from core.errors import Transient
from core.slack import Json, Outgoing, SendState

METADATA = "dialtone"
"""The type of the metadata under which a message carries our id."""

_POST = "chat.postMessage"
_UPDATE = "chat.update"
_STREAM = "chat.startStream"
_THREADED = frozenset((_POST, "chat.postEphemeral", _STREAM))
_STREAMED = ("chunks", "recipient_user_id", "recipient_team_id")
"""What only a message that grows is told."""
_PATIENCE = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds until each further try of what could not be sent; the last one again and again."""
_TRIES = 200
_PAGES = 10
_DONE_ALREADY = frozenset(
    ("already_reacted", "no_reaction", "message_not_found", "message_not_in_streaming_state")
)
"""Refusals that say that things are as they were to be."""
_GONE = frozenset(("message_not_found", "cant_update_message", "edit_window_closed"))
_log = logging.getLogger(__name__)


class Lost(Transient):
    """This process was away for so long that another one may have taken its work."""


class Sending:
    """Works off the outbox."""

    def __init__(
        self,
        api: Api,
        outbox: Outbox,
        crossing: Crossing,
        us: Us,
        still_ours: Callable[[], bool],
    ) -> None:
        self._api = api
        self._outbox = outbox
        self._crossing = crossing
        self._us = us
        self._still_ours = still_ours

    async def send(self, outgoing: Outgoing) -> None:
        """Send it and note that, or note when to try again."""
        try:
            ts = await self._carried_out(outgoing) if outgoing.unsure else ""
            if not ts:
                ts = await self._make(outgoing)
        except TooFast as error:
            if outgoing.method == _STREAM and not outgoing.unsure:
                # Streams are few a minute: this one becomes a message that is replaced in place.
                await self._over(self._outbox.become_post, outgoing.key)
                return
            await self._over(self._outbox.hold, outgoing.method, outgoing.channel, error.seconds)
            await self._later(outgoing, error.seconds, str(error), unsure=outgoing.unsure)
        except Unclear as error:
            await self._retry(outgoing, error)
        except Refused as error:
            await self._refused(outgoing, error)
        else:
            await self._over(self._outbox.sent, outgoing.key, ts)

    async def _make(self, outgoing: Outgoing) -> str:
        """Make the call; the `ts` of the message it is about."""
        arguments = await self._arguments(outgoing)
        if outgoing.after:
            before = await self._crossing.over(Lane.READ, self._outbox.get, outgoing.after)
            if before is None or before.state is not SendState.SENT or not before.ts:
                raise Refused(outgoing.method, "message_not_found")
            arguments["ts"] = before.ts
        if not self._still_ours():
            raise Lost("This process was away, and another one may send this message now.")
        answer = await self._api.call(outgoing.method, **arguments)
        return str(answer.get("ts") or answer.get("message_ts") or arguments.get("ts") or "")

    async def _arguments(self, outgoing: Outgoing) -> Json:
        left_out = ("text", "blocks") if outgoing.method == _STREAM else _STREAMED
        given = {name: value for name, value in outgoing.payload.items() if name not in left_out}
        arguments: Json = {"channel": outgoing.channel, **given}
        if outgoing.method in _THREADED and outgoing.thread_ts:
            arguments["thread_ts"] = outgoing.thread_ts
        if outgoing.method in (_POST, _UPDATE):
            arguments["metadata"] = {
                "event_type": METADATA,
                "event_payload": {"id": outgoing.id},
            }
        if outgoing.method == _POST:
            arguments |= {"unfurl_links": False, "unfurl_media": False}
        return arguments

    async def _carried_out(self, outgoing: Outgoing) -> str:
        """The `ts` of the message, where an earlier attempt made it after all; else "".

        What changes or removes a message may be done twice; only what makes one is looked for.
        """
        if outgoing.method not in (_POST, _STREAM):
            return ""
        noted: set[str] = set()
        if outgoing.method == _STREAM:
            thread = await self._crossing.over(
                Lane.READ, self._outbox.thread, outgoing.channel, outgoing.thread_ts
            )
            noted = {each.ts for each in thread}
        cursor = ""
        for _ in range(_PAGES):
            if outgoing.thread_ts:
                page = await self._api.call(
                    "conversations.replies", channel=outgoing.channel, ts=outgoing.thread_ts,
                    include_all_metadata=True, limit=200, cursor=cursor or None,
                )  # fmt: skip
            else:
                page = await self._api.call(
                    "conversations.history", channel=outgoing.channel,
                    include_all_metadata=True, limit=200, cursor=cursor or None,
                )  # fmt: skip
            for message in page.get("messages", ()):
                told = message.get("metadata") or {}
                if told.get("event_payload", {}).get("id") == outgoing.id:
                    return str(message["ts"])
                if outgoing.method == _STREAM and self._grows(message, noted):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return ""

    def _grows(self, message: Json, noted: Collection[str]) -> bool:
        """Whether this is the stream that was begun last in its thread.

        While it grows it bears no id. But what is said in a thread is said one after the other, so
        that a message of ours without one, which nobody has noted, can be no other.
        """
        ours = bool(self._us.bot) and message.get("bot_id") == self._us.bot
        return ours and not message.get("metadata") and message["ts"] not in noted

    async def _refused(self, outgoing: Outgoing, error: Refused) -> None:
        if error.code in _GONE and outgoing.anew:
            # What was to be changed is not there: it is said anew.
            await self._over(self._outbox.become_post, outgoing.key)
            return
        if outgoing.method == _STREAM:
            # Not here, or not any more: it becomes a message that is replaced in place.
            await self._over(self._outbox.become_post, outgoing.key)
            return
        if error.code in _DONE_ALREADY:
            await self._over(self._outbox.sent, outgoing.key, "")
            return
        _log.error("A message was not taken: %s", error)
        await self._over(self._outbox.give_up, outgoing.key, str(error))

    async def _retry(self, outgoing: Outgoing, error: Transient) -> None:
        if outgoing.attempts >= _TRIES:
            await self._over(self._outbox.give_up, outgoing.key, str(error))
            return
        wait = _PATIENCE[min(outgoing.attempts, len(_PATIENCE) - 1)]
        await self._later(outgoing, wait, str(error), unsure=True)

    async def _later(self, outgoing: Outgoing, wait: float, why: str, *, unsure: bool) -> None:
        _log.warning("A message is sent again in %g s: %s", wait, why)
        await self._over(self._outbox.postpone, outgoing.key, wait, why, unsure=unsure)

    async def _over(
        self, function: Callable[..., object], *arguments: object, **more: object
    ) -> None:
        await self._crossing.over(Lane.WRITE, function, *arguments, **more)
