"""What a model reads: the passages that carry the evidence, with their neighbours, within room."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.records import DocumentKind, Page, Passage
from retrieval.answer.injected import (
    is_marked_up,
    speaks_as_role,
    speaks_to_model,
    visible,
    without_orders,
)
from retrieval.answer.stray import in_one_language, is_stray, without_strays
from retrieval.answer.units import sentences
from retrieval.language import language_of
from retrieval.search import Result

_WORTH_SHOWING = 0.5
"""Share of the best passage's score that another one needs."""
_MOST = 8
_LOOKED_AT = 5
"""Passages that an answer is weighed by; it draws on fewer."""
_PAGES_NAMED = 6
"""Pages that an answer cites or points at, at most."""
_WITH_NEIGHBOURS = 2
"""Passages whose neighbours are shown too, where there is room."""
_NO_TITLE = "Untitled"

Around = Callable[[Sequence[Passage]], Mapping[int, Sequence[Passage]]]
"""Passages -> by chunk id, what stands right before and after each on its page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as a model sees it."""

    number: int
    """From 1."""
    passage: Passage
    heading: str
    """Page title and headings, on one line."""
    text: str
    """Word for word, but for blocks that speak to the model: see injected.py."""


def pack(
    passages: Sequence[Passage], room: int, around: Around | None = None, asked: str = ""
) -> list[Shown]:
    """The best passages first, as many as there is room for; one at least. `asked` is the code of
    the asker's language, empty where it cannot be told."""
    best = passages[0].score if passages else 0.0
    wanted = [p for p in passages[:_MOST] if p.score >= _WORTH_SHOWING * best]
    near = around(wanted[:_WITH_NEIGHBOURS]) if around else {}
    shown: list[Shown] = []
    seen: set[int] = set()
    left = room
    for passage in [*wanted[:1], *near.get(_key(wanted), ()), *wanted[1:], *_others(wanted, near)]:
        text = _trusted(passage, asked).strip()
        role = any(map(speaks_as_role, passage.heading_path))
        if passage.chunk_id in seen or not text or role:
            continue
        if len(text) > left:
            if shown:
                continue
            text = _whole(text, left)
        seen.add(passage.chunk_id)
        left -= len(text)
        quoted = _clean(passage, passage.text)
        shown.append(Shown(len(shown) + 1, quoted, heading_of(quoted), text))
    return shown


def _whole(text: str, room: int) -> str:
    """As many of its blocks as there is room for; of the first one, sentences or lines."""
    cut = text[:room]
    blocks = cut.rpartition("\n\n")[0]
    if blocks.strip() and blocks.count("```") % 2 == 0:
        return blocks
    lines = cut.rpartition("\n")[0]
    told = sentences(cut)
    if len(told) > 1 and "```" not in cut:
        return cut[: cut.rfind(told[-1])].rstrip()
    return lines or cut


def heading_of(passage: Passage) -> str:
    """Page title and headings, without those that speak to the model."""
    names = (name for name in _names(passage) if not speaks_to_model(name))
    kept = [" ".join(visible(name).split()) for name in names]
    return " > ".join(dict.fromkeys(name for name in kept if name)) or _NO_TITLE


def clean(result: Result) -> Result:
    """What was found, without blocks, titles and headings that speak to a model.

    Only what an answer may draw on, be weighed by or name is looked at, and kept: the best
    passages, and the titles of the best pages.
    """
    asked = language_of(result.query.text)
    threads = (replace(each, page=_clean_page(each.page)) for each in result.past.threads)
    return replace(
        result,
        passages=tuple(islice(_cleaned(result.passages, asked), _LOOKED_AT)),
        pages=tuple(map(_named, result.pages[:_PAGES_NAMED])),
        past=replace(result.past, threads=tuple(threads)),
    )


def _clean_page(page: Page) -> Page:
    return replace(_named(page), passages=clean_passages(page.passages))


def _named(page: Page) -> Page:
    """The page by its title alone."""
    title = _title(page, " ".join(passage.text for passage in page.passages))
    return replace(page, title=title, passages=())


def clean_passages(passages: Sequence[Passage], asked: str = "") -> tuple[Passage, ...]:
    """The passages without what speaks to a model; those with nothing else left out. `asked` is
    the code of the asker's language."""
    return tuple(_cleaned(passages, asked))


def _cleaned(passages: Sequence[Passage], asked: str) -> Iterator[Passage]:
    for passage in passages:
        if not any(map(speaks_as_role, passage.heading_path)):
            text = _trusted(passage, asked)
            if text.strip():
                yield _clean(passage, text)


def _clean(passage: Passage, text: str) -> Passage:
    headings = tuple(name for name in passage.heading_path if not speaks_to_model(name))
    title = _title(passage, " ".join((*passage.heading_path, passage.text)))
    if (text, headings, title) == (passage.text, passage.heading_path, passage.title):
        return passage
    return replace(passage, text=text, heading_path=headings, title=title)


def _trusted(passage: Passage, asked: str) -> str:
    """Its text without what speaks to a model and what does not belong there."""
    about = "\n".join(name for name in _names(passage) if not speaks_to_model(name))
    text = without_strays(without_orders(visible(passage.text)), about)
    # In a thread, people may well speak several.
    return in_one_language(text, asked) if passage.kind is DocumentKind.PAGE else text


def _names(passage: Passage) -> tuple[str, ...]:
    return (passage.title, *passage.heading_path)


def _title(of: Page | Passage, text: str) -> str:
    """Its title; its path where that is an order and not a title."""
    bad = speaks_to_model(of.title) or is_marked_up(of.title) or is_stray(of.title, text)
    return of.path if bad else of.title


def _key(wanted: Sequence[Passage]) -> int:
    return wanted[0].chunk_id if wanted else -1


def _others(wanted: Sequence[Passage], near: Mapping[int, Sequence[Passage]]) -> list[Passage]:
    return [each for passage in wanted[1:] for each in near.get(passage.chunk_id, ())]
