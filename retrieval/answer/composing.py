"""An answer while it is written: the sentences that were verified, with their citations."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from core.records import Answer, AnswerKind, AnswerPart, Citation
from retrieval.answer.answerer import Grounded, see_also
from retrieval.answer.context import Shown
from retrieval.answer.draft import Drafted
from retrieval.answer.verify import Verified, verify
from retrieval.words import said

Say = Callable[[AnswerPart, Citation], None]
"""Told of each part, in order, as soon as it may be shown."""

_STEP = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_MOST_PARTS = 10
_MOST_REPEATED = 3
_MOST_DROPPED = 12
_COVERS = 0.5
"""Share of what the extract says of the question that an answer must say at least."""


@dataclass(slots=True)
class Composing:
    """Takes drafted sentences; says and keeps those that a passage says."""

    grounded: Grounded
    shown: Sequence[Shown]
    say: Say | None
    parts: list[AnswerPart] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: int = 0
    _numbers: dict[int, int] = field(default_factory=dict)
    """By the number of a passage, that of its citation."""
    _said: int = 0
    _repeated: int = 0
    _last: Verified | None = None
    """What the next sentence may lean on."""
    _lead: Verified | None = None
    """What announces something, kept back until that is said."""

    def add(self, drafted: Drafted) -> None:
        """Verify a sentence, and say it where it passes."""
        found = verify(drafted.text, drafted.passages, self.shown)
        if found is None or not found.follows(self._lead or self._last):
            self.dropped += 1
        elif any(_same(part.text, found.text) for part in self.parts):
            self._repeated += 1
        elif found.announces:
            self._give_up_lead()
            self._lead = found
        else:
            if self._lead and found.goes_on_from(self._lead):
                self._add(self._lead)
                self._lead = None
            self._give_up_lead()
            self._add(found)

    @property
    def is_full(self) -> bool:
        """Whether reading on is of no use: enough is said, or nothing new comes."""
        return (
            len(self.parts) >= _MOST_PARTS
            or self._repeated >= _MOST_REPEATED
            or self.dropped >= _MOST_DROPPED
        )

    def suffices(self) -> bool:
        """Whether what was verified is an answer, rather than what was left of one."""
        self._give_up_lead()
        if not self.parts or self.dropped > 2 * len(self.parts):
            return False
        mine = self._covered(self.parts)
        return mine > 0 and mine >= _COVERS * self._covered(self.grounded.answer.parts)

    def take_over(self, kept: Sequence[AnswerPart]) -> bool:
        """Say again what was verified before; false where that is nothing."""
        by_number = {each.number: each for each in self.shown}
        if not kept or any(part.citation not in by_number for part in kept):
            return False
        for part in kept:
            shown = by_number[part.citation]
            self._add(Verified(part.text, shown, part.text))
        return True

    def kept(self) -> list[AnswerPart]:
        """The parts under the numbers of the passages that were shown."""
        passages = {mine: theirs for theirs, mine in self._numbers.items()}
        return [replace(part, citation=passages[part.citation]) for part in self.parts]

    def answer(self) -> Answer:
        """The answer as it stands. Where much could not be verified, it is called partial."""
        base = self.grounded.answer
        doubtful = 2 * self.dropped > len(self.parts)
        kind = AnswerKind.PARTIAL if doubtful else base.kind
        return replace(
            base,
            kind=kind,
            parts=tuple(self.parts),
            citations=tuple(self.citations),
            see_also=see_also(self.grounded.result, self.citations),
            # Numbers of citations, of which these are others.
            outdated=(),
        )

    def _give_up_lead(self) -> None:
        if self._lead:
            self._lead = None
            self.dropped += 1

    def _add(self, found: Verified) -> None:
        self._last = found
        number = self._numbers.setdefault(found.shown.number, len(self._numbers) + 1)
        if number > len(self.citations):
            self.citations.append(_citation(number, found))
        self.parts.append(AnswerPart(found.text, number))
        if self.say is None or not self._covered(self.parts):
            # Not a word before one that is about the question.
            return
        for part in self.parts[self._said :]:
            self.say(part, self.citations[part.citation - 1])
        self._said = len(self.parts)

    def _covered(self, parts: Sequence[AnswerPart]) -> float:
        """The weight of the question's words that these parts say."""
        weights = self.grounded.result.weights
        if not weights:
            return 1.0
        heads = [self.citations[p.citation - 1].heading for p in parts if parts is self.parts]
        stems = frozenset().union(*(said(text) for text in (*heads, *(p.text for p in parts))))
        return sum(weight for word, weight in weights.items() if word in stems)


def _citation(number: int, found: Verified) -> Citation:
    passage = found.shown.passage
    return Citation(
        number=number,
        source=passage.source,
        path=passage.path,
        url=passage.url,
        title=passage.title,
        heading=" > ".join(passage.heading_path),
        quote=found.quote,
        updated_at=passage.updated_at,
        kind=passage.kind,
    )


def _same(one: str, other: str) -> bool:
    """Whether they say the same, whichever steps they are called."""
    first, second = (_STEP.sub("", text).casefold().split() for text in (one, other))
    return first == second
