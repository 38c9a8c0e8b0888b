"""A chat platform -> stored threads, doing only what changed and masking before it stores."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

from core.db.people import People
from core.db.threads import StoredThread, Threads
from core.records import Failed
from core.thread import Outcome, Thread
from ingest.clean.cleaner import Cleaner
from ingest.threads.build import build, fingerprint, hidden_names, without
from ingest.threads.gather import Gathered, gather
from ingest.threads.hidden import Hidden
from ingest.threads.journal import posts_of
from ingest.threads.post import Post, PostSource, Room, RoomPosts

_AT_ONCE = 64
"""Threads in one transaction."""


@dataclass(slots=True)
class HistorySummary:
    """What one run read of one chat source. Counts are of this run's reading, not of the store."""

    channels: int = 0
    messages: int = 0
    threads: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    joined: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    """Messages that became part of no thread, by what they are."""
    masked: Counter[str] = field(default_factory=Counter)
    """What was masked in new and changed threads, by kind; never the value."""
    failed: list[Failed] = field(default_factory=list)
    seconds: float = 0.0

    def counts(self) -> dict[str, int]:
        """The numbers, as stored with the source."""
        return {
            "channels": self.channels,
            "messages": self.messages,
            "threads": self.threads,
            "threads_new": self.new,
            "threads_changed": self.changed,
            "threads_removed": self.removed,
            "threads_joined": self.joined,
            **{outcome.value: self.outcomes[outcome] for outcome in Outcome},
        }


class History:
    """Reads chat sources into stored threads."""

    def __init__(
        self,
        threads: Threads,
        people: People,
        *,
        customers: dict[str, str] | None = None,
        opted_out: Iterable[str] = (),
    ) -> None:
        self._threads = threads
        self._people = people
        self._customers = customers or {}
        self._opted_out = frozenset(opted_out)

    def read(
        self, source: PostSource, source_id: int, step: Callable[[str], None] = lambda path: None
    ) -> HistorySummary:
        """Bring the stored threads of a source in step with it; `step` is told each thread.

        What was stored when an error ends this stays stored, and the next run goes on there.
        """
        return _Run(self, source, source_id, step).read()


class _Run:
    """One reading of one source."""

    def __init__(
        self, history: History, source: PostSource, source_id: int, step: Callable[[str], None]
    ) -> None:
        self._history = history
        self._threads = history._threads
        self._source = source
        self._source_id = source_id
        self._step = step
        self._cleaner = Cleaner(history._customers)
        self._summary = HistorySummary()
        self._names = source.names()
        self._hidden = Hidden(history._opted_out, history._people.forgotten(), self._names)
        customers = sorted(history._customers.items())
        self._salt = repr((source.salt, customers))

    def read(self) -> HistorySummary:
        started = monotonic()
        known = self._threads.known(self._source_id)
        seen: set[str] = set()
        for found in self._source.read():
            if isinstance(found, Failed):
                self._summary.failed.append(self._named(found))
                continue
            seen |= self._room(found, known)
        gone = [
            path
            for path, stored in known.items()
            if path not in seen and self._source.covers(stored.channel_id, stored.asked_at)
        ]
        self._threads.remove(self._source_id, gone)
        self._summary.removed = len(gone)
        self._summary.masked = self._cleaner.counts
        self._summary.seconds = monotonic() - started
        return self._summary

    def _room(self, found: RoomPosts, known: dict[str, StoredThread]) -> set[str]:
        """Store a channel's threads; the paths of those that are there."""
        summary = self._summary
        hidden = self._hidden.among(found.posts)
        posts = without(found.posts, hidden)
        summary.channels += 1
        summary.messages += len(found.posts) + sum(found.skipped.values())
        summary.skipped.update(found.skipped)
        summary.skipped["opted out"] += len(found.posts) - len(posts)
        gathered, orphans = gather(posts)
        late = self._late(found.room, posts, known)
        orphans -= sum(map(len, late.values()))
        summary.skipped["replies without their question"] += orphans
        kept = _untold(found, known)
        seen = set(kept)
        names = hidden_names(hidden, self._names)
        fresh: list[tuple[Thread, str]] = []
        for each in gathered:
            path = f"{found.room.id}/{each.posts[0].id}"
            seen.add(path)
            summary.threads += 1
            summary.joined += each.joined
            self._step(path)
            if path in kept:
                continue
            print_ = fingerprint(found.room, each, repr((self._salt, names)))
            before = known.get(path)
            if before and before.fingerprint == print_:
                summary.unchanged += 1
                summary.outcomes[before.outcome] += 1
                continue
            thread = self._built(found, each, names)
            summary.outcomes[thread.outcome] += 1
            summary.changed += before is not None
            summary.new += before is None
            fresh.append((thread, print_))
            if len(fresh) == _AT_ONCE:
                self._store(fresh)
        for path, replies in late.items():
            if told := self._told_later(found, known[path], replies, names):
                summary.changed += 1
                fresh.append(told)
        self._store(fresh)
        return seen

    def _late(
        self, room: Room, posts: Sequence[Post], known: Mapping[str, StoredThread]
    ) -> dict[str, list[Post]]:
        """Replies to threads that an earlier export told, by the path of the thread."""
        found: dict[str, list[Post]] = {}
        for post in posts:
            stored = known.get(f"{room.id}/{post.thread}") if post.thread else None
            if stored and not self._source.covers(room.id, stored.asked_at):
                found.setdefault(f"{room.id}/{post.thread}", []).append(post)
        return found

    def _told_later(
        self, found: RoomPosts, before: StoredThread, replies: Sequence[Post], names: Sequence[str]
    ) -> tuple[Thread, str] | None:
        """The thread with the replies that it has not got yet; None where it has them all."""
        thread = self._threads.get(self._source_id, found.room.id, replies[0].thread)
        if thread is None:
            return None
        there = {message.id for message in thread.messages}
        new = [post for post in replies if post.id not in there]
        if not new:
            return None
        posts = sorted([*posts_of(thread), *new], key=lambda post: (post.at, post.id))
        gathered = Gathered(posts, thread.joined)
        salt = repr((before.fingerprint, self._salt))
        return self._built(found, gathered, names), fingerprint(found.room, gathered, salt)

    def _built(self, found: RoomPosts, gathered: Gathered, names: Sequence[str]) -> Thread:
        link = self._source.permalink
        name = self._source.name
        return build(name, found.room, gathered, self._cleaner, link, names)

    def _store(self, fresh: list[tuple[Thread, str]]) -> None:
        if not fresh:
            return
        self._threads.save(self._source_id, fresh)
        spoke = {message.author for thread, _ in fresh for message in thread.messages}
        names = {person: self._names[person] for person in spoke if person in self._names}
        self._history._people.remember(self._source_id, names)
        fresh.clear()

    def _named(self, failed: Failed) -> Failed:
        """What a file is called may hold what must not be printed."""
        cleaner = Cleaner(self._history._customers)
        return Failed(cleaner.clean(failed.path), cleaner.clean(failed.reason))


def _untold(found: RoomPosts, known: dict[str, StoredThread]) -> Set[str]:
    """Paths of stored threads that were talked in on a day which cannot be read this time."""
    if not found.missing:
        return frozenset()
    spans = list(map(_day, found.missing))
    return {
        path
        for path, stored in known.items()
        if stored.channel_id == found.room.id
        and any(stored.asked_at < end and stored.last_at >= start for start, end in spans)
    }


def _day(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)
