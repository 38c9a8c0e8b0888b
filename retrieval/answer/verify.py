"""Does a passage say what a sentence says? Decided by rules, whatever the model claims.

A sentence passes where one to three neighbouring pieces of a passage contain nearly all of its
words, in much the same company, and every number, name, command, address, negation and word like
`only` or `before`. So a model can choose, order and shorten; it cannot add. What fails is not said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.markup import plain, without_links
from retrieval.answer.context import Shown
from retrieval.answer.injected import speaks_to_model, visible
from retrieval.answer.units import UnitKind, units
from retrieval.words import STOP_WORDS, stem, words

_WINDOW = 3
"""Neighbouring pieces that a sentence may draw together."""
_CONTAINED = 0.9
"""Share of the content words that must be there."""
_ALL_BELOW = 10
"""Content words below which every one must be there."""
_MAIN = 0.6
"""Share of them that one piece alone must have: two halves of two sentences are a third one."""
_CLAUSE = 3
"""Words that another piece must add, unless all of it is said: one word alone is one put in the
place of another."""
_COMPANY = 0.5
"""Share of neighbouring words of the sentence that are near each other in the passage too."""
_NEAR = 4
_LONGEST = 1_200
_CODE_BLOCK = re.compile(r"```[^\n]*\n(.*?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_AS_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_IMAGE_OR_TAG = re.compile(
    r"!\[|<\s*/?\s*[a-zA-Z!][^<>]*>|<!--|&#|javascript:|data:", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>\s][^<>]*>")
_LINK_TARGET = re.compile(
    r"\]\(\s*<?([^)\s>]*)[^)]*\)|\]\[[^\]]*\]|^\s*\[[^\]]+\]:\s*\S+", re.MULTILINE
)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//[^\s<>()\[\]`\"']+|\bwww\.[^\s<>()\[\]`\"']+|"
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/[^\s<>()\[\]`\"']*)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d.,:/_-]*\d%?|(?<![\w.])\d%?|\b\w*\d\w*\b")
_IDENTIFIER = re.compile(
    r"(?<!\w)(?:--?[A-Za-z][\w-]*|[A-Za-z]\w*(?:[._/:@-]\w+)+|\w*_\w*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*|"
    r"[/~$.][\w./-]{2,})"
)
_NAME = re.compile(r"(?<=[\w,;:)]\s)[A-Z][\w-]+")
_LONG = re.compile(r"[^\s`]{24,}")
_NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor nowhere without cannot cant dont doesnt isnt"
    " arent wasnt wont shouldnt mustnt couldnt wouldnt hasnt havent didnt unless except"
    " hardly".split()
)
_STRICT = frozenset(
    "only always all every each any before after until since above below must may first last more"
    " less most least both either on off up down in out over under and or if".split()
) - frozenset("on in and or if up out over all any each more most both may".split())
"""Words that search passes over and that turn what a sentence says around."""
_FRAMES = frozenset({"run", "execut", "type", "enter", "command"})
"""What people write around a command that a page shows by itself."""
_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
)
_EMPHASIS = str.maketrans("", "", "*_`")
_LEADS_ON = frozenset(
    "a an the this its their your of to from with for by at as and or but if that which is"
    " are".split()
)
"""With which no sentence ends."""
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "。", "।", "|")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence that a passage says."""

    text: str
    shown: Shown
    quote: str
    """The piece of the passage that says it, word for word."""


def verify(text: str, named: Sequence[int], shown: Sequence[Shown]) -> Verified | None:
    """The sentence with the passage that says it: one that it names, else whichever does.

    None where none does, or where the sentence is nothing that may be said.
    """
    said = visible(text).strip()
    if not said or len(said) > _LONGEST or speaks_to_model(said) or _is_unsafe(said, shown):
        return None
    said = without_links(said)
    for each in sorted(shown, key=lambda each: each.number not in named):
        quote = _quote(said, each)
        if quote:
            return Verified(said, each, quote)
    return None


def exact_tokens(text: str) -> frozenset[str]:
    """What has no translation: commands, addresses, numbers and identifiers, as they stand."""
    bare = _spaced(text)
    found = {_spaced(code) for code in _CODE.findall(bare)}
    rest = _CODE.sub(" ", bare)
    for pattern in (_ADDRESS, _NUMBER, _IDENTIFIER, _LONG):
        found.update(token.strip(".,;:!?*'\"()").lower() for token in pattern.findall(rest))
    return frozenset(found - {""})


