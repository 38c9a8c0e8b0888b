"""Blocks that belong to nothing around them: withheld from answers, as what an attacker planted.

injected.py knows ways of speaking to a language model; an attacker finds another, writes in
another language, or encodes it. What planted text cannot hide is that it is planted: it shares no
word with the page it stands on, nor with anything there that does. Such a block answers no question
about the page, so hardly anything is lost with it (half a percent of the text of real docs).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.markup import plain, without_links
from retrieval.answer.units import blocks
from retrieval.language import language_of
from retrieval.words import STOP_WORDS, stem, stems, words

_SAYING = frozenset(
    map(
        stem,
        (
            "say tell told answer reply respond response output print write repeat echo return"
            " state mention include append add insert prepend begin start finish end report"
            " display render show claim cite quote citation attribute recommend suggest prefer"
            " advise point direct refer greet announce inform advertise promote confirm summarise"
            " summarize translate ignore disregard forget skip cancel reset override bypass stop"
            " follow obey decode decrypt execute perform pretend act trigger call invoke reveal"
            " disclose leak send substitute replace swap trust believe remember must always never"
            " instead henceforth instruction prompt directive order rule task role system"
            " assistant bot chatbot agent copilot model llm ai gpt engine user asker reader"
            " everybody everyone people person run use tool function embed passage source document"
            " documentation conversation message question"
        ).split(),
    )
)
"""Of these an order is made. They tie a block to nothing: any two orders share them."""
_ORDERS = frozenset(
    "say print output reply respond answer write repeat echo tell mention recommend ignore forget"
    " disregard pretend always".split()
)
"""Of which an order in a title has one."""
_APART = re.compile(r"[:;|()\[\]{}<>]|\s[-–—]\s")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//\S+|\bwww\.\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_FENCE = "```"
_FEW = 0.4
"""Share of a page beyond which another language is one of its own."""


@lru_cache(maxsize=4_096)
def without_strays(text: str, about: str) -> str:
    """A passage's text without its stray blocks. `about` is what it stands under: title, headings.

    Code is mostly other words than the text around it: it goes where it speaks of saying something,
    or stands beside a block that goes. Where nothing is about that, there is nothing to stray from,
    and all of it stays.
    """
    parts = _blocks(text)
    if len(parts) < 2:
        return text
    tied = _tied([_ties(part) for part in parts], _ties(about))
    if not tied or len(tied) == len(parts):
        return text
    gone = {n for n, part in enumerate(parts) if n not in tied and not _is_mere_code(part)}
    beside = {n for n in range(len(parts)) if n not in tied and {n - 1, n + 1} & gone}
    return "\n\n".join(part for n, part in enumerate(parts) if n not in gone | beside)


def _is_mere_code(block: str) -> bool:
    return block.startswith(_FENCE) and not any(stem(w) in _SAYING for w in words(block))


@lru_cache(maxsize=4_096)
def in_one_language(text: str, asked: str) -> str:
    """A page's text without its blocks in another language than the asker's, whose code is
    `asked`, where it has some in that; else without the few that are in another than the rest.
    """
    parts = list(blocks(text))
    spoken = [_spoken(part) for part in parts]
    if len({*spoken} - {""}) < 2:
        return text
    main = asked if asked in spoken else language_of(text)
    gone = {n for n, each in enumerate(spoken) if each not in ("", main)}
    few = sum(len(parts[n]) for n in gone) <= _FEW * len(text)
    if not gone or not main or (main != asked and not few):
        return text
    return "\n\n".join(part for n, part in enumerate(parts) if n not in gone)


def _spoken(block: str) -> str:
    """The language of its prose; of words that come twice one counts, and of letters none."""
    if _FENCE in block:
        return ""
    told = dict.fromkeys(_WORD.findall(plain(block).lower()))
    return language_of(" ".join(word for word in told if len(word) > 1 or not word.isascii()))


def is_stray(title: str, text: str) -> bool:
    """Whether a title, or what stands in it apart, tells somebody to say something that what
    stands under it does not."""
    telling = [told for told in map(words, {title, *_APART.split(title)}) if _orders(told)]
    if not telling:
        # Nearly always: what stands under it, which is long, need not be looked at.
        return False
    there = frozenset(stems(without_links(text)))
    return any(there.isdisjoint(stem(w) for w in told if _is_subject(w)) for told in telling)


def _orders(told: Sequence[str]) -> bool:
    return not _ORDERS.isdisjoint(told)


def _is_subject(word: str) -> bool:
    return word not in STOP_WORDS and word not in _ORDERS


def _blocks(text: str) -> list[str]:
    """What stands between blank lines. A block of code is one, blank lines and all, and so is a
    list; what announces something belongs to what it announces."""
    found: list[str] = []
    for block in text.split("\n\n"):
        before = found[-1] if found else ""
        announced = before.rstrip(" *_").endswith(":")
        listed = _ITEM.match(before) and _ITEM.match(block)
        if before.count(_FENCE) % 2 or announced or listed:
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
    return found


def _tied(parts: Sequence[frozenset[str]], about: frozenset[str]) -> frozenset[int]:
    """Numbers of the blocks that share a word with the heading, or with one that does."""
    known, tied = about, frozenset[int]()
    while True:
        more = {n for n, ties in enumerate(parts) if n not in tied and not ties.isdisjoint(known)}
        if not more:
            return tied
        tied |= more
        known = known.union(*(parts[n] for n in more))


@lru_cache(maxsize=8_192)
def _ties(text: str) -> frozenset[str]:
    told = words(_ADDRESS.sub(" ", without_links(text)))
    found = (stem(word) for word in told if word not in STOP_WORDS)
    return frozenset(w for w in found if len(w) > 1 and not w.isdigit() and w not in _SAYING)
