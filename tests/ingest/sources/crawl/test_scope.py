"""One spelling and one name for every address of a site."""

import pytest

from ingest.sources.crawl.refused import Refused
from ingest.sources.crawl.scope import Scope

SCOPE = Scope("https://docs.example/guide/start.html")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("a.html", "https://docs.example/guide/a.html"),
        ("HTTPS://Docs.Example:443/guide/a", "https://docs.example/guide/a"),
        ("https://docs.example./guide/", "https://docs.example/guide/"),
        ("//docs.example/guide/a#part", "https://docs.example/guide/a"),
        ("/guide//a/./b/../c", "https://docs.example/guide/a/c"),
        ("/guide/%2e%2e/%61dmin", "https://docs.example/admin"),
        ("/guide/a b.html", "https://docs.example/guide/a%20b.html"),
        ("/guide/café", "https://docs.example/guide/caf%C3%A9"),
        ("a;jsessionid=12AB?x=1&utm_source=y", "https://docs.example/guide/a"),
        ("list?page=3&sort=up", "https://docs.example/guide/list?page=3"),
        ("list?page=../../x", "https://docs.example/guide/list"),
        ("?" + "&".join(f"a{n}=1" for n in range(99)), "https://docs.example/guide/start.html"),
    ],
)
def test_spells_addresses_one_way(written: str, address: str) -> None:
    assert SCOPE.address(written) == address


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("http://docs.example/guide/", "is outside of https://docs.example"),
        ("https://docs.example:8443/guide/", "is outside of"),
        ("https://docs.example.evil.example/", "is outside of"),
        ("https://evil.example/docs.example/", "is outside of"),
        ("https://docs.example@evil.example/", "user name or password"),
        ("https://u:p@docs.example/", "user name or password"),
        ("https://docs.example\\@evil.example/", "holds characters that no address has"),
        ("https://docs.example\x00/", "holds characters that no address has"),
        ("file:///etc/passwd", "is not http or https"),
        ("javascript:alert(1)", "is not http or https"),
        ("data:text/html,x", "is not http or https"),
        ("https://[::1", "is no address"),
        ("https://docs.example:port/", "is no address"),
        ("a" * 3_000, "is longer than 2,000 characters"),
        ("?" + "&".join(f"a{n}=1" for n in range(199)), "is no address"),
        ("\ud800", "is no address"),
    ],
)
def test_refuses_other_addresses_by_name(written: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        SCOPE.address(written)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://docs.example/guide/", "index.html"),
        ("https://docs.example/guide", "index.html"),
        ("https://docs.example/guide/index.html", "index.html"),
        ("https://docs.example/guide/a.html", "a.html"),
        ("https://docs.example/guide/b/", "b/index.html"),
        ("https://docs.example/guide/b", "b"),
        ("https://docs.example/guide/a%20b/caf%C3%A9.html", "a b/café.html"),
        ("https://docs.example/guide/a%2Fb%FF", "a%2Fb%FF"),
        ("https://docs.example/guide/list?page=2", "list?page=2"),
    ],
)
def test_names_pages_as_files_would_be(address: str, path: str) -> None:
    assert SCOPE.covers(address)
    assert SCOPE.path(address) == path


@pytest.mark.parametrize(
    ("start", "base"),
    [
        ("https://docs.example", "https://docs.example/"),
        ("https://docs.example/guide", "https://docs.example/guide/"),
        ("https://docs.example/v1.2", "https://docs.example/v1.2/"),
        ("https://docs.example/guide/start.php", "https://docs.example/guide/"),
        ("http://[::1]:8000/a/", "http://[::1]:8000/a/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_finds_the_directory(start: str, base: str) -> None:
    assert Scope(start).base == base


def test_covers_the_directory_only() -> None:
    assert not SCOPE.covers("https://docs.example/guide-old/a")
    assert not SCOPE.covers("https://docs.example/")
    wide = Scope("https://docs.example/guide/start.html", base="https://docs.example/")
    assert wide.covers("https://docs.example/blog/")
    assert wide.path("https://docs.example/guide/") == "guide/index.html"


def test_a_base_on_another_site_is_refused() -> None:
    with pytest.raises(Refused, match="is outside of"):
        Scope("https://docs.example/", base="https://evil.example/")


def test_a_start_page_chosen_by_its_query_keeps_that_key() -> None:
    wiki = Scope("https://docs.example/index.php?title=Main")
    assert wiki.address("index.php?title=Deploy&action=edit").endswith("?title=Deploy")
