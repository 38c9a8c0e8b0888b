"""Do neighbouring segments say a sentence? They do where it is left of them when no more is cut
off than can be: whole clauses at an end, brackets, an article.

Cut off inside a clause, a word may be the subject, a condition or a `not`; so nothing is. Nothing
is put in, and nothing is said in another order but a leading clause behind what it leads.
"""

from collections.abc import Sequence
from functools import lru_cache

from retrieval.answer.segments import BREAK, PUNCTUATION, RESTRICTS, Segment, tokens
from retrieval.answer.units import UnitKind

_LIGHT = frozenset({"a", "an", "the"})
_LEFT_OUT = _LIGHT | {"also", "simply", "please"}
_OPENS = frozenset(
    "however therefore thus hence also then additionally moreover furthermore finally and but so"
    " first next note tip hint info important warning caution danger attention".split()
)
"""What may stand before a comma or colon, and be left out with it."""
_CLAUSES = frozenset("which who whose such including eg ie e.g i.e namely many see".split())
"""With what begins, behind a comma, what only tells more."""
_SUBORDINATES = frozenset(
    "to if when whenever unless while where once until before after for in on at with without by"
    " as because since although though except during from".split()
)
"""With what a clause begins that may stand before or behind what it goes with."""
_PAIRS = frozenset("both between either neither together combination whether".split())
_FRAMES = frozenset("run execute type enter use the following command with a an".split())
"""What people write around a command that a page shows by itself."""
_COPULAS = frozenset("is are has have of for by in to with a an the and".split())
_FORMS = {"are": "is", "were": "was", "have": "has", "an": "a", "$": ""}
_LONGEST = 400
"""Tokens of a sentence, or of segments, beyond which nobody compares."""


def says(said: str, window: Sequence[Segment], *, whole: bool) -> bool:
    """Whether these segments, one right after another, say this and nothing less does.

    `whole` where nothing may be cut off, as in languages whose `only` and `unless` are not known.
    """
    every = tokens(said)
    claim = _words(every)
    there: list[str] = []
    for segment in window:
        there += [*([BREAK] if there else []), *segment.tokens]
    if not claim or max(len(claim), len(there)) > _LONGEST:
        return False
    commands = all(segment.kind is UnitKind.CODE for segment in window[1:]) and (
        window[-1].kind is UnitKind.CODE
    )
    if _Alignment(claim, there, whole, _code_from(window) if commands else None).holds:
        return True
    if len(window) > 1:
        return False
    if window[0].kind in (UnitKind.CODE, UnitKind.TABLE):
        return False
    return any(
        _Alignment(_words(mine), theirs, True, None).holds
        for mine, theirs in ((_turned(every), there), (every, _turned(there)))
        if mine and theirs
    )


def row_says(said: str, header: Segment, row: Segment) -> bool:
    """Whether a row of a table says this: its first cell and others, with their columns' names."""
    left = [each for each in _words(tokens(said)) if each not in _COPULAS]
    names, cells = _cells(header), _cells(row)
    if len(cells) < 2 or len(names) != len(cells) or not _take(left, cells[0]):
        return False
    told = 0
    allowed = set(names[0])
    for name, cell in zip(names[1:], cells[1:], strict=True):
        if not cell or not _take(left, cell):
            continue
        if len(cells) > 2 and not set(name) <= set(left):
            return False
        allowed |= set(name)
        told += 1
    return told > 0 and set(left) <= allowed


def _cells(row: Segment) -> list[list[str]]:
    parts = " ".join(row.tokens).strip("| ").split("|")
    return [[e for e in _words(part.split()) if e not in _COPULAS] for part in parts]


def _take(words: list[str], cell: Sequence[str]) -> bool:
    """Take the cell's words, one after another as they stand, out of the words."""
    size = len(cell)
    for start in range(len(words) - size + 1):
        if size and words[start : start + size] == list(cell):
            del words[start : start + size]
            return True
    return False


def _words(told: Sequence[str]) -> list[str]:
    return [form for form in map(_form, told) if form and form not in PUNCTUATION]


@lru_cache(maxsize=16_384)
def _form(token: str) -> str:
    """One for singular and plural, and for the persons of a verb."""
    token = _FORMS.get(token, token)
    if len(token) < 4 or not token.isalpha() or token.endswith(("ss", "us", "is")):
        return token
    if token.endswith("ies"):
        return f"{token[:-3]}y"
    if token.endswith(("ses", "xes", "zes", "ches", "shes")):
        return token[:-2]
    return token.removesuffix("s")


def _turned(told: Sequence[str]) -> list[str]:
    """With the clause before the first comma behind the rest; empty where there is none."""
    told = list(told)
    while told and told[-1] in PUNCTUATION:
        told.pop()
    if not told or told[0] not in _SUBORDINATES or "," not in told:
        return []
    comma = told.index(",")
    return [*told[comma + 1 :], *told[:comma]]


def _code_from(window: Sequence[Segment]) -> int:
    """The place of the first token of code."""
    if window[0].kind is UnitKind.CODE:
        return 0
    return len(window[0].tokens) + 1


