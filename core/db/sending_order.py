"""What may be sent to Slack now: of each thread the oldest, and no more than a channel takes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from core.db.slack_tables import slack_outbox as outbox
from core.slack import SendState

POSTS = 5
"""Posts that a channel takes in as many seconds: one a second, and a few at once."""
POST = "chat.postMessage"


def choose(connection: Connection, now: datetime, most: int) -> list[int]:
    """Positions of what may be sent now."""
    heads = (
        select(func.min(outbox.c.position))
        .where(outbox.c.state == SendState.WAITING.value)
        .group_by(outbox.c.channel, outbox.c.thread_ts)
    )
    rows = connection.execute(
        select(
            outbox.c.position,
            outbox.c.method,
            outbox.c.channel,
            outbox.c.due_at,
            outbox.c.claimed_until,
        )
        .where(outbox.c.position.in_(heads))
        .order_by(outbox.c.position)
    ).all()
    if not rows:
        return []
    said = _said_lately(connection, now)
    chosen: list[int] = []
    for row in rows:
        if row.claimed_until and row.claimed_until >= now and row.method == POST:
            said[row.channel] = said.get(row.channel, 0) + 1
    for row in rows:
        taken = row.claimed_until and row.claimed_until >= now
        if taken or row.due_at > now or len(chosen) == most:
            continue
        if row.method == POST:
            if said.get(row.channel, 0) >= POSTS:
                continue
            said[row.channel] = said.get(row.channel, 0) + 1
        chosen.append(row.position)
    return chosen


def _said_lately(connection: Connection, now: datetime) -> dict[str, int]:
    """How many posts each channel took in the last seconds, from all processes."""
    rows = connection.execute(
        select(outbox.c.channel, func.count())
        .where(outbox.c.sent_at > now - timedelta(seconds=POSTS), outbox.c.method == POST)
        .group_by(outbox.c.channel)
    )
    return {row[0]: row[1] for row in rows}
