"""Past threads -> what they add to an answer: their own words, how often it was asked, doubts."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.past_settings import PastSettings
from core.records import AskedBefore, Contradiction, Page, Passage
from core.settings import AnswerSettings
from retrieval.answer.context import clean_passages
from retrieval.answer.extractive import Extract, cited
from retrieval.answer.units import Unit, UnitKind, units
from retrieval.past import Recalled, Remembered
from retrieval.words import said, stems

_CHARACTERS = 700
"""Of a thread's answer that is shown."""
_OFTEN = 2
"""Times from which it is said how often something was asked."""
_TELLING = 6
"""Different words that an answer without code or links needs to tell anything."""
_LIKENESS = 2.0
"""Weight of a question's likeness beside the agreement of answers."""
_SAYS_THE_SAME = 0.7
"""Share of a thread's words that the docs' answer needs in order to make it superfluous."""
_SHARED = 3
"""Words that two statements share before their numbers are compared."""
_QUANTITY = re.compile(
    r"(?<![\w.:/-])(?:(?P<hour>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)\s*(?P<percent>%)?"
    r"(?:\s*(?P<unit>[A-Za-z]{2,}))?)(?![\w:/-])"
)
_CLOCK = "o'clock"
_MEASURES = frozenset(
    stem
    for word in "second minute hour day week month year % times gib mib requests".split()
    for stem in (stems(word) or [word])
) | {_CLOCK}


