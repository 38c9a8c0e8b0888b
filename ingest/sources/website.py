"""A published documentation site, crawled from a start page or read from its sitemap."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from core.errors import Permanent, Transient, UserError
from core.records import PUBLIC, Found, Known
from ingest.sources.crawl.address import Resolve, system_resolve
from ingest.sources.crawl.connection import GuardedBackend
from ingest.sources.crawl.crawl import Crawl, Labels
from ingest.sources.crawl.fetch import Answer, Fetch
from ingest.sources.crawl.frontier import Entry, Frontier
from ingest.sources.crawl.page import VERSION
from ingest.sources.crawl.refused import Refused
from ingest.sources.crawl.robots import LONGEST, Robots
from ingest.sources.crawl.scope import Scope
from ingest.sources.crawl.sitemap import MAX_BYTES, Listed, Sitemap, read_sitemap

USER_AGENT = "Dialtone/1.0 (documentation assistant; crawls the docs it answers from)"
_MOST_SITEMAPS = 100
_MOST_LISTED = 200_000
"""Far beyond any max_pages; a limit only for memory."""
_MOST_HOPS = 5


class Website:
    """Reads the pages of one site below one directory. See core.ports.Source.

    url: the start page, or a sitemap (an address ending in .xml or .xml.gz). sitemap: read the
    pages that it lists instead of following links. base: the address below which pages are read;
    by default the directory of `url`. A page's path is its address below that, named as a file
    would be: `guide/` is `guide/index.html`.

    Only this scheme, host and port are ever connected to, at addresses checked once; hosts that
    lead to private addresses are refused unless `allow_private`. delay_seconds: between two
    requests (robots.txt may ask for more). max_bytes, timeout_seconds: for one page.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        sitemap: str = "",
        base: str = "",
        max_pages: int = 2_000,
        max_depth: int = 10,
        delay_seconds: float = 0.2,
        max_bytes: int = 5_000_000,
        timeout_seconds: float = 20.0,
        allow_private: bool = False,
        owner: str = "",
        audience: str = PUBLIC,
        user_agent: str = USER_AGENT,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        resolve: Resolve = system_resolve,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._scope = _scope(url, base, include, exclude)
        self._sitemap = sitemap or (url if urlsplit(url).path.endswith((".xml", ".xml.gz")) else "")
        self._max_pages = max_pages
        self._max_depth = max_depth
        self._delay_seconds = delay_seconds
        self._max_bytes = max_bytes
        self._timeout_seconds = timeout_seconds
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._resolve = resolve
        self._sleep = sleep
        salt = json.dumps([VERSION, self._scope.base, owner, audience])
        self._labels = Labels(name, owner, audience, salt)

    def count(self) -> int | None:
        """Only reading tells."""
        return None

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """See Source.read. Raises Transient where the site does not answer, and UserError where
        its start page or sitemap is not to be had: nothing stored is removed then."""
        with self._fetch() as fetch:
            robots = self._robots(fetch)
            fetch.delay_seconds = max(fetch.delay_seconds, robots.delay_seconds)
            frontier = Frontier(self._scope, max_pages=self._max_pages, max_depth=self._max_depth)
            if self._sitemap:
                self._plan_by_sitemap(fetch, frontier, robots, known)
            else:
                self._plan_by_links(frontier, robots, known)
            yield from Crawl(
                self._scope,
                fetch,
                frontier,
                robots,
                known,
                self._labels,
                follows_links=not self._sitemap,
            ).run()

    def _fetch(self) -> Fetch:
        backend = GuardedBackend(
            self._scope.host,
            self._scope.port,
            resolve=self._resolve,
            allow_private=self._allow_private,
        )
        return Fetch(
            backend,
            user_agent=self._user_agent,
            max_bytes=self._max_bytes,
            timeout_seconds=self._timeout_seconds,
            delay_seconds=self._delay_seconds,
            sleep=self._sleep,
        )

    def _plan_by_links(
        self, frontier: Frontier, robots: Robots, known: Mapping[str, Known]
    ) -> None:
        """The start page, then what is stored, so that a limit never costs a stored page; what
        they link to comes behind."""
        if not robots.allows(_target(self._scope.start)):
            raise UserError(
                f"robots.txt of {self._scope.origin} asks not to read {self._scope.start}.",
                "Ask its owner to allow Dialtone, or read the pages as a folder.",
            )
        frontier.require(Entry(self._scope.start))
        for path in sorted(known):
            address = self._stored_address(path, known[path])
            if address:
                frontier.require(Entry(address, known[path].state.get("depth", 0)))

    def _plan_by_sitemap(
        self, fetch: Fetch, frontier: Frontier, robots: Robots, known: Mapping[str, Known]
    ) -> None:
        """What the sitemap lists, stored pages first."""
        entries: dict[str, Entry] = {}
        for listed in islice(self._listed(fetch), _MOST_LISTED):
            try:
                address = self._scope.address(listed.url)
            except Refused:
                continue
            if self._scope.covers(address) and robots.allows(_target(address)):
                path = self._scope.path(address)
                entries.setdefault(path, Entry(address, lastmod=listed.lastmod))
        if not entries:
            raise UserError(
                f"{self._sitemap} lists no page below {self._scope.base} that may be read.",
                "Check the address, the include and exclude patterns and robots.txt.",
            )
        for path in sorted(entries, key=lambda path: path not in known):
            frontier.require(entries[path])

    def _listed(self, fetch: Fetch) -> Iterator[Listed]:
        """The pages of the sitemap and of those it names. All of them or an error: a sitemap that
        is missing would make its pages look deleted."""
        waiting = [self._sitemap]
        read: set[str] = set()
        while waiting:
            url = waiting.pop(0)
            if url in read:
                continue
            read.add(url)
            if len(read) > _MOST_SITEMAPS:
                raise UserError(
                    f"{self._sitemap} leads to more than {_MOST_SITEMAPS} sitemaps.",
                    "Declare several sources, each with one of them.",
                )
            sitemap = self._read_sitemap(fetch, url)
            yield from sitemap.pages
            waiting += sitemap.sitemaps

    def _read_sitemap(self, fetch: Fetch, url: str) -> Sitemap:
        try:
            answer = self._follow(fetch, url, max_bytes=MAX_BYTES)
            if answer.status != 200:
                raise Permanent(f"the server says HTTP {answer.status}")
            return read_sitemap(answer.body)
        except Permanent as error:
            raise UserError(f"{url}: {error}.", "Check the sitemap's address.") from error
        except Transient as error:
            raise Transient(f"{url}: {error}") from error

    def _robots(self, fetch: Fetch) -> Robots:
        """What the site allows. One that does not say allows all; one that cannot say now is read
        later, as RFC 9309 asks."""
        url = f"{self._scope.origin}/robots.txt"
        try:
            answer = self._follow(fetch, url, max_bytes=LONGEST, cut=True)
        except Transient as error:
            raise Transient(f"{url}: {error}") from error
        except Permanent:
            # It leads elsewhere or is no text file. If the whole site is refused, so will the
            # start page be, with the reason.
            return Robots()
        return Robots(answer.body.decode("utf-8", errors="replace"))

    def _follow(self, fetch: Fetch, url: str, *, max_bytes: int, cut: bool = False) -> Answer:
        """A file beside the pages: redirects are followed within the site."""
        for _ in range(_MOST_HOPS):
            answer = fetch.get(self._scope.address(url), max_bytes=max_bytes, cut=cut)
            location = answer.headers.get("location", "")
            if not 300 <= answer.status < 400 or not location:
                return answer
            url = self._scope.address(location, answer.url)
        raise Refused(f"redirects more than {_MOST_HOPS} times")

    def _stored_address(self, path: str, known: Known) -> str:
        """Where a stored page was read; empty if that is no longer part of the source."""
        try:
            address = self._scope.address(str(known.state.get("url") or ""), self._scope.base)
        except Refused:
            return ""
        is_same = self._scope.covers(address) and self._scope.path(address) == path
        return address if is_same else ""


def _scope(url: str, base: str, include: Sequence[str], exclude: Sequence[str]) -> Scope:
    try:
        return Scope(url, base=base, include=include, exclude=exclude)
    except Refused as refused:
        raise UserError(
            f"{refused}.", "Give a full address such as https://docs.example.com/guide/."
        ) from refused


def _target(address: str) -> str:
    return "/" + address.split("/", 3)[3]
