"""Addresses that people give in conversation -> the indexed pages that they mean.

An address and a page's path rarely agree to the letter: `https://docs.x.example/en/v2/run/start/#a`
is `docs/src/run/start.md` of a folder. Both are cut to their telling parts; the longest end they
share decides, where only one page has it. One shared part alone, such as `faq`, counts only where
people linked several other pages of the same source below the same address.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from core.db.past import PageAddress

_ENDING = re.compile(r"\.(?:mdx?|markdown|html?|rst|adoc|asciidoc|txt)$", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"v?\d+(?:\.\d+)*(?:\.x)?|latest|stable|dev|main|master|current|next|en|en-us|docs?|src|content"
    r"|pages|blob|tree|edit|raw|index|readme|-|",
    re.IGNORECASE,
)
_ENOUGH = 2
"""Shared parts that decide on their own."""
_VOUCHED = 3
"""Pages of a source linked below one address, from which on one shared part decides too."""

_Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    page: PageAddress
    below: str
    """Host and parts before the shared ones."""
    shared: int


def resolve(links: Iterable[str], pages: Sequence[PageAddress]) -> Mapping[str, int]:
    """The page that each address means, by address; those that mean none are left out."""
    published = {_place(page.url): page.id for page in pages if page.url}
    ends = _ends(pages)
    found: dict[str, int] = {}
    unsure: dict[str, list[_Match]] = {}
    linked_below: dict[tuple[str, str], set[int]] = defaultdict(set)
    for link in dict.fromkeys(links):
        if (page := published.get(_place(link))) is not None:
            found[link] = page
        elif matches := _matches(link, ends):
            unsure[link] = matches
            for match in matches:
                linked_below[match.below, match.page.source].add(match.page.id)
    for link, matches in unsure.items():
        votes = Counter({m.page.id: len(linked_below[m.below, m.page.source]) for m in matches})
        page, count = votes.most_common(1)[0]
        tied = sum(vote == count for vote in votes.values()) > 1
        if not tied and (matches[0].shared >= _ENOUGH or count >= _VOUCHED):
            found[link] = page
    return found


def _matches(link: str, ends: Mapping[_Parts, Sequence[PageAddress]]) -> list[_Match]:
    """The pages whose end is the longest that this address has, too."""
    host, parts = _place(link)
    for start in range(len(parts)):
        pages = ends.get(parts[start:], ())
        if pages:
            below = "/".join((host, *parts[:start]))
            return [_Match(page, below, len(parts) - start) for page in pages]
    return []


def _ends(pages: Sequence[PageAddress]) -> dict[_Parts, list[PageAddress]]:
    """Pages by every end of their path that may name them: the whole, or several parts."""
    ends: dict[_Parts, list[PageAddress]] = defaultdict(list)
    for page in pages:
        parts = _parts(page.path)
        for start in range(len(parts)):
            if start == 0 or len(parts) - start >= _ENOUGH:
                ends[parts[start:]].append(page)
    return ends


def _place(address: str) -> tuple[str, _Parts]:
    try:
        split = urlsplit(address)
    except ValueError:
        return "", ()
    return (split.hostname or "").removeprefix("www."), _parts(unquote(split.path))


def _parts(path: str) -> _Parts:
    parts = _ENDING.sub("", path).lower().split("/")
    return tuple(part for part in parts if not _SAYS_NOTHING.fullmatch(part))