@dataclass(frozen=True, slots=True)
class FromThread:
    """An answer that a past thread gives."""

    confidence: float
    solved: bool
    recalled: Recalled
    body: Extract


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence, step or row with numbers: its subject, and by unit what it says."""

    words: frozenset[str]
    quantities: dict[str, set[str]]
    text: str


def from_thread(
    remembered: Remembered, settings: AnswerSettings, past: PastSettings
) -> FromThread | None:
    """The best answer that a past thread gives to the same question; None where none does.

    A thread is as sure as its question is the same; one that nobody called solved never quite.
    Where several asked the same, the answer that the others agree with most is told.
    """
    same = [
        FromThread(_sure(recalled, settings, past), recalled.page.solved, recalled, body)
        for recalled in remembered.threads
        if recalled.likeness >= past.same_question
        and _says_something(body := _words_of(recalled.page))
    ]
    return max(same, key=lambda each: (each.solved, _agreed(each, same)), default=None)


def asked_before(remembered: Remembered, past: PastSettings) -> AskedBefore | None:
    """How often the same was asked; None where it was not, or only once."""
    same = [asked for asked in remembered.asked if asked.likeness >= past.same_question]
    if len(same) < _OFTEN:
        return None
    return AskedBefore(
        count=len(same),
        since=min(asked.asked_at for asked in same),
        or_more=len(same) == len(remembered.asked) > _OFTEN,
    )


def says_the_same(thread: Extract, docs: Extract) -> bool:
    """Whether the docs' answer has what the thread says, so that nobody needs both."""
    own, theirs = _stems_of(thread), _stems_of(docs)
    return len(own & theirs) >= _SAYS_THE_SAME * len(own)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A thread and a page that give different numbers, and the passage of the page."""

    contradiction: Contradiction
    passage: Passage

    @property
    def page_is_newer(self) -> bool:
        """Whether the page was changed after the thread."""
        said, changed = self.contradiction.thread.updated_at, self.passage.updated_at
        return bool(said and changed and changed > said)


def doubt(thread: Page, passages: Sequence[Passage]) -> Doubt | None:
    """Where a thread gives another number than the docs for what seems to be the same.

    A statement of the thread is compared with the statement of these passages that shares most
    words with it and with what was asked, and has a number of the same unit.
    """
    asked = frozenset(stems(thread.title))
    there = [(passage, says) for passage in passages for says in _statements(passage)]
    for passage in thread.passages:
        for mine in _statements(passage) if passage.heading_path else ():
            for unit in mine.quantities:
                found = _otherwise(mine, unit, asked, there)
                if found:
                    return _doubt(thread, mine, unit, *found)
    return None


def _sure(recalled: Recalled, settings: AnswerSettings, past: PastSettings) -> float:
    distance = settings.steepness * (recalled.likeness - past.same_question)
    sure = 1 / (1 + math.exp(-distance - _logit(settings.partial_from)))
    if recalled.page.solved:
        return sure
    return min(sure, (settings.answered_from + settings.partial_from) / 2)


def _says_something(body: Extract) -> bool:
    """Whether words that solved something would help somebody else, unlike "merged, try again"."""
    if any("`" in part.text or "http" in part.text for part in body.parts):
        return True
    return len({stem for part in body.parts for stem in stems(part.text)}) >= _TELLING


def _agreed(one: FromThread, every: Sequence[FromThread]) -> float:
    """How much of what it says others say as well; alone, how like its question is."""
    own = _stems_of(one.body)
    others = [_stems_of(each.body) for each in every if each is not one]
    shared = sum(len(own & other) / max(len(own | other), 1) for other in others)
    return shared + _LIKENESS * one.recalled.likeness


def _stems_of(body: Extract) -> set[str]:
    return {stem for part in body.parts for stem in said(part.text)}


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def _words_of(thread: Page) -> Extract:
    """What solved it, from its beginning, as far as a person reads at a glance."""
    chosen: list[tuple[Passage, list[Unit]]] = []
    room = _CHARACTERS
    for passage in clean_passages(thread.passages):
        pieces: list[Unit] = []
        for piece in units(passage) if passage.heading_path else ():
            if (chosen or pieces) and len(piece.text) > room:
                break
            pieces.append(piece)
            room -= len(piece.text)
        if not pieces:
            break
        chosen.append((passage, pieces))
    return cited(chosen[:1])


def _statements(passage: Passage) -> Iterator[_Statement]:
    about = frozenset(stems(" ".join((passage.title, *passage.heading_path))))
    for unit in units(passage):
        if unit.kind is UnitKind.CODE:
            continue
        rows = unit.text.split("\n") if unit.kind is UnitKind.TABLE else [unit.text]
        # What a cell means stands in the first row.
        head = frozenset(said(rows[0])) if len(rows) > 1 else frozenset()
        for row in rows:
            if quantities := _quantities(row):
                yield _Statement(frozenset(said(row)) | about | head, quantities, row)


def _quantities(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _QUANTITY.finditer(text.replace("*", "")):
        if match["hour"]:
            found.setdefault(_CLOCK, set()).add(match["hour"])
        elif unit := match["percent"] or " ".join(stems(match["unit"] or "")):
            found.setdefault(unit, set()).add(match["number"])
    return found


def _otherwise(
    mine: _Statement,
    unit: str,
    asked: frozenset[str],
    there: Sequence[tuple[Passage, _Statement]],
) -> tuple[Passage, _Statement] | None:
    """The statement nearest to `mine` that has the unit, where it gives another number."""
    subject = (mine.words | asked) - {unit}
    near = [
        (len(subject & says.words), passage, says)
        for passage, says in there
        if unit in says.quantities and mine.words & says.words - {unit}
    ]
    most = max((shared for shared, _, _ in near), default=0)
    nearest = [(passage, says) for shared, passage, says in near if shared == most]
    if most < _SHARED or any(mine.quantities[unit] & s.quantities[unit] for _, s in nearest):
        return None
    return nearest[0]


def _doubt(thread: Page, mine: _Statement, unit: str, passage: Passage, says: _Statement) -> Doubt:
    told = Contradiction(
        thread=thread,
        thread_says=_shown(mine.quantities[unit], unit, mine.text),
        page_title=passage.title,
        page_url=passage.url,
        page_says=_shown(says.quantities[unit], unit, says.text),
        page_updated_at=passage.updated_at,
    )
    return Doubt(told, passage)


def _shown(numbers: set[str], unit: str, text: str) -> str:
    """The quantity in the words of its own text."""
    plain = text.replace("*", "")
    for match in _QUANTITY.finditer(plain):
        if (match["hour"] or match["number"]) in numbers and unit in _quantities(match[0]):
            following = plain[match.end() :].split()[:1]
            is_measure = unit in _MEASURES or not following or not following[0].isalpha()
            return match[0].strip() if is_measure else f"{match[0].strip()} {following[0]}"
    return ", ".join(sorted(numbers))
