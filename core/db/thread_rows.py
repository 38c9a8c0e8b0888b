"""Threads to and from their rows."""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.db.tables import AnyRow
from core.thread import Outcome, Reaction, Speaker, Thread, ThreadMessage


def row_of(source_id: int, thread: Thread, fingerprint: str) -> dict[str, Any]:
    """The row that keeps a thread."""
    return {
        "source_id": source_id,
        "channel_id": thread.channel_id,
        "thread_id": thread.id,
        "channel": thread.channel,
        "asked_at": thread.question.at,
        "last_at": max(message.at for message in thread.messages),
        "outcome": thread.outcome.value,
        "resolution": list(thread.resolution),
        "permalink": thread.permalink,
        "audience": thread.audience,
        "joined": thread.joined,
        "fingerprint": fingerprint,
        "body": _packed(thread.messages),
    }


def thread_of(row: AnyRow) -> Thread:
    """The thread of a row that also has the source's name as `source`."""
    messages = json.loads(zlib.decompress(row.body))
    return Thread(
        source=row.source,
        channel=row.channel,
        channel_id=row.channel_id,
        id=row.thread_id,
        messages=tuple(map(_message, messages)),
        outcome=Outcome(row.outcome),
        resolution=tuple(row.resolution),
        permalink=row.permalink,
        audience=row.audience,
        joined=row.joined,
    )


def people_of(thread: Thread) -> set[str]:
    """Ids of everybody who wrote in a thread or reacted to it."""
    found = {message.author for message in thread.messages}
    for message in thread.messages:
        found.update(person for reaction in message.reactions for person in reaction.people)
    return {person for person in found if person}


def _packed(messages: Iterable[ThreadMessage]) -> bytes:
    return zlib.compress(json.dumps(list(map(_message_row, messages))).encode(), level=1)


def _message_row(message: ThreadMessage) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": message.id,
        "author": message.author,
        "speaker": message.speaker.value,
        "text": message.text,
        "at": message.at.isoformat(),
    }
    if message.reactions:
        row["reactions"] = [[r.name, list(r.people)] for r in message.reactions]
    if message.links:
        row["links"] = list(message.links)
    if message.edited_at:
        row["edited_at"] = message.edited_at.isoformat()
    return row


def _message(row: Mapping[str, Any]) -> ThreadMessage:
    edited = row.get("edited_at")
    return ThreadMessage(
        id=row["id"],
        author=row["author"],
        speaker=Speaker(row["speaker"]),
        text=row["text"],
        at=datetime.fromisoformat(row["at"]),
        reactions=tuple(Reaction(name, tuple(who)) for name, who in row.get("reactions", ())),
        links=tuple(row.get("links", ())),
        edited_at=datetime.fromisoformat(edited) if edited else None,
    )