def _is_unsafe(said: str, shown: Sequence[Shown]) -> bool:
    """Markup that an answer has no need of, unless a passage has it within the very same code."""
    bare = _CODE_BLOCK.sub(" ", said)
    bare = _CODE.sub(" ", bare)
    if _IMAGE_OR_TAG.search(bare):
        return True
    targets = [target for target in _LINK_TARGET.findall(bare) if target]
    known = {each.passage.url for each in shown}
    return any(t not in known and not any(t in e.text for e in shown) for t in targets)


def _quote(said: str, shown: Shown) -> str:
    """The piece of the passage that says it; empty where none does."""
    block = _CODE_BLOCK.fullmatch(said.strip())
    if block:
        return _code_quote(block[1], shown.text)
    read = _read(shown.text)
    titles = _stems(shown.heading)
    claim = _Claim(said)
    if not claim.says_something or not claim.exact_in(f"{shown.heading}\n{shown.text}"):
        return ""
    if _is_torn(claim.text, shown):
        return ""
    for size in range(1, _WINDOW + 1):
        for start in range(len(read) - size + 1):
            window = read[start : start + size]
            if _says(claim, window, titles):
                return _best(window, claim)
    return ""


def _code_quote(code: str, text: str) -> str:
    """The code, where every line of it stands in the passage, one after another."""
    lines = [_spaced(line) for line in code.split("\n") if line.strip()]
    there = [_spaced(line) for line in text.split("\n")]
    place = 0
    for line in lines:
        try:
            place = there.index(line, place) + 1
        except ValueError:
            return ""
    return "\n".join(lines)


def _is_torn(text: str, shown: Shown) -> bool:
    """Whether it is a heading, or begins or ends in the middle of what the passage says: a model
    that copies line by line copies halves of sentences."""
    bare = _unmarked(text)
    ends = bare.endswith(_SENTENCE_ENDS)
    last = bare.casefold().rpartition(" ")[2]
    heading = _unmarked(shown.heading).casefold()
    if not ends and (last in _LEADS_ON or bare.casefold() in heading):
        return True
    there = "\n".join(_unmarked(piece.text) for piece in _read(shown.text))
    place = there.find(bare)
    if place < 0:
        return False
    before, after = there[:place].rstrip(" \"'("), there[place + len(bare) :].lstrip(" \"')")
    begun = bare[:1].islower() and bool(before) and not before.endswith(("\n", *_SENTENCE_ENDS))
    return begun or (not ends and bool(after) and after[0] not in "\n.!?:;")


def _unmarked(text: str) -> str:
    return _spaced(_LIST_MARK.sub("", text)).translate(_EMPHASIS).strip()


