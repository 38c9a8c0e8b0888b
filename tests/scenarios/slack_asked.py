"""What was asked in a thread, what is to be read there in the end, and how that ended."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.slack.message import Message

ASKED = (
    ("How do I roll back a deploy?", "harbor rollback"),
    ("How do I raise the memory quota of a namespace?", "64 GiB"),
)
"""Questions, and a word that only their answer has."""
WISH = ("Can I talk to a human please?", "human has been asked")
TAKEN = " has this now, because "
"""What an asker hears next of a wish: it belongs to that, and ought to be said once too."""


OUTCOMES = ("questions", "once", "more", "lost", "out of order", "other")
"""The columns of the matrix."""


@dataclass(slots=True)
class Asked:
    """One thread, and what is to be read in it in the end."""

    trouble: str
    channel: str
    ts: str
    wanted: list[str]

    @property
    def due(self) -> list[str]:
        """The messages that are to be read in the end, in order, each by what it answers."""
        return [part for wanted in self.wanted for part in _parts(wanted)]

    def outcomes(self, said: Sequence[Message]) -> Counter[str]:
        """How it ended, by column."""
        found = read(said)
        outcomes = Counter({"questions": len(self.wanted)})
        for wanted in self.wanted:
            # An escalation is one outcome: that it was stored, and then who has it, each once.
            counts = {found.count(part) for part in _parts(wanted)}
            outcomes["once" if counts == {1} else "lost" if 0 in counts else "more"] += 1
        in_order = [each for each in self.due if each in found]
        outcomes["out of order"] += int(list(dict.fromkeys(found)) != in_order)
        outcomes["other"] += sum(1 for each in found if each not in self.due)
        return outcomes

    def others(self, said: Sequence[Message]) -> list[str]:
        """What was said that answers nothing that was asked there, or was said before."""
        found = read(said)
        return [
            f"{self.trouble}, {self.ts}: {message.text[:120]}"
            for message, what in zip(said, found, strict=True)
            if what not in self.due or found.count(what) > 1
        ]


def read(said: Sequence[Message]) -> list[str]:
    """What a person reads in a thread: of each message, what it answers."""
    known = [part for _, word in (*ASKED, WISH) for part in _parts(word)]
    texts = [message.text + json.dumps(message.blocks) for message in said]
    return [next((word for word in known if word in text), "other") for text in texts]


def _parts(wanted: str) -> tuple[str, ...]:
    """The messages that an outcome has, in order."""
    return (wanted, TAKEN) if wanted == WISH[1] else (wanted,)
