"""A passage -> what can be said of it by itself: sentences, lines of lists, tables and code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.markup import plain
from core.records import Passage
from retrieval.answer.units import Unit, UnitKind, flowing, sentences, units

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)+|\w+(?:\.\w+)+|\w+"
    # Punctuation that parts what is said, and signs that are said.
    r"|(?<=\s)-+(?=\s)|--+|[—–]|[,;:()\[\].!?。！？；]|[%+#$€£<>=&@/\\|~^]"
)
_DASH = re.compile(r"-+|[—–]")
_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_ORDERED = re.compile(r"^\s*(\d{1,3})[.)]\s")
_ENDS = (".", "!", "?", "。", "！", "？", ":", ";")
_RULE = re.compile(r"^[\s|:+=-]*$")
_CONTRACTED = (
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"(?<=\w)n't\b"), " not"),
    (re.compile(r"(?<=\w)'(?=\w)"), " "),
)
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "\u00a0": " "})
RESTRICTS = frozenset(
    "if unless except only but however not no never none neither nor without until till when"
    " whenever where wherever once provided although though while otherwise instead rather before"
    " after since depending may might must least most than else exception excluding require"
    " requires required deprecated removed experimental beta alpha preview optional optionally"
    " usually often sometimes typically generally mostly partly partially roughly approximately"
    " nearly almost".split()
)
"""What is not to be cut off: without it more is said than there stands."""
_LEANS = frozenset(
    "it its this that these those they their them he she his her him such there then otherwise"
    " instead however therefore thus hence also but and so or consequently similarly alternatively"
    " likewise conversely additionally moreover furthermore both neither here doing again still yet"
    " nevertheless nonetheless meanwhile afterwards later finally next secondly thirdly besides"
    " accordingly subsequently too yes no".split()
)
"""With which a sentence begins that leans on the one before it."""
_VERBS = "is|are|was|were|has|have|had|can|must|may|will|should|does|do"
_LEANING = re.compile(
    # One of several that were named: `Another is ...`, `The former has ...`, `Of these ...`.
    r"(?:another|others?|ones?|some|each|all|most|many|several|few|none|any|two|three"
    rf"|(?:the )?(?:first|second|third|last|next)) (?:{_VERBS}|of (?:them|these|those|which|it))\b"
    r"|the (?:former|latter|same|above|previous|preceding|rest|others?)\b"
    r"|as (?:a result|such|above|before|mentioned|noted|shown|described|stated)\b"
    r"|in addition\b|(?:in|by) contrast\b|on the (?:other hand|contrary)\b"
    r"|for (?:example|instance)\b|in (?:such|which) (?:an? )?(?:case|way)s?\b"
    r"|(?:after|because of|at|until) (?:that|then)\b"
)
"""The same, of more than one word."""
_POINTS = frozenset("this these those such it they them its their he she him her his".split())
"""The same, where hardly anything is said before: `In this example ...`, `If it is ...`."""
_SUCH = re.compile(r"\bsuch (?!as\b|an?\b|that\b|is\b|are\b)\w")
"""`against such problems`: which, was said before."""
_OBJECTS = frozenset("it them him her".split())
"""The last word of a sentence in one clause that does not say of what it speaks."""
_FIRST_WORDS = 3
_LEADS_IN = frozenset(
    "in on at by for from to with since during after before under as until".split()
)
_PERSONS = frozenset("it they he she".split())
"""Subjects of a sentence that begins with one of these: they were named before it."""
_WITHOUT_SUBJECT = re.compile(
    r"(?:used|called|required|needed|recommended|supported|ignored|enabled|disabled|deprecated"
    r"|intended|designed|meant|available) (?:to|by|for|in|when|if|as|with|on|only|unless|since)\b"
    r"|defaults? to\b|(?!this\b)[a-z]{3,}s (?:the|an?|whether|how|all|which|its)\b"
)
"""`Used to sync.`, `Returns the name.`: of what this is said stands in a heading or a term."""
_FINITE = frozenset(
    "is are was were has have had can could will would may might must should shall does do did"
    " takes makes needs requires lets gives returns means causes helps allows starts stops".split()
)
"""A verb of which there is one where a sentence, rather than a name of a doing, begins so."""
_FIRST_PERSON = re.compile(r"\bI\b(?![/.])|\b(?:[Mm]y|[Mm]e|[Mm]yself)\b")
"""Somebody's words: whose, stands elsewhere."""
_TORN_OFF = re.compile(r"\W*(?:\.\.\.|…|(?:an?|the|and|or|but|of|to|in|that|which|who)\b)")
"""As the rest of a sentence begins whose beginning is elsewhere: no capital where one belongs."""
_TO_A_LINK = re.compile(
    r"\[\W*(?:(?:click|see|refer|read|go)\s+)?"
    r"(?:here|this|this (?:page|link|guide|doc|document)|link)\W*\]\s*[(\[]",
    re.IGNORECASE,
)
"""A link that says nothing of where it leads: without it, neither does the sentence."""
_SHOWN = "example|point|figure|table|snippet|listing|code|command|section|diagram|screenshot"
_POINTS_AWAY = re.compile(
    r"\b(?:(?:listed|shown|described|given|mentioned|defined|discussed|illustrated) (?:above|below)"
    rf"|(?:above|previous|preceding) (?:{_SHOWN})s?|(?:{_SHOWN})s? (?:above|below))\b",
    re.IGNORECASE,
)
"""What it speaks of is shown somewhere else on its page."""
_SUPPOSES = frozenset("suppose supposing imagine assume assuming say let pretend consider".split())
"""With which a sentence begins whose followers hold only where it does."""
_ABBREVIATED = re.compile(r"(?:^|\s)(?:[A-Z][a-z]{1,3}|vs?|cf|ca|approx|vols?|pp?|eds?|figs?)\.$")
"""The end of a sentence, or else of an abbreviation that is not known."""
_QUOTES = (('"', '"'), ("“", "”"), ("``", "''"))
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_PRESENTS = re.compile(
    r"\W*(?:(?:the|in the|consider the) following|below|here (?:is|are))\b", re.IGNORECASE
)
"""With which a sentence begins that only says what comes next."""
PUNCTUATION = frozenset(",;:()[].!?—¶。！？；")
BREAK = "¶"
"""Stands between segments."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What can be said by itself, and what it leans on."""

    text: str
    """Word for word."""
    kind: UnitKind
    block: int
    tokens: tuple[str, ...]
    """Words in lower case, and the punctuation that parts them."""
    needs: int | None
    """The segment from which on all, or for a list any, must have been said for it to be
    understood: the announcement of a list, the sentence before. -1 stands before the passage."""
    announces: bool
    """Whether it says nothing without what follows it."""


