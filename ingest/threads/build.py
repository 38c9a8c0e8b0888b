"""Gathered posts -> a Thread, cleaned, and without the people who are to be left out."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from core.thread import Reaction, Thread, ThreadMessage
from ingest.clean.cleaner import CLEAN_VERSION, Cleaner
from ingest.threads.gather import Gathered
from ingest.threads.outcome import ending_of
from ingest.threads.post import Post, Room

BUILD_VERSION = "4"
"""Changes when the same posts would become another thread: stored threads are then read anew."""
SOMEBODY = "someone"


def fingerprint(room: Room, gathered: Gathered, salt: str) -> str:
    """SHA-256 (hex) over what a thread is made of."""
    parts = (BUILD_VERSION, CLEAN_VERSION, salt, repr(room), repr(gathered))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def without(posts: Sequence[Post], hidden: Set[str]) -> list[Post]:
    """The posts without those of hidden people, and without their reactions."""
    if not hidden:
        return list(posts)
    return [_unreacted(post, hidden) for post in posts if post.author not in hidden]


def build(
    source: str,
    room: Room,
    gathered: Gathered,
    cleaner: Cleaner,
    permalink: Callable[[Room, str], str],
    hidden_names: Sequence[str] = (),
) -> Thread:
    """The thread, with typed placeholders for secrets and personal data."""
    ending = ending_of(gathered.posts)
    messages = tuple(
        ThreadMessage(
            id=post.id,
            author=post.author,
            speaker=speaker,
            text=cleaner.clean(anonymous(post.text, hidden_names)),
            at=post.at,
            reactions=post.reactions,
            links=tuple(map(cleaner.clean, post.links)),
            edited_at=post.edited_at,
        )
        for post, speaker in zip(gathered.posts, ending.speakers, strict=True)
    )
    return Thread(
        source=source,
        channel=room.name,
        channel_id=room.id,
        id=messages[0].id,
        messages=messages,
        outcome=ending.outcome,
        resolution=ending.resolution,
        permalink=permalink(room, messages[0].id),
        audience=room.audience,
        joined=gathered.joined,
    )


def anonymous(text: str, names: Sequence[str]) -> str:
    """The text, naming nobody of these."""
    for name in names:
        text = re.sub(rf"@{re.escape(name)}(?!\w)", f"@{SOMEBODY}", text)
    return text


def hidden_names(hidden: Set[str], names: Mapping[str, str]) -> list[str]:
    """What hidden people are called."""
    return sorted(names[person] for person in hidden if person in names)


def _unreacted(post: Post, hidden: Set[str]) -> Post:
    kept = (
        Reaction(reaction.name, tuple(who for who in reaction.people if who not in hidden))
        for reaction in post.reactions
    )
    return replace(post, reactions=tuple(reaction for reaction in kept if reaction.people))
