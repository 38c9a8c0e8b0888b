"""Addresses as people give them, and the pages that they mean."""

import pytest

from core.db.past import PageAddress
from retrieval.links import resolve

PAGES = [
    PageAddress(1, "guide", "docs/src/run/start.md", ""),
    PageAddress(2, "guide", "docs/src/run/stop.md", ""),
    PageAddress(3, "guide", "docs/src/faq.md", ""),
    PageAddress(4, "guide", "stdlib/Dates/docs/src/index.md", ""),
    PageAddress(5, "other", "docs/src/faq.md", ""),
    PageAddress(6, "site", "deploy/rollbacks.md", "https://docs.example.com/ops/undo"),
]


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://docs.x.example/en/v1/run/start/#by-hand", 1),
        ("https://github.com/x/guide/blob/master/docs/src/run/stop.md", 2),
        ("https://docs.x.example/en/v1.6-dev/stdlib/Dates/", 4),
        ("https://docs.example.com/ops/undo#why", 6),
    ],
)
def test_a_page_is_known_by_the_end_of_its_address(link: str, page: int) -> None:
    assert resolve([link], PAGES) == {link: page}


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.x.example",
        "https://blog.example/faq",
        "https://github.com/x/guide/issues/12",
        "https://docs.x.example/en/v1/run/",
        "http://[broken",
    ],
)
def test_what_names_no_page_is_left_out(link: str) -> None:
    assert resolve([link], PAGES) == {}


def test_one_shared_part_counts_where_others_of_the_source_were_linked_below() -> None:
    linked = [f"https://docs.x.example/v1/{page}" for page in ("run/start", "run/stop", "faq")]
    assert resolve(linked, PAGES)[linked[-1]] == 3


def test_what_two_sources_have_is_nobodys_without_a_hint() -> None:
    assert resolve(["https://docs.x.example/v1/faq"], PAGES) == {}
