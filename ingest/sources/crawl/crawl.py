"""One run over one site: what is read, in which order, and what is said about each page."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from core.errors import Permanent, Transient, UserError
from core.records import Document, Failed, Found, Known, Unchanged
from ingest.sources import page_settings
from ingest.sources.crawl.fetch import Answer, Fetch
from ingest.sources.crawl.frontier import Entry, Frontier
from ingest.sources.crawl.page import Page, is_readable, read_page, updated_at
from ingest.sources.crawl.refused import Refused
from ingest.sources.crawl.robots import Robots
from ingest.sources.crawl.scope import Scope

_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_GONE = frozenset([404, 410])
_MOST_REDIRECTS = 10
_MOST_LINKS = 20_000
_MOST_LINKS_KEPT = 2_000
_SILENT_PAGES = 8
"""After so many pages without an answer in a row, the site is taken to be down."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What every page of the source gets, and `salt`: all that changes how pages are read."""

    source: str
    owner: str
    audience: str
    salt: str


class Crawl:
    """Reads entries of a frontier until it is empty. See core.ports.Source.read."""

    def __init__(
        self,
        scope: Scope,
        fetch: Fetch,
        frontier: Frontier,
        robots: Robots,
        known: Mapping[str, Known],
        labels: Labels,
        *,
        follows_links: bool,
    ) -> None:
        self._scope = scope
        self._fetch = fetch
        self._frontier = frontier
        self._robots = robots
        self._known = known
        self._labels = labels
        self._follows_links = follows_links
        self._told: set[str] = set()
        self._contents: dict[str, str] = {}
        self._aliases: list[tuple[Entry, str]] = []
        self._silent = 0

    def run(self) -> Iterator[Found]:
        """Everything found, each path once. Raises Transient where the site stops answering and
        UserError where its start page is not to be had."""
        yield from self._once(self._visits())
        yield from self._once(self._revisit_aliases())
        yield from self._once(self._visits())
        for entry in self._frontier.left():
            path = self._scope.path(entry.url)
            if path in self._known:
                yield from self._once(iter([Failed(path, "not read: max_pages was reached")]))
        yield from self._frontier.notices()

    def _once(self, items: Iterator[Found]) -> Iterator[Found]:
        for item in items:
            if item.path not in self._told:
                self._told.add(item.path)
                yield item

    def _visits(self) -> Iterator[Found]:
        for entry in self._frontier:
            if self._robots.allows(_target(entry.url)):
                yield from self._visit(entry)
            else:
                self._frontier.uncount()

    def _visit(self, entry: Entry) -> Iterator[Found]:
        path = self._scope.path(entry.url)
        try:
            answer = self._fetch.get(entry.url, headers=self._conditions(path), wanted=is_readable)
            self._silent = 0
            yield from self._heard(entry, path, answer)
        except Transient as error:
            self._count_silence(error)
            self._refuse_as_start(entry, error)
            yield from self._failures(entry, str(error))
        except Permanent as error:
            self._refuse_as_start(entry, error)
            yield from self._failures(entry, str(error))

    def _heard(self, entry: Entry, path: str, answer: Answer) -> Iterator[Found]:
        if answer.status == 304 and self._conditions(path):
            yield from self._unchanged(entry, path)
        elif answer.status in _REDIRECTS:
            self._redirected(entry, answer.headers.get("location", ""))
        elif answer.status == 200 and is_readable(answer.content_type):
            yield from self._page(entry, path, answer)
        elif answer.status == 200:
            if self._is_start(entry):
                raise Permanent(f"is {answer.content_type}, which is not read")
        elif answer.status in _GONE:
            # Not yielded: a stored page that is gone is to be removed.
            if self._is_start(entry):
                raise Permanent(f"is not there (HTTP {answer.status})")
        else:
            raise Permanent(f"the server says HTTP {answer.status}")

    def _page(self, entry: Entry, path: str, answer: Answer) -> Iterator[Found]:
        fingerprint = hashlib.sha256(self._labels.salt.encode() + b"\0" + answer.body).hexdigest()
        before = self._known.get(path)
        if before and before.fingerprint == fingerprint:
            yield from self._unchanged(entry, path)
            return
        page = _parsed(answer)
        links = self._inside(page.links, answer.url)
        self._offer(links, entry.depth + 1)
        if self._is_start(entry) and not (page.blocks or links):
            raise Permanent("holds no text and no links; pages built by JavaScript cannot be read")
        # The start page is read for its links even where it is no part of the source.
        is_part = page.is_for_readers and self._scope.covers(entry.url)
        if not is_part or self._is_alias(entry, path, page):
            return
        document = self._document(entry, path, answer, page, fingerprint)
        yield replace(document, state=self._state(entry, answer, page, links))

    def _document(
        self, entry: Entry, path: str, answer: Answer, page: Page, fingerprint: str
    ) -> Document:
        return Document(
            source=self._labels.source,
            path=path,
            title=page.title or page_settings.title_of(path),
            blocks=page.blocks,
            fingerprint=fingerprint,
            url=answer.url,
            updated_at=updated_at(page, answer, entry.lastmod),
            owner=page_settings.owner(page.meta) or self._labels.owner,
            audience=page_settings.audience(page.meta) or self._labels.audience,
        )

    def _state(self, entry: Entry, answer: Answer, page: Page, links: list[str]) -> dict[str, Any]:
        """What the next run needs: to ask whether the page changed, and to go on from it."""
        kept = [link.removeprefix(self._scope.base) for link in links[:_MOST_LINKS_KEPT]]
        state = {
            "url": answer.url,
            "depth": entry.depth,
            "etag": answer.headers.get("etag", "")[:500],
            "modified": answer.headers.get("last-modified", "")[:100],
            "salt": self._labels.salt,
            "content": page.content(),
            "links": kept if self._follows_links else [],
            "warnings": list(page.warnings),
        }
        return {key: value for key, value in state.items() if value}

    def _conditions(self, path: str) -> dict[str, str]:
        known = self._known.get(path)
        if known is None or known.state.get("salt") != self._labels.salt:
            # Stored as other settings made it: the whole page is needed.
            return {}
        conditions = {
            "If-None-Match": known.state.get("etag"),
            "If-Modified-Since": known.state.get("modified"),
        }
        return {name: value for name, value in conditions.items() if value}

    def _unchanged(self, entry: Entry, path: str) -> Iterator[Found]:
        state = self._known[path].state
        if state.get("content"):
            self._contents.setdefault(state["content"], path)
        # Not joined as a reference: `Special:Deploy` is a page here, not a scheme.
        links = [self._scope.base + link for link in state.get("links", ())]
        self._offer(self._inside(links, self._scope.base), entry.depth + 1)
        yield Unchanged(path)

    def _redirected(self, entry: Entry, location: str) -> None:
        came_by = (*entry.came_by, entry.url)
        try:
            target = self._scope.address(location, entry.url)
            if not location or not self._scope.covers(target):
                raise Refused(f"{target} is outside of {self._scope.base}")
        except Refused as refused:
            raise Refused(f"redirects, and {refused}") from refused
        if target in came_by:
            raise Refused(f"redirects in a circle: {' -> '.join((*came_by, target))}"[:500])
        if len(came_by) > _MOST_REDIRECTS:
            raise Refused(f"redirects more than {_MOST_REDIRECTS} times")
        if not self._robots.allows(_target(target)):
            raise Refused(f"redirects to {target}, which robots.txt asks not to read")
        self._frontier.redirect(replace(entry, url=target, came_by=came_by))

    def _is_alias(self, entry: Entry, path: str, page: Page) -> bool:
        """Whether the page is read at another address: the one it calls canonical, or one that
        gave the same text."""
        proper = self._canonical(page)
        if proper and self._scope.path(proper) != path and not entry.despite_canonical:
            self._offer([proper], entry.depth)
            self._aliases.append((entry, self._scope.path(proper)))
            return True
        content = page.content()
        return bool(content) and self._contents.setdefault(content, path) != path

    def _canonical(self, page: Page) -> str:
        try:
            address = self._scope.address(page.meta.get("canonical") or "mailto:")
        except Refused:
            return ""
        # A template that calls the front page canonical everywhere would swallow the site.
        is_front = self._scope.path(address) in ("index.html", self._scope.path(self._scope.start))
        is_readable_too = self._scope.covers(address) and self._robots.allows(_target(address))
        return address if is_readable_too and not is_front else ""

    def _revisit_aliases(self) -> Iterator[Found]:
        """A page whose canonical address gave nothing is a page of its own after all."""
        for entry, proper in self._aliases:
            if proper not in self._told:
                yield from self._visit(replace(entry, despite_canonical=True))

    def _inside(self, links: Iterable[str], base: str) -> list[str]:
        """The addresses that belong to the source, spelled as the scope does."""
        found: dict[str, None] = {}
        for link in islice(links, _MOST_LINKS):
            try:
                address = self._scope.address(link, base)
            except Refused:
                # Every site links to others. That is no failure, and they are not read.
                continue
            if self._scope.covers(address):
                found[address] = None
        return list(found)

    def _offer(self, links: list[str], depth: int) -> None:
        if self._follows_links:
            self._frontier.offer(links, depth)

    def _failures(self, entry: Entry, reason: str) -> Iterator[Found]:
        """The page failed; so did every stored page whose address redirects to it."""
        yield Failed(self._scope.path(entry.url), reason)
        for url in entry.came_by:
            if self._scope.path(url) in self._known:
                yield Failed(self._scope.path(url), reason)

    def _is_start(self, entry: Entry) -> bool:
        return self._follows_links and self._scope.start in (entry.url, *entry.came_by[:1])

    def _refuse_as_start(self, entry: Entry, error: Transient | Permanent) -> None:
        """Without its start page, a site is not seen at all: nothing may be concluded from that."""
        if not self._is_start(entry):
            return
        if isinstance(error, Transient):
            raise Transient(f"{entry.url}: {error}") from error
        raise UserError(
            f"{entry.url}: {error}.", "Give the address of a page that links to the others."
        ) from error

    def _count_silence(self, error: Transient) -> None:
        self._silent += 1
        if self._silent >= _SILENT_PAGES:
            raise Transient(
                f"{self._scope.origin} has stopped answering ({error}); what was read is stored,"
                " and the next run goes on from there"
            ) from error


def _target(address: str) -> str:
    """What robots.txt is about: path and query."""
    return "/" + address.split("/", 3)[3]


def _parsed(answer: Answer) -> Page:
    try:
        return read_page(answer)
    except Permanent:
        raise
    # One page that the parser trips over must not end the run; it is reported by its name.
    except Exception as error:
        reason = f"the parser failed: {type(error).__name__}: {error}"[:300]
        raise Permanent(f"{reason}; please report the page") from error
