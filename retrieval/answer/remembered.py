"""Past threads -> what they add to an answer: their own words, how often it was asked, doubts."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.past_settings import PastSettings
from core.records import AskedBefore, Contradiction, Page, Passage
from core.settings import AnswerSettings
from retrieval.answer.extractive import Extract, cited
from retrieval.answer.units import Unit, UnitKind, units
from retrieval.past import Recalled, Remembered
from retrieval.words import said, stems

_CHARACTERS = 700
"""Of a thread's answer that is shown."""
_OFTEN = 2
"""Times from which it is said how often something was asked."""
_SAYS_THE_SAME = 0.7
"""Share of a thread's words that the docs' answer needs in order to make it superfluous."""
_SHARED = 3
"""Words that two statements share before their numbers are compared."""
_QUANTITY = re.compile(
    r"(?<![\w.:/-])(?:(?P<hour>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)\s*(?P<percent>%)?"
    r"(?:\s*(?P<unit>[A-Za-z]{2,}))?)(?![\w:/-])"
)
_CLOCK = "o'clock"


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
    """
    for recalled in remembered.threads:
        distance = settings.steepness * (recalled.likeness - past.same_question)
        sure = 1 / (1 + math.exp(-distance - _logit(settings.answered_from)))
        if not recalled.page.solved:
            sure = min(sure, (settings.answered_from + settings.partial_from) / 2)
        body = _words_of(recalled.page)
        if sure >= settings.partial_from and body.parts:
            return FromThread(sure, recalled.page.solved, recalled, body)
    return None


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
    own = {stem for part in thread.parts for stem in said(part.text)}
    theirs = {stem for part in docs.parts for stem in said(part.text)}
    return len(own & theirs) >= _SAYS_THE_SAME * len(own)


def contradictions(thread: Page, passages: Sequence[Passage]) -> tuple[Contradiction, ...]:
    """Where a thread gives another number than the docs for what seems to be the same.

    Two statements are compared where they share words besides the unit. A number that the docs
    give as well anywhere in these passages contradicts nothing.
    """
    told = [s for passage in thread.passages if passage.heading_path for s in _statements(passage)]
    asked = frozenset(stems(thread.title))
    found: list[Contradiction] = []
    for passage in passages:
        for says in _statements(passage):
            for mine in told:
                for unit in mine.quantities.keys() & says.quantities.keys():
                    if not _disagree(mine, says, unit, asked):
                        continue
                    if _stands_in(passages, unit, mine.quantities[unit]):
                        continue
                    found.append(
                        Contradiction(
                            thread=thread,
                            thread_says=_shown(mine.quantities[unit], unit, mine.text),
                            page_title=passage.title,
                            page_url=passage.url,
                            page_says=_shown(says.quantities[unit], unit, says.text),
                            page_updated_at=passage.updated_at,
                        )
                    )
                    return tuple(found)
    return tuple(found)


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def _words_of(thread: Page) -> Extract:
    """What solved it, from its beginning, as far as a person reads at a glance."""
    chosen: list[tuple[Passage, list[Unit]]] = []
    room = _CHARACTERS
    for passage in thread.passages:
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
        rows = unit.text.split("\n") if unit.kind is UnitKind.TABLE else [unit.text]
        for row in rows:
            quantities = _quantities(row)
            if quantities and unit.kind is not UnitKind.CODE:
                yield _Statement(frozenset(said(row)) | about, quantities, row)


def _quantities(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _QUANTITY.finditer(text.replace("*", "")):
        if match["hour"]:
            found.setdefault(_CLOCK, set()).add(match["hour"])
        elif unit := match["percent"] or " ".join(stems(match["unit"] or "")):
            found.setdefault(unit, set()).add(match["number"])
    return found


def _disagree(mine: _Statement, says: _Statement, unit: str, asked: frozenset[str]) -> bool:
    shared = mine.words & says.words - {unit}
    either = (mine.words | asked) & says.words - {unit}
    return (
        not mine.quantities[unit] & says.quantities[unit]
        and bool(shared)
        and len(either) >= _SHARED
    )


def _stands_in(passages: Sequence[Passage], unit: str, numbers: set[str]) -> bool:
    return any(
        numbers & statement.quantities.get(unit, set())
        for passage in passages
        for statement in _statements(passage)
    )


def _shown(numbers: set[str], unit: str, text: str) -> str:
    """The quantity in the words of its own text."""
    plain = text.replace("*", "")
    for match in _QUANTITY.finditer(plain):
        if (match["hour"] or match["number"]) in numbers:
            return match[0].strip()
    return ", ".join(sorted(numbers))
