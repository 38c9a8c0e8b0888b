"""A help channel with planted truth: causes of known volume and minutes, among noise."""

import random
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.thread import Outcome, Speaker, Thread, ThreadMessage

FIRST = datetime(2026, 9, 14, 8, tzinfo=UTC)
"""A Monday: weeks are counted from here."""

CAUSES: dict[str, tuple[int, int]] = {
    "Can someone grant repository access for {x}?": (9, 6),
    "Please restart the staging cluster, pods of {x} hang": (7, 5),
    "Need more quota for GPU jobs of {x} please": (6, 5),
    "Certificate expired on the gateway of {x}, please renew it": (5, 5),
    "Please approve the registration of package {x}": (5, 4),
}
"""What is asked, how often a week, and how many answers a helper gives, four minutes apart."""

_VERBS = "paint fold cook mend plant weigh tune carve knit glaze brew rinse sort wrap lift".split()
_THINGS = (
    "lanterns canoes violins pancakes orchids ladders kettles mittens saddles mosaics globes"
    " anchors pendulums quilts hammocks beehives bagpipes trellises".split()
)


def planted_channel(weeks: int, *, automated: int = 10_000) -> list[Thread]:
    """So many weeks of threads. From week `automated` on the first cause is nearly gone."""
    chance = random.Random(4)
    found = []
    for week in range(weeks):
        for cause, (text, (volume, answers)) in enumerate(CAUSES.items()):
            count = 1 if cause == 0 and week >= automated else volume
            found += [
                thread(chance, week, text.format(x=f"team{chance.randrange(40)}"), answers)
                for _ in range(count)
            ]
        for _ in range(10):
            noise = f"Where do we {chance.choice(_VERBS)} {chance.choice(_THINGS)}?"
            found.append(thread(chance, week, noise, 1))
    return sorted(found, key=lambda made: made.question.at)


def minutes_of(threads: Sequence[Thread]) -> float:
    """Human minutes as they were planted: every answer comes four minutes after what it follows."""
    return sum(4.0 * (len(made.messages) - 1) for made in threads)


def thread(chance: random.Random, week: int, text: str, answers: int) -> Thread:
    """A question at a moment of its week, and answers four minutes apart."""
    at = FIRST + timedelta(weeks=week, minutes=chance.randrange(6 * 24 * 60))
    said = [message(text, at, Speaker.ASKER, f"U{chance.randrange(50)}")]
    for number in range(answers):
        moment = at + timedelta(minutes=4 * (number + 1))
        said.append(message("Done, merged.", moment, Speaker.HELPER, f"H{chance.randrange(5)}"))
    return thread_of(*said)


def message(
    text: str, at: datetime, speaker: Speaker = Speaker.ASKER, author: str = "U1"
) -> ThreadMessage:
    """One message."""
    return ThreadMessage(f"{at.timestamp():.6f}", author, speaker, text, at)


def thread_of(*messages: ThreadMessage, outcome: Outcome = Outcome.ANSWERED) -> Thread:
    """A thread of these messages."""
    first = messages[0]
    mark = zlib.crc32(f"{first.author} {first.text}".encode())
    key = f"{first.id}.{mark}"
    return Thread("chat", "help", "C1", key, tuple(messages), outcome)
