"""Slack's channels as they are now: backfilled to their beginning, then caught up.

History is read from the newest message back, because that is what people ask about. After each
thread the place is kept, so a stop loses one thread at most. Where Slack allows one request a
minute and 15 messages a page, this takes as long as it takes and answers improve meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from core.db.checkpoints import Checkpoints
from core.errors import Permanent
from core.records import PUBLIC, Failed
from core.slack import private_audience
from ingest.sources.slack.client import SlackClient
from ingest.sources.slack.message import Wire, is_said, moment, post_of, subtype
from ingest.sources.slack.mrkdwn import Mrkdwn
from ingest.sources.slack.workspace import people_of
from ingest.threads.journal import Journal, Paths
from ingest.threads.post import Post, Room

_VERSION = "slack-live-1"
_PAGE = 200
"""Asked for; an app under the stricter limit gets 15."""


@dataclass(slots=True)
class LiveSummary:
    """What one run read."""

    channels: int = 0
    messages: int = 0
    threads: int = 0
    removed: int = 0
    failed: list[Failed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which channels are read: those that the bot is in, by name, id or glob."""

    channels: tuple[str, ...] = ()
    opted_out: tuple[str, ...] = ()
    audience: str = PUBLIC

    def room(self, wire: Wire) -> Room | None:
        """The channel to read; None for one that is not to be read."""
        name, key = str(wire.get("name") or ""), str(wire.get("id") or "")
        private = bool(wire.get("is_private") or wire.get("is_group"))
        if not wire.get("is_member") or wire.get("is_im") or wire.get("is_mpim"):
            return None
        if any(fnmatchcase(each, out) for each in (name, key) for out in self.opted_out):
            return None
        patterns = [p for p in self.channels if fnmatchcase(name, p) or fnmatchcase(key, p)]
        named = any(pattern.strip("*?") for pattern in patterns) if private else bool(patterns)
        if not named and (private or self.channels):
            return None
        return Room(key, name, private_audience(key) if private else self.audience)


