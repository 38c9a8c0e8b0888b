"""Posts of a channel -> threads, with replies that nobody threaded joined to their question.

Slack lets people answer below a question instead of in its thread. Such a post is joined to an
earlier one where it goes on what was said: it names somebody who spoke there, or its author spoke
there or answers soon after, and it does not itself ask for something new. The limits below were
chosen by benchmarks/joining.py, which hides the threads of a real export and counts how many
replies find their question again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ingest.threads.post import Post

_NAMED = timedelta(hours=3)
"""How long after the last word somebody may still be answered by name."""
_SPOKE = timedelta(minutes=20)
"""How long those who spoke go on."""
_NEXT = timedelta(minutes=10)
"""How soon somebody new answers what was last said."""
LOOK_BACK = _NAMED
"""How far apart a post and what it goes on with can be."""
_OPEN = 12
"""Conversations of a channel that are looked at."""
_ASKS = re.compile(
    r"\?|^(?:hi|hello|hey|good (?:morning|afternoon))\b.{0,40}$"
    r"|\b(?:does any(?:one|body)|is there a(?:ny)?|how (?:do|can|to)"
    r"|what(?:'s| is) the (?:best|right)"
    r"|can (?:some|any)(?:one|body)"
    r"|any(?:one|body) know|I(?:'m| am) (?:trying|getting|having)|I have a)\b",
    re.IGNORECASE | re.MULTILINE,
)
_GOES_ON = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|ah|oh|ok(?:ay)?|right|true|thanks?|thank you|thx|ty|great|cool"
    r"|you (?:can|could|need|should|have)|try|maybe|perhaps|but|and|so|because|also|actually|well"
    r"|I (?:think|guess|see|believe)|it(?:'s| is| should| works)|that(?:'s| is| works| worked)|same"
    r"|did you|do you|have you|are you|which|what version|(?:edit|update|nvm|never ?mind)\b)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Gathered:
    """A thread's posts, the question first."""

    posts: list[Post]
    joined: bool = False


@dataclass(slots=True)
class _Open:
    """A conversation in the channel that may go on."""

    thread: Gathered
    last: Post
    spoke: set[str] = field(default_factory=set)


def gather(posts: Sequence[Post]) -> tuple[list[Gathered], int]:
    """The threads of a channel, oldest first, and how many replies have lost their question."""
    roots = [post for post in posts if not post.thread]
    threads = {post.id: Gathered([post]) for post in roots}
    orphans = 0
    for post in posts:
        if post.thread and post.thread in threads:
            threads[post.thread].posts.append(post)
        elif post.thread:
            orphans += 1
    joined = set(join(roots, threads))
    gathered = [threads[post.id] for post in roots if post.id not in joined]
    for thread in gathered:
        thread.posts[1:] = sorted(thread.posts[1:], key=lambda post: (post.at, post.id))
    return [thread for thread in gathered if not _is_only_a_bot(thread)], orphans


def _is_only_a_bot(thread: Gathered) -> bool:
    return all(post.is_bot for post in thread.posts)


def join(roots: Iterable[Post], threads: dict[str, Gathered]) -> Iterator[str]:
    """Put posts of a channel below the question they answer; yields the ids of those that were.

    `roots` are in order of time, and `threads` has what hangs below each.
    """
    talks: list[_Open] = []
    for post in roots:
        if post.is_bot:
            continue
        own = threads[post.id]
        is_thread = post.replies > 0 or len(own.posts) > 1
        before = None if is_thread else answered(post, talks)
        if before is None:
            last = own.posts[-1] if own.joined else post
            talks.append(_Open(own, last, {each.author for each in own.posts}))
            del talks[:-_OPEN]
            continue
        before.thread.posts.append(post)
        before.thread.joined = True
        before.last = post
        before.spoke.add(post.author)
        # What goes on is looked at first.
        talks.remove(before)
        talks.append(before)
        yield post.id


def answered(post: Post, talks: Sequence[_Open]) -> _Open | None:
    """The conversation that a post in the channel goes on with, if there is one."""
    for talk in reversed(talks):
        if talk.spoke & set(post.mentions) and post.at - talk.last.at <= _NAMED:
            return talk
    asks = bool(_ASKS.search(post.text))
    goes_on = bool(_GOES_ON.match(post.text))
    for talk in reversed(talks):
        gap = post.at - talk.last.at
        if post.author in talk.spoke and gap <= _SPOKE and (goes_on or not asks):
            return talk
    if talks and not post.mentions:
        talk = talks[-1]
        if post.at - talk.last.at <= _NEXT and (goes_on or not asks):
            return talk
    return None
