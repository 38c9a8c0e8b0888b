"""Plain text pages."""

import pytest

from core.records import Block, BlockKind
from ingest.parse.text import parse_text


def test_a_page_gives_its_blocks_in_order() -> None:
    page = parse_text(
        "How to deploy\n\nFirst tag it,\nthen push it.\n\n    make deploy\n\n    make check\n\n"
        "- one\n- two\n\n$ make undo\n"
    )
    assert page.title == "How to deploy"
    assert page.blocks == (
        Block(BlockKind.PARAGRAPH, "First tag it,\nthen push it."),
        Block(BlockKind.CODE, "make deploy\n\nmake check"),
        Block(BlockKind.LIST, "- one\n- two"),
        Block(BlockKind.CODE, "$ make undo"),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Title\n=====\n\nWords.\n", "Title"),
        ("Title\n\nWords.\n", "Title"),
        ("A sentence that ends here.\n\nWords.\n", ""),
        ("Only one line", ""),
        ("Two lines\nof words.\n\nMore.\n", ""),
        ("- an item\n\nWords.\n", ""),
        ("", ""),
    ],
)
def test_a_short_first_line_is_the_title(text: str, title: str) -> None:
    assert parse_text(text).title == title


def test_no_line_is_lost() -> None:
    text = "Title\n=====\nRight below.\n\nMore\n"
    assert [b.text for b in parse_text(text).blocks] == ["Right below.", "More"]