@lru_cache(maxsize=512)
def segments(text: str) -> tuple[Segment, ...]:
    """The segments of a passage's text, in reading order."""
    passage = Passage(0, 0, "", "", "", "", (), text, None, "", "")
    found: list[Segment] = []
    leads: dict[int, int | None] = {}
    step: int | None = None
    for unit in units(passage):
        if unit.kind is UnitKind.LABEL:
            continue
        if unit.kind is UnitKind.ITEM and found and found[-1].kind is UnitKind.ITEM:
            # Blank lines between points make no lists of them.
            unit = replace(unit, block=found[-1].block)
        if unit.block not in leads:
            announced = bool(found) and found[-1].announces
            leads[unit.block] = len(found) - 1 if announced else None
            step = None
        first = len(found)
        for line in _lines(unit):
            needs = _needs(line, unit, found, leads[unit.block], step)
            if unit.kind is UnitKind.ITEM and len(found) > first and needs is None:
                # Whose default it is, or who does it, stands at the beginning of the point.
                needs = first
            found.append(_segment(line, unit, needs))
        if unit.kind is UnitKind.ITEM and _ORDERED.match(unit.text):
            step = first
    return tuple(found)


def tokens(text: str) -> tuple[str, ...]:
    """Its words in lower case and its punctuation; markup, quotes and hyphens left out."""
    bare = plain(_MARK.sub("", text)).translate(_TYPOGRAPHY).lower()
    for pattern, written in _CONTRACTED:
        bare = pattern.sub(written, bare)
    return tuple("—" if _DASH.fullmatch(each) else each for each in _TOKEN.findall(bare))


