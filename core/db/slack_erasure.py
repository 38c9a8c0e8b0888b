"""What one person said in Slack, taken out of what came from there and of what went there."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_, update

from core.db.escalation_tables import escalations, lessons
from core.db.portions import portions
from core.db.slack_tables import slack_inbox, slack_outbox, slack_threads
from core.slack import CALL, LESSON

REMOVED = "[removed]"
"""Stands for what was said by, or quoted, somebody who is forgotten."""


def erase_requests(
    connection: Connection, person: str, names: Collection[str], own: list[str], quoting: list[str]
) -> int:
    """To be called while their conversations, `own`, still stand. How many requests there were.

    What was posted for those conversations goes, with the cards of their calls and what stands
    below these; of all else that names the person, and of the answers `quoting` them, the words go:
    that it was posted stays known, so that it is not posted again.
    """
    places = set(_threads(connection, person, own))
    calls = [row for part in portions(own) for row in _calls(connection, part)]
    lesson_keys = [f"{LESSON}{row.lesson}" for row in calls if row.lesson]
    for part in portions([f"{CALL}{row.call}" for row in calls]):
        mine = slack_outbox.c.serves.in_(part)
        cards = select(slack_outbox.c.channel, slack_outbox.c.ts).where(
            mine, slack_outbox.c.ts != ""
        )
        places |= {(row.channel, row.ts) for row in connection.execute(cards)}
        connection.execute(delete(slack_outbox).where(mine))
    for keys in portions(lesson_keys):
        connection.execute(delete(slack_outbox).where(slack_outbox.c.key.in_(keys)))
    for places_part in portions(sorted(places)):
        place = tuple_(slack_outbox.c.channel, slack_outbox.c.thread_ts)
        connection.execute(delete(slack_outbox).where(place.in_(places_part)))
    _blank(connection, {person, *names}, quoting)
    return connection.execute(delete(slack_inbox).where(slack_inbox.c.user_id == person)).rowcount


def _threads(connection: Connection, person: str, own: list[str]) -> Iterable[tuple[str, str]]:
    wanted = select(slack_threads.c.channel, slack_threads.c.thread_ts)
    for row in connection.execute(wanted.where(slack_threads.c.asker == person)):
        yield row.channel, row.thread_ts
    for part in portions(own):
        for row in connection.execute(wanted.where(slack_threads.c.conversation_id.in_(part))):
            yield row.channel, row.thread_ts


def _calls(connection: Connection, conversation_ids: Sequence[str]) -> Iterable[Any]:
    return connection.execute(
        select(escalations.c.id.label("call"), lessons.c.id.label("lesson"))
        .outerjoin(lessons, lessons.c.escalation_id == escalations.c.id)
        .where(escalations.c.conversation_id.in_(conversation_ids))
    ).all()


def _blank(connection: Connection, names: Collection[str], quoting: list[str]) -> None:
    """Take the words of whatever names them, or was such an answer."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    named = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    answers = {f"answer:{message}" for message in quoting}
    rows = connection.execute(select(slack_outbox.c.key, slack_outbox.c.payload)).all()
    found = [
        row.key
        for row in rows
        if ":".join(row.key.split(":")[:2]) in answers or named.search(_words(row.payload))
    ]
    for part in portions(found):
        connection.execute(
            update(slack_outbox)
            .where(slack_outbox.c.key.in_(part))
            .values(payload={"text": REMOVED})
        )


def _words(value: Any) -> str:
    """Every text of a payload."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(_words(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    return ""
