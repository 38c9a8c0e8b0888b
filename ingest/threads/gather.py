"""Posts of a channel -> threads, with replies that nobody threaded joined to their question.

Slack lets people answer below a question instead of in its thread. Such a post is joined to the
earlier conversation that it most likely goes on with, if to any. How likely is a weighted sum of
what both look like. The weights are those of a logistic regression on real threads whose replies
were hidden, rounded; benchmarks/joining.py hides threads in the same way and counts how many
replies find their question again, beside simpler rules.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ingest.threads.post import Post

LOOK_BACK = timedelta(hours=3)
"""How far apart a post and what it goes on with can be."""
_OPEN = 12
"""Conversations of a channel that are looked at."""

_NOTHING = -2.3
"""What speaks against joining from the start."""
_MINUTES = -0.67
"""A step of the logarithm of the minutes since the conversation's last word."""
_LATEST = 3.9
"""Nothing else has been said since."""
_SPOKE = 2.7
"""The author has spoken in it."""
_LAST = -2.3
"""And was the last to: people seldom answer themselves."""
_ASKS = -0.5
"""It asks something."""
_WORD = 0.6
"""A word that both have, up to four."""
_NAMES = 0.9
"""It names somebody who spoke there."""
_THREADED = -5.9
"""It has a thread, so who goes on with it does so there."""

_SAME = 0.8
"""Share of the words of two questions from which the later asks the same again."""

_QUESTION = re.compile(
    r"\?|^(?:hi|hello|hey|good (?:morning|afternoon))\b.{0,40}$"
    r"|\b(?:does any(?:one|body)|is there a(?:ny)?|how (?:do|can|to)"
    r"|what(?:'s| is) the (?:best|right)"
    r"|can (?:some|any)(?:one|body)|any(?:one|body) know|I(?:'m| am) (?:trying|getting|having)"
    r"|I have a)\b",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING = re.compile(r"[A-Za-z_][\w.]{3,}")
_COMMON = frozenset(
    """that this with have from your about what when which would there their just like some more
    will they them then than been does into could should only also very want need know think make
    here using used""".split()
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
    spoke: set[str]
    words: set[str]
    threaded: bool


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
        before = None if is_thread else _gone_on_with(post, talks)
        if before is None:
            last = own.posts[-1] if own.joined else post
            spoke = {each.author for each in own.posts}
            threaded = is_thread and not own.joined
            talks.append(_Open(own, last, spoke, _words(post), threaded))
            del talks[:-_OPEN]
            continue
        before.thread.posts.append(post)
        before.thread.joined = True
        before.last = post
        before.spoke.add(post.author)
        before.words |= _words(post)
        # What goes on is the latest.
        talks.remove(before)
        talks.append(before)
        yield post.id


def _gone_on_with(post: Post, talks: Sequence[_Open]) -> _Open | None:
    """The conversation that a post in the channel most likely goes on with, if with any."""
    best: tuple[float, _Open] | None = None
    asks, words = bool(_QUESTION.search(post.text)), _words(post)
    for talk in talks:
        gap = post.at - talk.last.at
        if gap > LOOK_BACK or _asks_again(post, words, talk):
            continue
        score = (
            _NOTHING
            + _MINUTES * math.log1p(max(gap.total_seconds(), 0) / 60)
            + _LATEST * (talk is talks[-1])
            + _SPOKE * (post.author in talk.spoke)
            + _LAST * (post.author == talk.last.author)
            + _ASKS * asks
            + _WORD * min(len(words & talk.words), 4)
            + _NAMES * bool(talk.spoke & set(post.mentions))
            + _THREADED * talk.threaded
        )
        if score > 0 and (best is None or score > best[0]):
            best = score, talk
    return best[1] if best else None


def _asks_again(post: Post, words: set[str], talk: _Open) -> bool:
    """Whether somebody else asks what began a conversation: a question of their own, no reply."""
    first = talk.thread.posts[0]
    if post.author == first.author or not _QUESTION.search(post.text):
        return False
    asked = _words(first)
    return post.text == first.text or len(words & asked) >= _SAME * len(words | asked) > 0


def _words(post: Post) -> set[str]:
    return {word.lower().rstrip(".") for word in _TELLING.findall(post.text)} - _COMMON