class _Alignment:
    """One sentence against one run of tokens."""

    def __init__(
        self, claim: Sequence[str], there: Sequence[str], whole: bool, code: int | None
    ) -> None:
        self._claim = claim
        self._there = there
        self._forms = [_form(each) for each in there]
        self._whole = whole
        self._code = code
        self._failed: set[tuple[int, int]] = set()

    @property
    def holds(self) -> bool:
        known = set(self._forms) | _LIGHT | {"and"}
        if self._code is not None:
            known |= _FRAMES
        if not known.issuperset(self._claim):
            return False
        return any(self._from(0, start) for start in self._starts())

    def _starts(self) -> list[int]:
        """Where the sentence may begin: at the beginning, or behind what may stand before it."""
        found = [0]
        if self._whole:
            return found
        there = self._there
        if there and there[0] in _OPENS:
            found.append(1)
        if len(there) > 2 and there[1] == ":" and there[0] in _OPENS:
            found.append(2)
        end = there.index(BREAK) if BREAK in there else len(there)
        for place in range(end):
            if there[place] in (";", "；") and self._may_go(there[:place]):
                found.append(place + 1)
        return found

    def _from(self, said: int, place: int) -> bool:
        """Whether the sentence from there on is what stands from that place on."""
        if (said, place) in self._failed:
            return False
        found = self._goes_on(said, place)
        if not found:
            self._failed.add((said, place))
        return found

    def _goes_on(self, said: int, place: int) -> bool:
        if said == len(self._claim):
            return self._may_end(place)
        word = self._claim[said]
        if place < len(self._there):
            there = self._there[place]
            if word == self._forms[place] and self._from(said + 1, place + 1):
                return True
            if (there in PUNCTUATION or not self._forms[place]) and self._from(said, place + 1):
                return True
            if there in (_LIGHT if self._whole else _LEFT_OUT) and self._from(said, place + 1):
                return True
            if any(self._from(said, beyond) for beyond in self._beyond(place)):
                return True
        if word in _LIGHT and self._from(said + 1, place):
            return True
        if word == "and" and self._parted(place) and self._from(said + 1, place):
            return True
        framing = self._code is not None and place == self._code and word in _FRAMES
        return framing and self._from(said + 1, place)

    def _parted(self, place: int) -> bool:
        """Whether one segment ends there and another begins, where an `and` may stand.

        Behind a comma none may: of what somebody is, it would make somebody else.
        """
        before = self._there[place - 1] if place else ""
        here = self._there[place] if place < len(self._there) else ""
        return BREAK in (before, here)

    def _beyond(self, place: int) -> list[int]:
        """Where it may go on, past brackets or a clause between commas that tells more."""
        if self._whole:
            return []
        there = self._there
        if there[place] in "([":
            closing = ")" if there[place] == "(" else "]"
            end = _find(there, closing, place)
            if end > 0 and self._may_go(there[place + 1 : end]):
                return [end + 1]
        if place and there[place - 1] == "," and there[place] in _CLAUSES:
            end = _find(there, ",", place)
            if end > 0 and self._may_go(there[place:end]):
                return [end + 1]
        return []

    def _may_end(self, place: int) -> bool:
        """Whether what stands from there on may be left out."""
        rest = list(self._there[place:])
        if all(each in PUNCTUATION - {BREAK} or not _form(each) for each in rest):
            return True
        if self._whole or BREAK in rest or not self._may_go(rest):
            return False
        return _ends_whole(self._there[:place], rest)

    def _may_go(self, told: Sequence[str]) -> bool:
        """Whether nothing is in it without which more would be said than there stands."""
        first = next((each for each in told if each not in PUNCTUATION), "")
        restricts = first in _SUBORDINATES or not RESTRICTS.isdisjoint(told)
        return BREAK not in told and not restricts


def _ends_whole(before: Sequence[str], rest: list[str]) -> bool:
    """Whether a sentence is whole before the rest of it: a bracket, or a clause that tells more."""
    while rest and rest[-1] in ".!?。！？":
        rest.pop()
    while rest and rest[0] == ")":
        rest.pop(0)
    first, second = rest[0], rest[1] if len(rest) > 1 else ""
    lead = next((each for each in before if each not in PUNCTUATION), "")
    if lead in _SUBORDINATES and "," not in before:
        # What stands before the comma only leads in what stands behind it.
        return False
    if first in "([":
        return rest[-1] == (")" if first == "(" else "]") and rest.count(first) == 1
    if first in (";", "；"):
        return rest.count(first) == 1 and ":" not in before
    if first != "," or rest.count(",") > 1 or "—" in rest:
        return False
    # The end of `A, B, and C` is no clause, `between A` and `once A is` are no sentences.
    opened = any(each in (",", ":") or each in _PAIRS | RESTRICTS for each in before)
    return second in _CLAUSES or (second == "and" and not opened)


def _find(told: Sequence[str], mark: str, start: int) -> int:
    try:
        return list(told).index(mark, start + 1)
    except ValueError:
        return -1
