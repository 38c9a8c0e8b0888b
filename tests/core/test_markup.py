"""Markdown as a reader hears it."""

import pytest

from core.markup import plain


@pytest.mark.parametrize(
    ("source", "heard"),
    [
        ('See [the docs](http://x.example "T").', "See the docs."),
        ("See [`sort`](@ref Base.sort(x)) and [this](@ref man-a b).", "See sort and this."),
        ("[Title](@id some id)", "Title"),
        ("![A picture](a.png) and **bold** `code`", "A picture and bold code"),
        (":ref:`the page <label>`", "the page"),
    ],
)
def test_links_and_marks_go_and_words_stay(source: str, heard: str) -> None:
    assert plain(source) == heard
