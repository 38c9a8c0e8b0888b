"""robots.txt as RFC 9309 has it."""

import time

import pytest

from ingest.sources.crawl.robots import Robots


@pytest.mark.parametrize(
    ("text", "target", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Dialtone/2\nAllow: /", "/a", True),
        ("User-agent: a\nUser-agent: dialtone\nDisallow: /x", "/xy", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /search?", "/search?q=x", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("user-AGENT: * # all\nDISALLOW: /a # b", "/a", False),
        ("Disallow: /a", "/a", True),
        ("<html>not robots</html>", "/a", True),
    ],
)
def test_the_longest_rule_decides(text: str, target: str, allowed: bool) -> None:
    assert Robots(text).allows(target) is allowed


@pytest.mark.parametrize(
    ("written", "seconds"), [("2.5", 2.5), ("9999", 30.0), ("soon", 0.0), ("-1", 0.0), ("nan", 0.0)]
)
def test_reads_the_delay_within_reason(written: str, seconds: float) -> None:
    assert Robots(f"User-agent: *\nCrawl-delay: {written}").delay_seconds == seconds


def test_patterns_cannot_be_made_slow() -> None:
    robots = Robots("User-agent: *\nDisallow: /" + "*a" * 5_000 + "b$")
    started = time.monotonic()
    assert robots.allows("/" + "a" * 2_000)
    assert time.monotonic() - started < 1
