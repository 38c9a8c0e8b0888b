"""Which address is read next, and when a site has led the crawler on long enough."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.records import Failed
from ingest.sources.crawl.scope import Scope

_NUMBER = re.compile(r"\d+")
_MOST_ALIKE = 300
"""Pages whose addresses differ in numbers only: a calendar has no last one."""
_MOST_REPEATS = 3
"""How often one segment may stand in a path: links that grow with every step repeat theirs."""
_DEEPEST_PATH = 20
_WAITING_PER_PAGE = 20
"""Addresses kept waiting for each page that may be read."""
_OTHER_FILE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|ico|webp|avif|bmp|css|m?js|map|json|xml|rss|atom|pdf|zip|gz|tgz|bz2|xz"
    r"|zst|7z|tar|rar|jar|whl|deb|rpm|dmg|pkg|exe|msi|iso|img|bin|so|dll|mp[34]|m4[av]|avi|mov|webm"
    r"|ogg|wav|woff2?|ttf|eot|otf|docx?|xlsx?|pptx?|odt|csv|ya?ml|toml|ics|asc|sig|sha256)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address to read."""

    url: str
    depth: int = 0
    """Links from the start page."""
    came_by: tuple[str, ...] = ()
    """The addresses that redirected here, first one first."""
    lastmod: str = ""
    """When the sitemap says it was changed."""
    despite_canonical: bool = False
    """Read as a page of its own, whatever other address it names as the proper one."""


class Frontier:
    """Addresses waiting to be read; each page is handed out once."""

    def __init__(self, scope: Scope, *, max_pages: int, max_depth: int) -> None:
        self._scope = scope
        self._max_pages = max_pages
        self._max_depth = max_depth
        self._waiting: deque[Entry] = deque()
        self._offered: set[str] = set()
        self._alike: Counter[str] = Counter()
        self._passed_over: dict[str, tuple[int, str]] = {}
        self._read = 0

    def require(self, entry: Entry) -> None:
        """Take an address without asking whether it leads on too far; known pages come so."""
        path = self._scope.path(entry.url)
        if path not in self._offered:
            self._offered.add(path)
            self._waiting.append(entry)
            # Counted, or a calendar would grow by the limit with every run.
            self._alike[_NUMBER.sub("#", path)] += 1

    def redirect(self, entry: Entry) -> bool:
        """Take the target of a redirect, before all others; False where it was read before."""
        path = self._scope.path(entry.url)
        own = {self._scope.path(url) for url in entry.came_by}
        if path in self._offered and path not in own:
            return False
        self._offered.add(path)
        self._waiting.appendleft(entry)
        # It is the same page still.
        self.uncount()
        return True

    def uncount(self) -> None:
        """The entry handed out last was not read after all."""
        self._read -= 1

    def offer(self, urls: Iterable[str], depth: int) -> None:
        """Take the links of a page (as the scope spells them) that are worth reading."""
        for url in urls:
            path = self._scope.path(url)
            if path in self._offered or _OTHER_FILE.search(path):
                continue
            reason = self._trap(path, depth)
            if reason:
                self._pass_over(reason, path)
                continue
            self._offered.add(path)
            self._waiting.append(Entry(url, depth))

    def __iter__(self) -> Iterator[Entry]:
        """Entries until none is left or the limit of pages is reached."""
        while self._waiting and self._read < self._max_pages:
            self._read += 1
            yield self._waiting.popleft()

    def left(self) -> list[Entry]:
        """What nobody will read any more in this run."""
        return list(self._waiting)

    def notices(self) -> Iterator[Failed]:
        """Which limit kept how many addresses from being read."""
        if self._waiting:
            yield self._notice(
                "max_pages",
                f"{len(self._waiting):,} more addresses are waiting after {self._max_pages:,} pages"
                f" (such as {self._scope.path(self._waiting[0].url)}); raise max_pages, or narrow"
                " the source with include and exclude",
            )
        for reason, (count, example) in self._passed_over.items():
            limit, _, remedy = reason.partition(": ")
            yield self._notice(limit, f"{count:,} addresses such as {example} not read; {remedy}")

    def _trap(self, path: str, depth: int) -> str:
        """Why this address is not worth reading; empty where it is."""
        if depth > self._max_depth:
            return f"max_depth: they are more than {self._max_depth} links away; raise max_depth"
        segments = path.split("/")
        if len(segments) > _DEEPEST_PATH or max(Counter(segments).values()) > _MOST_REPEATS:
            return "repeating path: it grows with every link; exclude it"
        if len(self._waiting) >= _WAITING_PER_PAGE * self._max_pages:
            return "max_pages: far more addresses than max_pages; raise it, or narrow the source"
        template = _NUMBER.sub("#", path)
        if template != path:
            self._alike[template] += 1
            if self._alike[template] > _MOST_ALIKE:
                return (
                    f"pages alike: {_MOST_ALIKE} of {template} were read, which may go on for ever;"
                    " exclude them, or give a sitemap that lists them"
                )
        return ""

    def _pass_over(self, reason: str, path: str) -> None:
        count, example = self._passed_over.get(reason, (0, path))
        # One page may name thousands of templates; a summary need not.
        if reason in self._passed_over or len(self._passed_over) < 20:
            self._passed_over[reason] = (count + 1, example)

    def _notice(self, limit: str, reason: str) -> Failed:
        return Failed(f"{urlsplit(self._scope.base).netloc} ({limit})", reason)
