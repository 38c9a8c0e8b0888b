"""How many replies find their question again where nobody threaded them.

Real threads of an export are hidden: the replies that were given within an hour lose their thread
and stand in the channel, as people leave them who do not use threads. Joining them again is scored
against the truth, next to two simpler rules in the same run: join everything said within ten
minutes to what was said last, and join what names somebody. Threads are hidden in shares, since a
channel in which nobody threads is harder to follow than one in which one reply is forgotten.

    python -m benchmarks.joining EXPORT
"""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from benchmarks.report import publish
from ingest.sources.slack.export import SlackExport
from ingest.threads.gather import Gathered, gather
from ingest.threads.post import Post, RoomPosts

_SHARES = (0.05, 0.25, 1.0)
_SOON = timedelta(hours=1)
Rule = Callable[[Sequence[Post]], dict[str, str]]
"""Posts of a channel -> the question that each reply was joined to, by ids."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of replies that lost their thread."""

    hidden: int
    joined: int
    right: int
    wrongly: int
    """Questions that stood alone and were joined to another."""
    questions: int

    def row(self) -> dict[str, float]:
        precision = self.right / max(self.joined, 1)
        recall = self.right / max(self.hidden, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        swallowed = self.wrongly / max(self.questions, 1)
        return {"precision": precision, "recall": recall, "f1": f1, "swallowed": swallowed}


def ours(posts: Sequence[Post]) -> dict[str, str]:
    """What Dialtone does."""
    gathered, _ = gather(posts)
    return {post.id: each.posts[0].id for each in gathered for post in each.posts[1:]}


def soon_after(posts: Sequence[Post]) -> dict[str, str]:
    """Everything within ten minutes goes on what was said last."""
    found: dict[str, str] = {}
    last: Post | None = None
    question = ""
    for post in posts:
        if post.thread or post.is_bot:
            continue
        if last and post.at - last.at <= timedelta(minutes=10):
            found[post.id] = question
        else:
            question = post.id
        last = post
    return found


def named(posts: Sequence[Post]) -> dict[str, str]:
    """What names somebody goes on the last question of that person."""
    found: dict[str, str] = {}
    asked: dict[str, str] = {}
    for post in posts:
        if post.thread or post.is_bot:
            continue
        question = next((asked[who] for who in post.mentions if who in asked), "")
        if question:
            found[post.id] = question
        else:
            asked[post.author] = post.id
    return found


def hide(room: RoomPosts, share: float, seed: int) -> tuple[list[Post], dict[str, str]]:
    """The channel with some threads hidden, and where their replies belong."""
    chosen = random.Random(seed)
    gathered, _ = gather([post for post in room.posts if post.thread or post.replies])
    truth: dict[str, str] = {}
    for each in gathered:
        if chosen.random() < share and not each.joined:
            truth |= _lost(each)
    emptied = set(truth.values())
    posts = [
        replace(post, thread="") if post.id in truth
        else replace(post, replies=0) if post.id in emptied
        else post
        for post in room.posts
    ]  # fmt: skip
    return posts, truth


def _lost(thread: Gathered) -> dict[str, str]:
    question, *replies = thread.posts
    soon = [post for post in replies if post.at - question.at <= _SOON and not post.is_bot]
    # One that keeps some of its replies is still a thread, and nobody would lose the others.
    return {post.id: question.id for post in soon} if len(soon) == len(replies) else {}


def score(rooms: Sequence[RoomPosts], rule: Rule, share: float) -> Score:
    """All channels together."""
    hidden = joined = right = wrongly = questions = 0
    for seed, room in enumerate(rooms):
        posts, truth = hide(room, share, seed)
        found = rule(posts)
        hidden += len(truth)
        asked = set(truth.values())
        questions += len(asked)
        wrongly += sum(question in found for question in asked)
        # Only what lost its thread has a truth; other posts of the channel were never threaded.
        given = {reply: question for reply, question in found.items() if reply in truth}
        joined += len(given)
        right += sum(truth[reply] == question for reply, question in given.items())
    return Score(hidden, joined, right, wrongly, questions)


def main() -> None:
    """Print the table and write it."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    reader.add_argument("export", type=Path)
    given = reader.parse_args()
    if not given.export.exists():
        raise SystemExit(f"There is no export {given.export}: give the path of a Slack export.")
    rooms = [each for each in SlackExport("x", given.export).read() if isinstance(each, RoomPosts)]
    rows = [
        {"hidden": share, "rule": rule.__name__, "replies": found.hidden, **found.row()}
        for share in _SHARES
        for rule in (ours, soon_after, named)
        for found in (score(rooms, rule, share),)
    ]
    publish("joining", rows, export=given.export.name)


if __name__ == "__main__":
    main()
