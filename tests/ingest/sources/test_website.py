"""The website source against a real server that behaves well, badly or hostile."""

import gzip
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from core.errors import Transient, UserError
from core.records import Block, BlockKind, Document, Failed, Found, Known, Unchanged
from ingest.sources.website import Website
from tests.contracts.source import SourceContract, World, remembered
from tests.ingest.sources.site import Reply, Site

HTML = {"Content-Type": "text/html"}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def website(site: Site, start: str = "", **settings: Any) -> Website:
    settings = {"delay_seconds": 0, "allow_private": True, "sleep": lambda wait: None, **settings}
    return Website("docs", site.url + start, **settings)


def crawl(
    site: Site, start: str = "", known: dict[str, Known] | None = None, **settings: Any
) -> dict[str, Found]:
    found = list(website(site, start, **settings).read(known or {}))
    by_path = {item.path: item for item in found}
    assert len(by_path) == len(found), "a page was yielded twice"
    return by_path


def documents(found: dict[str, Found]) -> set[str]:
    return {path for path, item in found.items() if isinstance(item, Document)}


def reason(found: dict[str, Found], path: str) -> str:
    failed = found[path]
    assert isinstance(failed, Failed)
    return failed.reason


class SiteWorld:
    """Pages behind a web server's own listing."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.site.pages["/"] = ""

    def source(self, *, owner: str = "", audience: str = "public") -> Website:
        return website(self.site, owner=owner, audience=audience)

    def write(self, path: str, title: str, text: str) -> None:
        self.site.pages[f"/{path}"] = f"<h1>{title}</h1><p>{text}</p>"
        self._list()

    def remove(self, path: str) -> None:
        del self.site.pages[f"/{path}"]
        self._list()

    def spoil(self, path: str) -> None:
        self.site.pages[f"/{path}"] = Reply(b"", 500)

    def vanish(self) -> None:
        self.site.stop()

    def path(self, name: str) -> str:
        return f"{name}.html"

    def _list(self) -> None:
        entries = "".join(f'<li><a href="{p}">{p}</a></li>' for p in self.site.pages if p != "/")
        self.site.pages["/"] = f"<title>Directory listing for /</title><ul>{entries}</ul>"


class TestWebsiteKeepsTheContract(SourceContract):
    @pytest.fixture
    def world(self, site: Site) -> World:
        return SiteWorld(site)


class TestPages:
    """What is read, and what it is called."""

    def test_follows_links_from_the_start_page(self, site: Site) -> None:
        site.link("/", "a.html", "guide/")
        site.link("/a.html", "guide/b.html#part", "/a.html")
        site.link("/guide/", "b.html?utm_source=x", "../a.html")
        site.link("/guide/b.html")
        found = crawl(site)
        assert documents(found) == {
            "index.html",
            "a.html",
            "guide/index.html",
            "guide/b.html",
        }
        page = found["guide/b.html"]
        assert isinstance(page, Document)
        assert page.url == f"{site.url}guide/b.html"
        assert page.title == "Page /guide/b.html"
        assert page.blocks == (Block(BlockKind.PARAGRAPH, "This is /guide/b.html."),)

    def test_stays_below_the_start_directory(self, site: Site) -> None:
        site.link("/docs/", "a.html", "/blog/", "../docs-old/", "../docs/../secret.html")
        site.link("/docs/a.html", "https://elsewhere.example/", "ftp://127.0.0.1/x")
        assert documents(crawl(site, "docs/")) == {"index.html", "a.html"}
        assert set(site.targets()) == {"/docs/", "/docs/a.html"}

    def test_an_address_without_slash_is_a_directory(self, site: Site) -> None:
        site.pages["/docs"] = Reply(b"", 301, {"Location": "/docs/"})
        site.link("/docs/", "a", "/other")
        site.link("/docs/a")
        assert documents(crawl(site, "docs")) == {"index.html", "a"}

    def test_follows_base_only_within_the_site(self, site: Site) -> None:
        site.pages["/"] = '<base href="http://127.0.0.1:1/"><h1>T</h1><a href="a">a</a>'
        site.link("/a")
        assert documents(crawl(site)) == {"index.html"}
        site.pages["/"] = '<base href="/v2/"><h1>T</h1><a href="a">a</a>'
        site.link("/v2/a")
        assert documents(crawl(site)) == {"index.html", "v2/a"}

    def test_keeps_pages_of_a_list_and_drops_other_queries(self, site: Site) -> None:
        site.link("/", "list?page=2&sort=up", "a?highlight=x", "a?print=1")
        site.link("/list?page=2")
        site.link("/a")
        assert documents(crawl(site)) == {"index.html", "list?page=2", "a"}

    def test_one_page_at_two_addresses_is_one_page(self, site: Site) -> None:
        same = '<h1>T</h1><p>Same words.</p><nav><a href="/%s">x</a></nav>'
        site.link("/", "a", "b", "index.html")
        site.pages |= {"/a": same % "x", "/b": same % "y"}
        site.pages["/index.html"] = site.pages["/"]
        assert documents(crawl(site)) == {"index.html", "a"}

    def test_reads_the_canonical_address(self, site: Site) -> None:
        site.link("/", "old", "lost", "front")
        canonical = '<link rel="canonical" href="/{}"><h1>{}</h1><p>Text.</p>'
        site.pages["/old"] = canonical.format("new", "Old")
        site.pages["/lost"] = canonical.format("gone", "Lost")
        site.pages["/front"] = canonical.format("", "Front")
        site.link("/new")
        assert documents(crawl(site)) == {"index.html", "new", "lost", "front"}

    def test_obeys_noindex(self, site: Site) -> None:
        site.link("/", "a", "b")
        site.pages["/a"] = '<meta name="robots" content="noindex"><h1>A</h1><a href="c">c</a>'
        site.pages["/b"] = Reply(b"<h1>B</h1>", 200, {**HTML, "X-Robots-Tag": "noindex"})
        site.link("/c")
        assert documents(crawl(site)) == {"index.html", "c"}

    def test_reads_text_and_skips_other_files(self, site: Site) -> None:
        site.link("/", "a.md", "b.txt", "c.png", "d", "e")
        markdown = b"---\naudience: staff\n---\n# A\n\nWords."
        site.pages["/a.md"] = Reply(markdown, 200, {"Content-Type": "text/markdown"})
        site.pages["/b.txt"] = Reply(b"Plain.", 200, {"Content-Type": "text/plain"})
        site.pages["/d"] = Reply(b"%PDF", 200, {"Content-Type": "application/pdf"})
        site.pages["/e"] = Reply(b"\0\1\2", 200, {})
        found = crawl(site)
        assert documents(found) == {"index.html", "a.md", "b.txt"}
        page = found["a.md"]
        assert isinstance(page, Document)
        assert (page.title, page.audience) == ("A", "staff")
        assert "/c.png" not in site.targets()
        assert reason(found, "e") == "no text, and the server names no content type"

    def test_include_and_exclude(self, site: Site) -> None:
        site.link("/", "guide/a", "guide/b", "blog/c")
        for path in ("/guide/a", "/guide/b", "/blog/c"):
            site.link(path)
        found = crawl(site, include=["guide/*"], exclude=["guide/b"])
        assert documents(found) == {"guide/a"}

    def test_tells_when_a_page_was_changed(self, site: Site) -> None:
        site.link("/", "now")
        old = {**HTML, "Last-Modified": "Mon, 06 May 2024 07:08:09 GMT"}
        site.pages["/"] = Reply(b'<h1>T</h1><a href="now">n</a>', 200, old)
        site.fallback = lambda target: Reply(
            b"<h1>N</h1>",
            200,
            {**HTML, "Last-Modified": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())},
        )
        index, now = (crawl(site)[path] for path in ("index.html", "now"))
        assert isinstance(index, Document)
        assert isinstance(now, Document)
        assert index.updated_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
        assert now.updated_at is None

    def test_decodes_what_the_server_names(self, site: Site) -> None:
        site.pages["/"] = Reply(
            "<h1>Café</h1><p>Noir.</p>".encode("latin-1"),
            200,
            {"Content-Type": "text/html; charset=latin-1"},
        )
        (page,) = crawl(site).values()
        assert isinstance(page, Document)
        assert page.title == "Café"


class TestSecondRun:
    """Conditional requests, and what is removed."""

    def test_asks_whether_pages_changed_and_still_follows_their_links(self, site: Site) -> None:
        site.pages["/"] = "<title>Index of /</title><a href='a'>a</a>"
        markup = b'<h1>A</h1><p>Text.</p><a href="/b:c">b</a>'
        site.pages["/a"] = Reply(markup, 200, {**HTML, "ETag": '"1"'})
        known = remembered(list(crawl(site).values()))
        site.pages["/a"] = Reply(b"", 304, {"ETag": '"1"'})
        site.link("/b:c")
        found = crawl(site, known=known)
        assert found["a"] == Unchanged("a")
        assert documents(found) == {"b:c"}
        asked = next(asked for asked in site.asked[::-1] if asked.target == "/a")
        assert asked.headers["If-None-Match"] == '"1"'

    def test_a_setting_asks_for_whole_pages(self, site: Site) -> None:
        site.pages["/"] = Reply(b"<h1>A</h1><p>Text.</p>", 200, {**HTML, "ETag": '"1"'})
        known = remembered(list(crawl(site).values()))
        assert documents(crawl(site, known=known, owner="new")) == {"index.html"}
        assert "If-None-Match" not in site.asked[-1].headers

    def test_a_page_nobody_links_to_any_more_stays(self, site: Site) -> None:
        site.link("/", "a")
        site.link("/a")
        known = remembered(list(crawl(site).values()))
        site.link("/")
        assert crawl(site, known=known)["a"] == Unchanged("a")

    @pytest.mark.parametrize("status", [404, 410])
    def test_a_page_that_is_gone_is_not_yielded(self, site: Site, status: int) -> None:
        site.link("/", "a")
        site.link("/a")
        known = remembered(list(crawl(site).values()))
        site.pages["/a"] = Reply(b"", status)
        assert set(crawl(site, known=known)) == {"index.html"}

    @pytest.mark.parametrize(
        ("reply", "why"),
        [
            (Reply(b"", 503), "the server says HTTP 503"),
            (Reply(b"", 403), "the server says HTTP 403"),
            (Reply(b"", 302, {"Location": "https://sso.example/login"}), "redirects, and"),
            (Reply(b"", 500, {"Retry-After": "7200"}), "asks to wait 7,200 seconds"),
        ],
    )
    def test_what_is_stored_of_a_failing_page_stays(
        self, site: Site, reply: Reply, why: str
    ) -> None:
        site.link("/", "a")
        site.link("/a")
        known = remembered(list(crawl(site).values()))
        site.pages["/a"] = reply
        assert why in reason(crawl(site, known=known), "a")

    def test_the_limit_of_pages_removes_nothing(self, site: Site) -> None:
        site.link("/", *(f"page-{name}" for name in "abcdef"))
        for name in "abcdef":
            site.link(f"/page-{name}")
        known = remembered(list(crawl(site).values()))
        site.link("/", "new", *(f"page-{name}" for name in "abcdef"))
        site.link("/new")
        found = crawl(site, known=known, max_pages=3)
        assert set(known) < set(found)
        assert documents(found) == {"index.html"}
        assert sum(isinstance(item, Unchanged) for item in found.values()) == 2
        assert reason(found, "page-f") == "not read: max_pages was reached"
        (notice,) = (path for path in found if "max_pages" in path)
        assert "raise max_pages" in reason(found, notice)

    def test_a_page_that_moved_takes_its_new_address(self, site: Site) -> None:
        site.link("/", "old")
        site.link("/old")
        known = remembered(list(crawl(site).values()))
        site.pages["/old"] = Reply(b"", 301, {"Location": "/new"})
        site.link("/new")
        found = crawl(site, known=known)
        assert documents(found) == {"new"}
        assert "old" not in found

    def test_a_page_whose_new_address_fails_stays(self, site: Site) -> None:
        site.link("/", "old")
        site.link("/old")
        known = remembered(list(crawl(site).values()))
        site.pages["/old"] = Reply(b"", 301, {"Location": "/new"})
        site.pages["/new"] = Reply(b"", 500)
        found = crawl(site, known=known)
        assert reason(found, "old") == reason(found, "new")


class TestUnreachable:
    """A site that cannot be seen is never taken for an empty one."""

    @pytest.mark.parametrize(
        ("reply", "error", "message"),
        [
            (Reply(b"", 503), Transient, "HTTP 503"),
            (Reply(b"", 404), UserError, r"is not there \(HTTP 404\)"),
            (Reply(b"", 401), UserError, "HTTP 401"),
            (Reply(b"x", 200, {"Content-Type": "application/pdf"}), UserError, "application/pdf"),
            (Reply(b"<script>app()</script>"), UserError, "JavaScript"),
            (Reply(b"", 302, {"Location": "https://x.example/"}), UserError, "is outside of"),
            (Reply(b"<div>" * 5_000), UserError, "too deeply nested"),
        ],
    )
    def test_raises_without_a_start_page(
        self, site: Site, reply: Reply, error: type[Exception], message: str
    ) -> None:
        site.pages["/"] = reply
        with pytest.raises(error, match=message):
            crawl(site, known={"a": Known("f", {"url": f"{site.url}a"})})

    def test_raises_when_the_site_goes_down_on_the_way(self, site: Site) -> None:
        site.link("/", *(f"page-{name}" for name in "abcdefghijkl"))
        site.fallback = lambda target: Reply(b"", 503)
        site.pages["/robots.txt"] = Reply(b"", 404)
        with pytest.raises(Transient, match="has stopped answering"):
            crawl(site)

    def test_tries_again_as_told(self, site: Site) -> None:
        replies = [
            Reply(b"", 503, {"Retry-After": "7"}),
            Reply(b"", 429),
            Reply(b"<h1>A</h1><p>Text.</p>"),
        ]
        site.fallback = lambda target: None if target == "/robots.txt" else replies.pop(0)
        waits: list[float] = []
        assert documents(crawl(site, sleep=waits.append)) == {"index.html"}
        assert waits == [7.0, 2.0]

    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "ftp://docs.example/",
            "javascript:alert(1)",
            "docs.example",
            "http://",
            "http://user:secret@docs.example/",
            "http://docs.example:99999/",
            "http://docs.example\\@evil.example/",
            "http://[::1/",
        ],
    )
    def test_refuses_an_address_that_is_no_website(self, url: str) -> None:
        with pytest.raises(UserError) as raised:
            Website("docs", url)
        assert raised.value.remedy
        assert "secret" not in str(raised.value)


class TestPoliteness:
    """robots.txt and the pace."""

    def test_obeys_robots(self, site: Site) -> None:
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\nCrawl-delay: 2\n"
        site.link("/", "a", "private/b")
        site.link("/a")
        waits: list[float] = []
        assert documents(crawl(site, sleep=waits.append)) == {"index.html", "a"}
        assert site.targets() == ["/", "/a"]
        assert waits == pytest.approx([2, 2], abs=0.5)

    def test_says_so_when_robots_forbids_the_start(self, site: Site) -> None:
        site.pages["/robots.txt"] = "User-agent: dialtone\nDisallow: /"
        with pytest.raises(UserError, match=r"robots\.txt of .* asks not to read"):
            crawl(site)
        assert site.targets() == []

    def test_waits_for_robots_that_cannot_be_had_now(self, site: Site) -> None:
        site.pages["/robots.txt"] = Reply(b"", 500)
        with pytest.raises(Transient, match=r"robots\.txt: the server says HTTP 500"):
            crawl(site)

    def test_names_itself(self, site: Site) -> None:
        site.link("/")
        crawl(site)
        assert {asked.headers["User-Agent"].partition("/")[0] for asked in site.asked} == {
            "Dialtone"
        }


class TestSitemap:
    """A list of pages instead of links."""

    def test_reads_what_it_lists(self, site: Site) -> None:
        site.pages["/index.xml"] = (
            f"<sitemapindex><sitemap><loc>{site.url}one.xml.gz</loc></sitemap>"
            f"<sitemap><loc>{site.url}index.xml</loc></sitemap></sitemapindex>"
        )
        urls = "".join(
            f"<url><loc>{loc}</loc><lastmod>2024-05-06</lastmod></url>"
            for loc in (f"{site.url}a", f"{site.url}b", "https://elsewhere.example/c")
        )
        packed = gzip.compress(f"<urlset>{urls}</urlset>".encode())
        site.pages["/one.xml.gz"] = Reply(packed, 200, {"Content-Type": "application/gzip"})
        site.link("/a", "unlisted")
        site.link("/b")
        site.link("/unlisted")
        found = crawl(site, sitemap=f"{site.url}index.xml")
        assert documents(found) == {"a", "b"}
        page = found["a"]
        assert isinstance(page, Document)
        assert page.updated_at == datetime(2024, 5, 6, tzinfo=UTC)
        assert documents(crawl(site, "index.xml")) == {"a", "b"}

    def test_removes_what_it_lists_no_more(self, site: Site) -> None:
        site.pages["/s.xml"] = f"<urlset><loc>{site.url}a</loc><loc>{site.url}b</loc></urlset>"
        site.link("/a")
        site.link("/b")
        known = remembered(list(crawl(site, "s.xml").values()))
        site.pages["/s.xml"] = f"<urlset><loc>{site.url}b</loc></urlset>"
        assert set(crawl(site, "s.xml", known)) == {"b"}

    @pytest.mark.parametrize(
        ("reply", "error", "message"),
        [
            (Reply(b"", 404), UserError, "HTTP 404"),
            (Reply(b"", 500), Transient, "HTTP 500"),
            (Reply(b"<html>"), UserError, "not a sitemap"),
            (Reply(b"<urlset></urlset>"), UserError, "lists no page below"),
            (Reply(b"\x1f\x8bbroken"), UserError, "does not unpack"),
            (Reply(gzip.compress(b"<" * 60_000_000)), UserError, "unpacks to more than 50,000,000"),
            (Reply(b"", 302, {"Location": "http://127.0.0.1:1/"}), UserError, "is outside of"),
        ],
    )
    def test_without_it_nothing_is_seen(
        self, site: Site, reply: Reply, error: type[Exception], message: str
    ) -> None:
        site.pages["/s.xml"] = reply
        with pytest.raises(error, match=message):
            crawl(site, "s.xml")


class TestTraps:
    """Sites that lead on for ever."""

    def test_an_endless_calendar_ends_and_is_named(self, site: Site) -> None:
        def month(target: str) -> str | None:
            number = target.rpartition("/")[2]
            return f"<h1>{target}</h1><a href='/cal/{int(number) + 1}'>next</a>" if number else None

        site.link("/", "cal/1")
        site.fallback = lambda target: month(target) if target.startswith("/cal/") else None
        found = crawl(site, max_depth=10_000)
        assert len(documents(found)) == 301
        (notice,) = (path for path in found if "pages alike" in path)
        assert "cal/#" in reason(found, notice)
        again = crawl(site, known=remembered(list(found.values())), max_depth=10_000)
        assert documents(again) == set()

    def test_ever_growing_paths_end_and_are_named(self, site: Site) -> None:
        site.link("/", "more/")
        site.fallback = lambda target: f"<h1>{target}</h1><a href='more/'>x</a><a href='w/'>y</a>"
        site.pages["/robots.txt"] = Reply(b"", 404)
        found = crawl(site, max_depth=1_000, max_pages=200)
        assert len(documents(found)) < 100
        assert any("repeating path" in path for path in found)

    def test_depth_ends_and_is_named(self, site: Site) -> None:
        for number, name in enumerate("abcde"):
            site.link("/" if not number else f"/{name}", "bcdef"[number])
        found = crawl(site, max_depth=2)
        assert documents(found) == {"index.html", "b", "c"}
        (notice,) = (path for path in found if "max_depth" in path)
        assert reason(found, notice).startswith(
            "1 addresses such as d not read; they are more than"
        )

    def test_query_strings_do_not_multiply(self, site: Site) -> None:
        numbers = count()
        site.fallback = lambda target: (
            None
            if target == "/robots.txt"
            else f"<h1>T {next(numbers)}</h1>"
            + "".join(f"<a href='?m={n}'>x</a>" for n in range(99))
        )
        assert len(documents(crawl(site))) == 1

    @pytest.mark.parametrize(
        ("targets", "why"),
        [(["/a"], "redirects in a circle"), (["/b", "/a"], "redirects in a circle")],
    )
    def test_redirects_in_a_circle_are_named(
        self, site: Site, targets: list[str], why: str
    ) -> None:
        site.link("/", "a")
        for path, target in zip(["/a", *targets], targets, strict=False):
            site.pages[path] = Reply(b"", 302, {"Location": target})
        found = crawl(site)
        assert why in " ".join(item.reason for item in found.values() if isinstance(item, Failed))

    def test_endless_redirects_end(self, site: Site) -> None:
        site.link("/", "r/1")
        site.fallback = lambda target: (
            Reply(b"", 302, {"Location": f"{target}1"}) if "/r/" in target else None
        )
        found = crawl(site)
        assert any(
            isinstance(item, Failed) and "more than 10 times" in item.reason
            for item in found.values()
        )


def endless(chunk: bytes, pause: float = 0) -> Callable[[], Iterable[bytes]]:
    def chunks() -> Iterator[bytes]:
        while True:
            yield chunk
            time.sleep(pause)

    return chunks


class TestHostileAnswers:
    """Bodies, headers and redirects meant to hurt. Each is named and the rest goes on."""

    @pytest.mark.parametrize(
        ("reply", "why"),
        [
            (Reply(endless(b"x" * 65_536)), "larger than 100,000 bytes"),
            (
                Reply(gzip.compress(b"x" * 50_000_000), 200, {**HTML, "Content-Encoding": "gzip"}),
                "unpacks to more than 100,000 bytes",
            ),
            (
                Reply(
                    zlib.compress(b"x" * 50_000_000), 200, {**HTML, "Content-Encoding": "deflate"}
                ),
                "unpacks to more than 100,000 bytes",
            ),
            (
                Reply(b"x", 200, {**HTML, "Content-Encoding": "gzip, gzip"}),
                "packed as 'gzip, gzip', which was not asked for",
            ),
            (Reply(b"x", 200, {**HTML, "Content-Encoding": "br"}), "packed as 'br'"),
            (Reply(b"x", 200, {**HTML, "Content-Encoding": "gzip"}), "does not unpack"),
            (Reply(endless(b"x", 0.05)), "no complete answer within 0.5 seconds"),
            (Reply(b"x", 200, {**HTML, "X-Large": "x" * 300_000}), "no answer"),
            (Reply(b"<i>" * 20_000), "too deeply nested"),
            (Reply(b"", 302, {"Location": "file:///etc/passwd"}), "is not http or https"),
            (Reply(b"", 302, {"Location": "http://169.254.169.254/"}), "is outside of"),
            (Reply(b"", 302, {"Location": "http://127.0.0.1:1/"}), "is outside of"),
            (Reply(b"", 302, {"Location": "//u:p@127.0.0.1/"}), "user name or password"),
            (Reply(b"", 302, {"Location": "http://[broken"}), "redirect"),
            (Reply(b"", 302, {}), "redirects, and"),
        ],
    )
    def test_is_named_and_the_rest_goes_on(self, site: Site, reply: Reply, why: str) -> None:
        site.link("/", "bad", "good")
        site.pages["/bad"] = reply
        site.link("/good")
        started = time.monotonic()
        found = crawl(site, max_bytes=100_000, timeout_seconds=0.5)
        assert why in reason(found, "bad")
        assert documents(found) == {"index.html", "good"}
        assert time.monotonic() - started < 30

    def test_a_length_that_lies_is_not_believed(self, site: Site) -> None:
        site.link("/", "bad")
        lie = {**HTML, "Content-Length": "10"}
        site.pages["/bad"] = Reply(endless(b"<p>0123456789"), 200, lie)
        crawl(site, max_bytes=1_000)

    def test_headers_a_byte_at_a_time_do_not_hold_the_run(self, site: Site) -> None:
        site.link("/", "slow")

        def drip(target: str) -> Reply | None:
            if target != "/slow":
                return None
            time.sleep(2)
            return Reply(b"late")

        site.fallback = drip
        started = time.monotonic()
        found = crawl(site, timeout_seconds=0.3)
        assert reason(found, "slow") == "no complete answer within 0.3 seconds"
        assert time.monotonic() - started < 5

    def test_an_endless_robots_txt_is_read_to_its_limit(self, site: Site) -> None:
        site.pages["/robots.txt"] = Reply(
            lambda: (b"User-agent: *\nDisallow: /a\n" if not n else b"#" * 9_999 for n in count())
        )
        site.link("/", "a", "b")
        site.link("/b")
        assert documents(crawl(site)) == {"index.html", "b"}


class TestNames:
    """Where a host name may lead."""

    def test_private_addresses_are_refused_by_default(self, site: Site) -> None:
        site.link("/")
        with pytest.raises(UserError, match="the machine itself; set allow_private to read it"):
            crawl(site, allow_private=False)
        assert site.asked == []

    @pytest.mark.parametrize("address", ["10.0.0.5", "169.254.169.254", "::ffff:127.0.0.1"])
    def test_a_name_that_leads_to_a_private_address_is_refused(self, address: str) -> None:
        source = Website("docs", "http://docs.example/", resolve=lambda host, port: [address])
        with pytest.raises(UserError, match=r"docs\.example leads to"):
            list(source.read({}))

    def test_a_name_is_asked_once_so_that_it_cannot_lead_elsewhere_later(self, site: Site) -> None:
        site.link("/", "a", "b")
        site.link("/a")
        site.pages["/b"] = Reply(b"<h1>B</h1>", 200, {**HTML, "Connection": "close"})
        answers = [["127.0.0.1"], ["169.254.169.254"]]
        source = Website(
            "docs",
            f"http://docs.example:{site.port}/",
            resolve=lambda host, port: answers.pop(0),
            allow_private=True,
            delay_seconds=0,
        )
        assert {item.path for item in source.read({})} == {"index.html", "a", "b"}
        assert len(answers) == 1
        assert site.asked[0].headers["Host"] == f"docs.example:{site.port}"

    def test_the_next_address_is_tried(self, site: Site) -> None:
        site.link("/")
        source = Website(
            "docs",
            f"http://docs.example:{site.port}/",
            resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"],
            allow_private=True,
            delay_seconds=0,
        )
        assert [item.path for item in source.read({})] == ["index.html"]

    def test_a_name_that_does_not_resolve_may_do_so_later(self) -> None:
        def fail(host: str, port: int) -> list[str]:
            raise OSError("no such name")

        with pytest.raises(Transient, match=r"docs\.example cannot be resolved"):
            list(Website("docs", "http://docs.example/", resolve=fail).read({}))
