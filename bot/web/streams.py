"""A conversation as server-sent events, from any event on; a cut stream goes on where it was."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from bot.web.parts import Parts
from bot.web.problems import Problem, away
from bot.web.render import parts_html
from bot.web.views import citation_bodies, message_body, see_also_bodies
from core.conversation import Event, EventName, Message, Role
from core.db.conversations import EVENTS_AT_ONCE
from core.db.message_rows import read_citation
from core.errors import DialtoneError
from core.records import AnswerPart

PING_SECONDS = 15.0
_LOOK_SECONDS = 2.0
"""How soon an event that another process stored is found."""
MEDIA_TYPE = "text/event-stream"


class EventStream(StreamingResponse):
    """Streams events, and frees its place among the session's open streams at its end."""

    def __init__(self, frames: AsyncIterator[bytes], place: AbstractContextManager[None]) -> None:
        """Enters `place`, which raises where there is no room, before anything is sent."""
        place.__enter__()
        self._place = place
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(frames, media_type=MEDIA_TYPE, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._place.__exit__(None, None, None)


async def frames(
    parts: Parts,
    conversation_id: str,
    after: int,
    expires_at: datetime,
    *,
    until: str = "",
    follow: bool = True,
) -> AsyncIterator[bytes]:
    """What happened after that event and what happens from now on.

    Ends after the `done` of the message `until`; without `follow`, once everything is told. A
    stream that ends for another reason says so with an `error` event, which has no id: whoever
    reconnects gets everything after the last id.
    """
    bell = parts.assistant.bell
    listener = bell.listen(conversation_id)
    parts.metrics.streams.inc()
    pinged = asyncio.get_running_loop().time()
    first = b"retry: 2000\n\n"
    try:
        while True:
            listener.clear()
            news = await parts.assistant.events(conversation_id, after)
            if news:
                last = _place_of(news, until)
                yield first + await _frames(parts, news[: last + 1])
                first = b""
                if last < len(news):
                    return
                after = news[-1].id
                if not follow or len(news) == EVENTS_AT_ONCE:
                    continue
                # What follows rings, or is another process's and found at the next look.
            elif first:
                yield first
                first = b""
            if not follow:
                return
            if parts.stopping.is_over() or (parts.stopping.is_set() and not until):
                yield _problem(_cut())
                return
            if datetime.now(UTC) >= expires_at:
                yield _problem(_expired())
                return
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    await listener.wait()
            except TimeoutError:
                now = asyncio.get_running_loop().time()
                if now - pinged >= PING_SECONDS:
                    pinged = now
                    yield b": ping\n\n"
    except DialtoneError:
        yield _problem(away())
    finally:
        parts.metrics.streams.dec()
        bell.leave(conversation_id, listener)


def _place_of(news: Sequence[Event], until: str) -> int:
    """Where the `done` of that message is; past the end where it is not there."""
    for place, event in enumerate(news):
        if until and event.name is EventName.DONE and event.data["message_id"] == until:
            return place
    return len(news)


async def _frames(parts: Parts, news: Sequence[Event]) -> bytes:
    said: dict[str, Message | None] = {}
    return b"".join([await _frame(parts, event, said) for event in news])


async def _frame(parts: Parts, event: Event, said: dict[str, Message | None]) -> bytes:
    key = event.data.get("message_id", "")
    if event.name is EventName.PART and "part" in event.data:
        return _encoded(event.name, _told(event), event.id)
    if event.name in (EventName.STATUS, EventName.STATE, EventName.DONE):
        return _encoded(event.name, event.data, event.id)
    if key not in said:
        said[key] = await parts.assistant.message(key)
    message = said[key]
    if message is None:  # deleted meanwhile
        return _encoded(event.name, {"message_id": key}, event.id)
    return _encoded(event.name, _data(event, message), event.id)


def _told(event: Event) -> Mapping[str, Any]:
    """A part that is shown before its message is stored."""
    text, number = event.data["part"]
    part, citation = AnswerPart(text, number), read_citation(event.data["citation"])
    shown = Message(
        event.data["message_id"],
        "",
        Role.ASSISTANT,
        "",
        datetime.now(UTC),
        parts=(part,),
        citations=(citation,),
    )
    return {
        "message_id": shown.id,
        "index": event.data["index"],
        "html": parts_html(shown)[0],
        "text": text,
        "citation": number,
    }


def _data(event: Event, message: Message) -> Mapping[str, Any] | BaseModel:
    match event.name:
        case EventName.PART:
            index = event.data["index"]
            part = message.parts[index]
            return {
                "message_id": message.id,
                "index": index,
                "html": parts_html(message)[index],
                "text": part.text,
                "citation": part.citation,
            }
        case EventName.CITATIONS:
            return {
                "message_id": message.id,
                "citations": [body.model_dump(mode="json") for body in citation_bodies(message)],
                "see_also": [body.model_dump(mode="json") for body in see_also_bodies(message)],
            }
        case _:
            return message_body(message)


def _encoded(name: str, data: Mapping[str, Any] | BaseModel, key: int | None = None) -> bytes:
    if isinstance(data, BaseModel):
        text = data.model_dump_json()
    else:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    head = f"id: {key}\n" if key is not None else ""
    return f"{head}event: {name}\ndata: {text}\n\n".encode()


def _problem(problem: Problem) -> bytes:
    return _encoded("error", problem.body)


def _cut() -> Problem:
    return Problem(
        503,
        "stream-cut",
        "The server is restarting; this stream was cut.",
        "Reconnect with Last-Event-ID: nothing is lost.",
    )


def _expired() -> Problem:
    return Problem(
        401,
        "session-expired",
        "The session of this stream has expired.",
        "Renew the session and reconnect with Last-Event-ID.",
    )