def _lines(unit: Unit) -> Iterator[str]:
    """What a unit says, thing by thing."""
    if unit.kind is UnitKind.CODE:
        yield from (line for line in unit.text.split("\n")[1:] if not line.startswith("```"))
    elif unit.kind is UnitKind.TABLE:
        yield from (row for row in unit.text.split("\n") if not _RULE.match(row))
    elif unit.kind is UnitKind.ITEM:
        for line in flowing(unit.text).split("\n"):
            mark = _MARK.match(line)
            start = mark.end() if mark else 0
            told = sentences(line[start:])
            if told:
                yield line[:start] + told[0]
                yield from told[1:]
    else:
        yield unit.text


def _needs(
    line: str, unit: Unit, found: Sequence[Segment], lead: int | None, step: int | None
) -> int | None:
    """What a line leans on, where `found` stands before it; `step` is where the step before its
    own begins."""
    if unit.kind is UnitKind.TABLE:
        # A row is said with its columns' names; what restricts all rows stands above them.
        restricted = lead is not None and not RESTRICTS.isdisjoint(found[lead].tokens)
        return lead if restricted else None
    if unit.kind is UnitKind.CODE:
        return lead
    number = _ORDERED.match(line) if unit.kind is UnitKind.ITEM else None
    if number and (step is not None or int(number[1]) > 1):
        return -1 if step is None else step
    if unit.kind is UnitKind.ITEM and (lead is not None or not _ends(line)):
        # Of a mere name nobody knows what is said of it: that it is so, or that it is not.
        return -1 if lead is None else lead
    if _TO_A_LINK.search(line) or _TORN_OFF.match(line) or _POINTS_AWAY.search(line):
        return -1
    if _leans(line):
        return len(found) - 1
    return _hangs_on(found, unit.block)


def _leans(line: str) -> bool:
    """Whether a line is understood only behind another, as far as its own words tell."""
    told = [each for each in tokens(line) if each not in PUNCTUATION]
    if not _LEANS.isdisjoint(told[:1]) or not _POINTS.isdisjoint(told[:_FIRST_WORDS]):
        return True
    if not _LEADS_IN.isdisjoint(told[:1]) and not _PERSONS.isdisjoint(told):
        # `In 2020 it was renamed.`
        return True
    if told and told[0].endswith("ing") and _FINITE.isdisjoint(told):
        # `Pleading for mercy.`
        return True
    if told and told[-1] in _OBJECTS and "," not in line:
        # `That makes it hard to find it.`
        return True
    said = " ".join(told)
    if _SUCH.search(said):
        return True
    torn = _LEANING.match(said) or _WITHOUT_SUBJECT.match(said)
    return bool(torn or _FIRST_PERSON.search(_CODE.sub(" ", line)))


def _hangs_on(found: Sequence[Segment], block: int) -> int | None:
    """The line of the same block, before a new one, without which that one is torn out of
    something: a supposition, a quotation, an abbreviation that looks like an end."""
    said = [n for n, each in enumerate(found) if each.block == block]
    for place in said:
        if not _SUPPOSES.isdisjoint(found[place].tokens[:1]):
            return place
    text = _CODE.sub(" ", " ".join(found[place].text for place in said))
    for opens, closes in _QUOTES:
        left = text.count(opens) % 2 if opens == closes else text.count(opens) - text.count(closes)
        if left > 0:
            return said[-1]
    return said[-1] if said and _ABBREVIATED.search(found[said[-1]].text) else None


def _segment(line: str, unit: Unit, needs: int | None) -> Segment:
    prose = unit.kind in (UnitKind.SENTENCE, UnitKind.ITEM)
    # A line without an end is a heading that is not marked as one; one word is no sentence.
    one = len([each for each in tokens(line) if each not in PUNCTUATION]) < 2
    heads = unit.kind is UnitKind.SENTENCE and (one or not _ends(line))
    presents = heads or bool(_PRESENTS.match(line))
    announces = prose and (presents or Unit(unit.kind, line, unit.block).introduces)
    return Segment(line, unit.kind, unit.block, tokens(line), needs, announces)


def _ends(line: str) -> bool:
    return line.rstrip(" *_`\"')]|").endswith(_ENDS)


def mark_of(text: str) -> str:
    """The bullet or number before it; empty where there is none."""
    mark = _MARK.match(text)
    return mark.group().strip() if mark else ""
