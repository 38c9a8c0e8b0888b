"""Stored threads kept in step with what is said, message by message.

An export is read whole; a live channel is told in pieces: a thread that was just read, a message
that was posted, edited or deleted, a reaction. Each piece changes the stored thread it belongs to,
which is judged and cleaned anew. Every method returns the paths of the threads that it touched.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.db.threads import Threads
from core.thread import Reaction, Speaker, Thread
from ingest.clean.cleaner import Cleaner
from ingest.threads.build import build, hidden_names, without
from ingest.threads.gather import LOOK_BACK, Gathered, join
from ingest.threads.hidden import Hidden
from ingest.threads.post import Post, Room

Paths = set[str]


@dataclass(frozen=True, slots=True)
class Journal:
    """Writes what is said into one source's stored threads."""

    source: str
    source_id: int
    threads: Threads
    cleaner: Cleaner
    hidden: Hidden
    permalink: Callable[[Room, str], str]
    unnamed: frozenset[str] = frozenset()
    """Names that are taken out wherever they stand."""

    def tell(
        self, room: Room, posts: Sequence[Post], fingerprint: str = "", *, joined: bool = False
    ) -> Paths:
        """A whole thread, the question first; it replaces what is stored of it."""
        kept = without(posts, self.hidden.among(posts))
        if not kept or kept[0].id != posts[0].id:
            return self._gone(room, posts[0].id)
        return self._save(room, Gathered(kept, joined), fingerprint)

    def post(self, room: Room, post: Post) -> Paths:
        """A message that is new or was edited."""
        if self.hidden.has(post.author):
            return set()
        holder = self._holder(room, post.id, post.at)
        if holder is not None:
            return self._edited(room, holder, post)
        if not post.thread:
            return self._asked(room, post)
        thread = self.threads.get(self.source_id, room.id, post.thread)
        if thread is None:
            # Its question has not been read yet; it comes with it when it is.
            return set()
        posts = sorted([*posts_of(thread), post], key=lambda each: (each.at, each.id))
        return self._save(room, Gathered(posts, thread.joined))

    def drop(self, room: Room, post_id: str, at: datetime) -> Paths:
        """A message that was deleted. With a question goes its thread."""
        holder = self._holder(room, post_id, at)
        if holder is None:
            return set()
        if holder.id == post_id:
            return self._gone(room, post_id)
        posts = [post for post in posts_of(holder) if post.id != post_id]
        return self._save(room, Gathered(posts, holder.joined and len(posts) > 1))

    def react(
        self, room: Room, post_id: str, at: datetime, name: str, person: str, *, added: bool
    ) -> Paths:
        """A reaction that was added or taken back."""
        holder = self._holder(room, post_id, at)
        if holder is None or self.hidden.has(person):
            return set()
        posts = [
            replace(post, reactions=_reacted(post.reactions, name, person, added))
            if post.id == post_id
            else post
            for post in posts_of(holder)
        ]
        return self._save(room, Gathered(posts, holder.joined))

    def forget(self, room: Room, thread: Thread) -> Paths:
        """Write a stored thread anew without the people who are hidden by now."""
        return self.tell(room, posts_of(thread), joined=thread.joined)

    def rejoin(self, room: Room, since: datetime, until: datetime) -> Paths:
        """Join what was said beside its thread in a time of which every message is stored now."""
        stored = self.threads.recent(self.source_id, room.id, since - LOOK_BACK, until + LOOK_BACK)
        gathered = {
            thread.id: Gathered(self._with_mentions(posts_of(thread)), thread.joined)
            for thread in stored
        }
        before = {key: len(each.posts) for key, each in gathered.items()}
        roots = [each.posts[0] for each in gathered.values()]
        touched: Paths = set()
        for joined in list(join(roots, gathered)):
            touched |= self._gone(room, joined)
        for key, each in gathered.items():
            if f"{room.id}/{key}" not in touched and len(each.posts) != before[key]:
                touched |= self._save(room, each)
        return touched

    def _asked(self, room: Room, post: Post) -> Paths:
        """A message in the channel itself: a question, or a reply that nobody threaded."""
        recent = self.threads.recent(self.source_id, room.id, post.at - LOOK_BACK, post.at)
        gathered = {thread.id: Gathered(posts_of(thread), thread.joined) for thread in recent}
        gathered[post.id] = Gathered([post])
        roots = [each.posts[0] for each in gathered.values()]
        sizes = {key: len(each.posts) for key, each in gathered.items()}
        if post.id in set(join(roots, gathered)):
            for key, each in gathered.items():
                if any(said.id == post.id for said in each.posts[sizes[key] :]):
                    return self._save(room, each)
        return self._save(room, Gathered([post]))

    def _edited(self, room: Room, holder: Thread, post: Post) -> Paths:
        told = next(each for each in holder.messages if each.id == post.id)
        if told.edited_at and (post.edited_at is None or post.edited_at < told.edited_at):
            # News that was overtaken.
            return set()
        # The news of an edit does not repeat the reactions.
        posts = [
            replace(post, reactions=post.reactions or before.reactions, thread=before.thread)
            if before.id == post.id
            else before
            for before in posts_of(holder)
        ]
        return self._save(room, Gathered(posts, holder.joined))

    def _holder(self, room: Room, post_id: str, at: datetime) -> Thread | None:
        """The stored thread that has this message in it."""
        second = timedelta(seconds=1)
        found = self.threads.recent(self.source_id, room.id, at - second, at + second)
        return next((t for t in found if any(m.id == post_id for m in t.messages)), None)

    def _save(self, room: Room, gathered: Gathered, fingerprint: str = "") -> Paths:
        names = hidden_names(self.hidden.among(gathered.posts), self.hidden.names)
        names += sorted(self.unnamed)
        thread = build(self.source, room, gathered, self.cleaner, self.permalink, names)
        own = fingerprint or hashlib.sha256(repr(thread).encode()).hexdigest()
        self.threads.save(self.source_id, [(thread, own)])
        return {thread.path}

    def _gone(self, room: Room, thread_id: str) -> Paths:
        path = f"{room.id}/{thread_id}"
        self.threads.remove(self.source_id, [path])
        return {path}

    def _with_mentions(self, posts: list[Post]) -> list[Post]:
        """A stored message names people; whom it means is looked up again."""
        called = {name: person for person, name in self.hidden.names.items()}
        return [
            replace(post, mentions=tuple(p for n, p in called.items() if f"@{n}" in post.text))
            if "@" in post.text
            else post
            for post in posts
        ]


def posts_of(thread: Thread) -> list[Post]:
    """A stored thread's messages as posts. They are clean, and cleaning changes nothing more."""
    return [
        Post(
            id=message.id,
            author=message.author,
            text=message.text,
            at=message.at,
            thread="" if message.id == thread.id else thread.id,
            is_bot=message.speaker is Speaker.BOT,
            reactions=message.reactions,
            links=message.links,
            edited_at=message.edited_at,
        )
        for message in thread.messages
    ]


def _reacted(
    reactions: Sequence[Reaction], name: str, person: str, added: bool
) -> tuple[Reaction, ...]:
    people = {reaction.name: list(reaction.people) for reaction in reactions}
    theirs = people.setdefault(name, [])
    if added and person not in theirs:
        theirs.append(person)
    elif not added and person in theirs:
        theirs.remove(person)
    return tuple(Reaction(each, tuple(who)) for each, who in people.items() if who)
