"""Where pages are published."""

from typing import Any

import pytest

from ingest.sources.published import published_url

BASE = "https://docs.example.com/v1"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("install.md", "/install"),
        ("guide/install.mdx", "/guide/install"),
        ("guide/index.md", "/guide/"),
        ("guide/README.md", "/guide/"),
        ("README.md", "/"),
        ("api.rst", "/api"),
        ("page.html", "/page.html"),
        ("notes.txt", "/notes.txt"),
        ("a b/ü.md", "/a%20b/%C3%BC"),
    ],
)
def test_a_path_becomes_the_link_people_click(path: str, place: str) -> None:
    assert published_url(BASE, path, {}) == BASE + place


@pytest.mark.parametrize(
    ("meta", "place"),
    [
        ({"slug": "/start"}, "/start"),
        ({"slug": "/"}, "/"),
        ({"slug": "begin"}, "/guide/begin"),
        ({"slug": "../up/"}, "/up/"),
        ({"permalink": "/old/place/"}, "/old/place/"),
        ({"id": "setup"}, "/guide/setup"),
        ({"id": 7}, "/guide/install"),
        ({"slug": "https://evil.example/x"}, "/guide/install"),
        ({"slug": "//evil.example/x"}, "/evil.example/x"),
        ({"slug": "javascript:alert(1)"}, "/guide/install"),
        ({"slug": "../../../../x"}, "/x"),
    ],
)
def test_front_matter_moves_a_page_but_never_off_the_site(meta: dict[str, Any], place: str) -> None:
    assert published_url(BASE, "guide/install.md", meta) == BASE + place


def test_placeholders_are_filled_in() -> None:
    base = "https://github.com/o/r/blob/main/{path}"
    assert published_url(base, "a/b.md", {}) == "https://github.com/o/r/blob/main/a/b.md"
    assert (
        published_url("https://x.example/{stem}.html", "a/b.md", {}) == "https://x.example/a/b.html"
    )


def test_without_a_base_there_is_no_link() -> None:
    assert published_url("", "a.md", {"slug": "/x"}) == ""