def _spaced(text: str) -> str:
    return " ".join(text.translate(_TYPOGRAPHY).split())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a passage, with its words."""

    text: str
    order: tuple[str, ...]
    every: frozenset[str]
    negates: bool


@lru_cache(maxsize=512)
def _read(text: str) -> tuple[_Piece, ...]:
    from core.records import Passage

    passage = Passage(0, 0, "", "", "", "", (), text, None, "", "")
    return tuple(
        _Piece(unit.text, tuple(_content(unit.text)), _stems(unit.text), _negates(unit.text))
        for unit in units(passage)
        if unit.kind is not UnitKind.LABEL
    )


class _Claim:
    """What a sentence says, in the terms in which it is checked."""

    def __init__(self, said: str) -> None:
        self.text = _LIST_MARK.sub("", said)
        self._code = [code for code in _CODE.findall(self.text) if code.strip()]
        # `test` may be a word in the page; `make test` is a command there too.
        commands = self._code and not any(code.strip().isalpha() for code in self._code)
        framed = _FRAMES if commands else frozenset()
        self.content = [word for word in _content(self.text) if word not in framed]
        self.strict = frozenset(_plain_words(self.text)) & _STRICT
        self.negates = _negates(self.text)
        self._exact = _exact(self.text)

    @property
    def says_something(self) -> bool:
        """Whether it has words; a number alone is none."""
        return not all(word.isdigit() for word in self.content)

    def code_in(self, pieces: Sequence[_Piece]) -> bool:
        """Whether what is a word elsewhere and code here is code there too, in these pieces."""
        named = [code for code in self._code if code.strip().isalpha()]
        there = "\n".join(" ".join(_AS_CODE.findall(piece.text)) for piece in pieces)
        return all(_stands(code.strip(), there) for code in named)

    def exact_in(self, text: str) -> bool:
        """Whether every command, address, number and name stands in the text as it is here."""
        there = _spaced(visible(text)).lower()
        raw = _spaced(visible(text))
        return all(_stands(_spaced(code), raw) for code in self._code) and all(
            _stands(token, there) for token in self._exact
        )


def _exact(text: str) -> list[str]:
    bare = _spaced(_LIST_MARK.sub("", text)).replace("**", " ").replace("`", " ")
    found: list[str] = []
    for pattern in (_ADDRESS, _NUMBER, _IDENTIFIER, _NAME, _LONG):
        found += (token.strip(".,;:!?*'\"()").lower() for token in pattern.findall(bare))
    return [token for token in dict.fromkeys(found) if token and token not in STOP_WORDS]


def _stands(token: str, text: str) -> bool:
    """Whether the token is there by itself, not as a part of a longer one."""
    place = text.find(token)
    while place >= 0:
        before = text[place - 1 : place]
        after = text[place + len(token) : place + len(token) + 2]
        joined = bool(before and (before.isalnum() or before == "_") and token[0].isalnum())
        joined |= bool(
            after[:1] and (after[0].isalnum() or after[0] == "_") and token[-1].isalnum()
        )
        # 1.5 does not contain 1, nor 1,000 a 1.
        decimal = token[-1].isdigit() and after[:1] in (".", ",") and after[1:2].isdigit()
        decimal |= (
            token[0].isdigit() and before in (".", ",") and text[place - 2 : place - 1].isdigit()
        )
        if not joined and not decimal:
            return True
        place = text.find(token, place + 1)
    return False


def _says(claim: _Claim, window: Sequence[_Piece], titles: frozenset[str]) -> bool:
    content = set(claim.content)
    main = max(window, key=lambda piece: len(content & piece.every))
    if len(content & main.every) < _MAIN * len(content):
        return False
    taken = [piece for piece in window if _adds(piece, content, main)]
    every = main.every.union(*(piece.every for piece in taken))
    wanted = 1.0 if len(content) < _ALL_BELOW else _CONTAINED
    # The subject may stand in the heading; what is said of it may not.
    if len(content & (every | titles)) < wanted * len(content):
        return False
    # What another piece denies is not to be taken from it as if it were said.
    if claim.negates != main.negates or any(p.negates and not claim.negates for p in taken):
        return False
    if not claim.strict <= every or not claim.code_in([main, *taken]):
        return False
    return _keeps_company(claim, window)


def _adds(piece: _Piece, content: set[str], main: _Piece) -> bool:
    """Whether a piece beside the main one says a part of the sentence, rather than has a word."""
    more = content & piece.every - main.every
    return len(more) >= _CLAUSE or (bool(more) and content.issuperset(piece.order))


def _keeps_company(claim: _Claim, window: Sequence[_Piece]) -> bool:
    """Words that stand together in the sentence stand near each other in the passage."""
    order = [word for piece in window for word in piece.order]
    said = [word for word in claim.content if word in set(order)]
    if len(said) < 3:
        return True
    places: dict[str, list[int]] = {}
    for place, word in enumerate(order):
        places.setdefault(word, []).append(place)
    pairs = list(pairwise(said))
    near = sum(
        any(abs(a - b) <= _NEAR for a in places[first] for b in places[second])
        for first, second in pairs
    )
    return near >= _COMPANY * len(pairs)


def _best(window: Sequence[_Piece], claim: _Claim) -> str:
    content = set(claim.content)
    return max(window, key=lambda piece: len(content & piece.every)).text


def _plain_words(text: str) -> list[str]:
    return words(plain(text.translate(_TYPOGRAPHY).replace("'", "")))


def _negates(text: str) -> bool:
    return not _NEGATIONS.isdisjoint(_plain_words(text))


def _content(text: str) -> list[str]:
    return [stem(word) for word in _plain_words(text) if word not in STOP_WORDS]


def _stems(text: str) -> frozenset[str]:
    told = _plain_words(text)
    return frozenset(map(stem, told)) | (frozenset(told) & _STRICT)