class Backfill:
    """Reads channels into stored threads. `settle` is told the threads that each step touched."""

    def __init__(
        self,
        client: SlackClient,
        checkpoints: Checkpoints,
        journal: Journal,
        mrkdwn: Mrkdwn,
        settle: Callable[[Paths], None],
        *,
        bots: frozenset[str] = frozenset(),
        refresh: timedelta = timedelta(days=7),
        step: Callable[[str], None] = lambda path: None,
    ) -> None:
        self._client = client
        self._checkpoints = checkpoints
        self._journal = journal
        self._mrkdwn = mrkdwn
        self._settle = settle
        self._bots = bots
        self._refresh = refresh
        self._step = step
        self.summary = LiveSummary()

    def run(self, rooms: list[Room]) -> LiveSummary:
        """Catch every channel up with now, then go on back to its beginning."""
        states = self._checkpoints.all(self._journal.source_id)
        for room in rooms:
            self.summary.channels += 1
            try:
                self._room(room, states.get(room.id, {}))
            except Permanent as error:
                self.summary.failed.append(Failed(room.name, str(error)))
        for channel_id in states.keys() - {room.id for room in rooms}:
            self._leave(channel_id)
        return self.summary

    def _room(self, room: Room, state: dict[str, Any]) -> None:
        state |= {"name": room.name, "audience": room.audience}
        newest = state.get("newest")
        if newest:
            self._catch_up(room, state, newest)
        for page in self._pages(room, state.get("reached"), None):
            for wire in page:
                state.setdefault("newest", str(wire["ts"]))
                self._thread(room, wire)
                state["reached"] = str(wire["ts"])
                self._checkpoints.put(self._journal.source_id, room.id, state)
            self._settle_page(room, page)
        state |= {"reached": "0.000001", "newest": state.get("newest", "0.000001")}
        self._checkpoints.put(self._journal.source_id, room.id, state)

    def _catch_up(self, room: Room, state: dict[str, Any], newest: str) -> None:
        """What was said since the last run, and what has changed in the days before it."""
        until = f"{max(0.0, float(newest) - self._refresh.total_seconds()):.6f}"
        # What the backfill has not reached yet it will read anyway.
        until = max(until, str(state.get("reached", "")), key=float)
        top = newest
        latest: str | None = None
        for page in self._pages(room, None, until):
            for wire in page:
                top = max(top, str(wire["ts"]), key=float)
                self._thread(room, wire)
            self._settle_page(room, page)
            self._remove_missing(room, page, latest)
            latest = str(page[-1]["ts"]) if page else latest
        state["newest"] = top
        self._checkpoints.put(self._journal.source_id, room.id, state)

    def _pages(self, room: Room, latest: str | None, oldest: str | None) -> Iterator[list[Wire]]:
        """Pages of a channel from `latest` (left out) back to `oldest`, newest first."""
        # By time and not by cursor: a place that is a time is still good after a week's pause.
        while True:
            answer = self._client.call(
                "conversations.history",
                channel=room.id,
                latest=latest,
                oldest=oldest,
                limit=_PAGE,
            )
            page = [each for each in answer.get("messages") or () if _is_dated(each)]
            if not page:
                return
            yield page
            latest = str(page[-1]["ts"])
            if not answer.get("has_more"):
                return

    def _thread(self, room: Room, wire: Wire) -> None:
        """Store one message of the channel with its replies."""
        self.summary.messages += 1
        ts = str(wire["ts"])
        if subtype(wire) == "tombstone":
            self._settle(self._journal.drop(room, ts, moment(ts)))
            return
        is_reply = wire.get("thread_ts") not in (None, ts)
        if not is_said(wire) or is_reply:
            return
        mark = _mark(wire)
        path = f"{room.id}/{ts}"
        self._step(path)
        self.summary.threads += 1
        if self._is_stored(room, ts, mark):
            return
        posts = [self._post(wire)]
        if posts[0].replies:
            posts += self._replies(room, ts)
        if all(post.is_bot for post in posts) or not posts[0].text:
            return
        self._settle(self._journal.tell(room, posts, mark))

    def _replies(self, room: Room, ts: str) -> list[Post]:
        found: list[Post] = []
        for page in self._client.pages(
            "conversations.replies", "messages", channel=room.id, ts=ts, limit=_PAGE
        ):
            said = [wire for wire in page if _is_dated(wire) and is_said(wire)]
            self.summary.messages += len(said)
            found += [self._post(wire) for wire in said if wire["ts"] != ts]
        return [post for post in found if post.text]

    def _post(self, wire: Wire) -> Post:
        return post_of(wire, self._mrkdwn, self._bots)

    def _is_stored(self, room: Room, ts: str, mark: str) -> bool:
        return self._journal.threads.fingerprint(self._journal.source_id, room.id, ts) == mark

    def _settle_page(self, room: Room, page: list[Wire]) -> None:
        since, until = moment(page[-1]["ts"]), moment(page[0]["ts"])
        self._settle(self._journal.rejoin(room, since, until))

    def _remove_missing(self, room: Room, page: list[Wire], latest: str | None) -> None:
        """Questions that are stored and that the channel does not show any more."""
        shown = {str(wire["ts"]) for wire in page}
        since = moment(page[-1]["ts"])
        # What was posted after the first page was asked for is not missing.
        until = moment(latest or page[0]["ts"])
        stored = self._journal.threads.recent(self._journal.source_id, room.id, since, until)
        for thread in stored:
            if since <= thread.question.at < until and thread.id not in shown:
                self.summary.removed += 1
                self._settle(self._journal.drop(room, thread.id, thread.question.at))

    def _leave(self, channel_id: str) -> None:
        """A channel that is not to be read any more is forgotten."""
        source_id = self._journal.source_id
        gone = {
            path
            for path, stored in self._journal.threads.known(source_id).items()
            if stored.channel_id == channel_id
        }
        self._journal.threads.remove(source_id, sorted(gone))
        self._settle(gone)
        self.summary.removed += len(gone)
        self._checkpoints.remove(source_id, channel_id)


def rooms_of(client: SlackClient, selection: Selection) -> list[Room]:
    """The channels to read, by name."""
    types = "public_channel,private_channel"
    found = [
        room
        for page in client.pages("conversations.list", "channels", types=types, limit=_PAGE)
        for wire in page
        if (room := selection.room(wire)) is not None
    ]
    return sorted(found, key=lambda room: room.name)


def people(client: SlackClient) -> tuple[dict[str, str], frozenset[str]]:
    """What the workspace's people are called, by id, and which of them are programs."""
    users = [each for page in client.pages("users.list", "members", limit=_PAGE) for each in page]
    return people_of(users), frozenset(str(each["id"]) for each in users if each.get("is_bot"))


def _is_dated(wire: Wire) -> bool:
    try:
        moment(wire.get("ts"))
    except Permanent:
        return False
    return True


def _mark(wire: Wire) -> str:
    """Changes when the message does, or replies come to it."""
    keys = ("ts", "text", "edited", "reply_count", "latest_reply", "reactions", "files")
    told = json.dumps([_VERSION, *(wire.get(key) for key in keys)], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
