"""Text that speaks to a language model instead of to the reader: withheld from answers.

Documents say how to use a platform; they do not say what an assistant should reply. A block that
does, in any of the ways known for it, is neither shown to a model nor quoted, and nothing that
only such a block says counts as evidence. This is a net with holes, so it is not what safety
rests on: an answer can say no more than its passages, links lead only where search has been, and
there are no tools to call. It keeps planted sentences from being quoted as if they were advice.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from retrieval.answer.encoded import decoded
from retrieval.answer.orders import PATTERNS

_SPEAKS = tuple(
    (frozenset(words.split("|")), re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for words, pattern in PATTERNS
)
_HINTS = sorted(frozenset().union(*(words for words, _ in _SPEAKS)))
_PLAIN_HINTS = [word for word in _HINTS if word.isascii()]
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MARKUP = re.compile(
    r"<\s*(?:img|picture|svg|iframe|script|object|embed|video|audio|form|link|meta)\b", re.I
)
_HIDDEN = re.compile(
    r"<[^<>]+(?:\bhidden\b|style\s*=[^<>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|"
    r"font-size\s*:\s*0|opacity\s*:\s*0(?!\.[1-9])|color\s*:\s*(?:transparent|white\b|#fff)))[^<>]*>",
    re.IGNORECASE,
)
"""Markup that keeps people from seeing what machines read."""
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_PICTURE = re.compile(r"!?\[[^\]]*\]\([^)\s]*\)|[\[\]()!]|\S*(?://|\.svg|\.png|\.gif|\.jpe?g)\S*")
_WORD = re.compile(r"\w")
_ROLE = re.compile(
    r"(?:system|assistant|instructions?|response|human|user)(?: (?:prompt|message))?\s*:",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<!\S)(?:\w[ .\-_*]){4,}\w(?!\S)")
_ENDS = (".", "!", "?", "。", "```", "।")
_SHORT = 200
"""Characters of a block that may be half of an order."""
_LONGEST = 4_000
"""Characters of a block that are looked at, from either end."""


@lru_cache(maxsize=8_192)
def speaks_to_model(text: str) -> bool:
    """Whether a block of a document, or a title, gives orders to whoever answers from it."""
    plain = visible(text)
    if len(plain) > 2 * _LONGEST:
        plain = f"{plain[:_LONGEST]}\n{plain[-_LONGEST:]}"
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    if _finds(plain) or any(map(_finds, decoded(plain))):
        return True
    return bool(_SPACED.search(plain)) and _finds(_SPACED.sub(_joined, plain))


def is_marked_up(title: str) -> bool:
    """Whether a title has markup that is none of a title's: a tag, half of a link."""
    return bool(_MARKUP.search(title)) or "](" in title


def speaks_as_role(heading: str) -> bool:
    """Whether a heading parts a transcript for models: what follows it is no page."""
    return bool(_ROLE.fullmatch(visible(heading).strip()))


def visible(text: str) -> str:
    """Without characters that nobody sees: they hide words from people, or from patterns."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@lru_cache(maxsize=4_096)
def without_orders(text: str) -> str:
    """A passage's text without the blocks that speak to a model.

    Where an order is cut in two by a blank line, so that only its halves together are one, both go.
    """
    blocks = text.split("\n\n")
    bad = {n for n, block in enumerate(blocks) if _shows_only(block) or speaks_to_model(block)}
    for number, (first, second) in enumerate(pairwise(blocks)):
        apart = number in bad or number + 1 in bad
        if apart or len(first) > _SHORT:
            continue
        if speaks_to_model(f"{first} {second[:_SHORT]}"):
            bad |= {number, number + 1}
    if bad:
        # An order that does not end like a sentence goes on.
        bad |= {n + 1 for n in bad if not blocks[n].rstrip().endswith(_ENDS)}
    return "\n\n".join(block for n, block in enumerate(blocks) if n not in bad) if bad else text


def _shows_only(block: str) -> bool:
    """Whether a block is a picture, active or hidden markup: nothing that can be quoted."""
    if "<" in block:
        prose = _CODE.sub(" ", block)
        if _MARKUP.search(prose) or _HIDDEN.search(prose):
            return True
    return "![" in block and not _WORD.search(_PICTURE.sub(" ", block))


def _finds(text: str) -> bool:
    low = f" {text.lower()}"
    hints = {word for word in (_PLAIN_HINTS if low.isascii() else _HINTS) if word in low}
    return any(pattern.search(text) for words, pattern in _SPEAKS if not hints.isdisjoint(words))


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*]", "", found.group())
