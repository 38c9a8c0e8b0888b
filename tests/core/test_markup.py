"""Markup out, words kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markup import plain, without_links

WORD = st.from_regex(r"[a-zA-Z][a-z0-9]{0,8}", fullmatch=True)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
ADDRESS = st.from_regex(r"(https://[a-z]{1,8}\.com/)?[a-z]{1,8}(#[a-z]{1,5})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see [the docs](https://x.org/a_(b)) now", "see the docs now"),
        ('a [link](page.md "its title") here', "a link here"),
        ("![a diagram](d.png)", "a diagram"),
        ("[![badge](b.svg)](https://x.org)", "badge"),
        ("a [reference][1] link", "a reference link"),
        ("an [array[0]](x.md) element", "an array[0] element"),
        ("kept<!-- not this\nnor this -->", "kept"),
        ("x[0] and f(y) stay", "x[0] and f(y) stay"),
    ],
)
def test_links_become_their_text(written: str, read: str) -> None:
    assert without_links(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** and *thin* and __both__", "bold and thin and both"),
        ("run `make demo` first", "run make demo first"),
        (":ref:`Deploy <deploy>` and :py:func:`~os.path`", "Deploy and os.path"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name and __init__.py", "snake_case_name and init.py"),
        ("a < b and c > d", "a < b and c > d"),
        ("See [`sort`](@ref Base.sort(x)) and [this](@ref man-a b).", "See sort and this."),
        ("[Title](@id some id)", "Title"),
        ("Get <b>bold</b> with <br/> breaks", "Get  bold  with   breaks"),
        ("run `kubectl logs <pod-name>` now", "run kubectl logs <pod-name> now"),
        ("a ``List<String>`` of <b>them</b>", "a List<String> of  them "),
        ("**use `Map<K>` here**", "use Map<K> here"),
        (
            "```java\nList<String> a;\n\nMap<K> b;\n```\n<p>then",
            "java\nList<String> a;\n\nMap<K> b;\n\n then",
        ),
        ("a stray ` before <i>this</i>", "a stray  before  this "),
    ],
)
def test_marks_go(written: str, read: str) -> None:
    assert plain(written) == read


@given(WORDS, WORDS, ADDRESS, WORDS)
def test_a_link_reads_as_its_text_wherever_it_stands(
    before: str, text: str, address: str, after: str
) -> None:
    assert plain(f"{before} [{text}]({address}) {after}") == f"{before} {text} {after}"


@given(st.lists(WORD, min_size=1, max_size=8), st.sampled_from(["*", "**", "***", "__", "`"]))
def test_every_word_survives_its_emphasis(words: list[str], mark: str) -> None:
    written = " ".join(f"{mark}{word}{mark}" for word in words)
    assert plain(written).split() == words


@given(st.text(alphabet="ab *_`[]()<>!:#\n.\\/\"'-", max_size=80))
def test_no_text_gains_or_reorders_words(text: str) -> None:
    remaining = iter(text)
    left = re.sub(r"\s", "", plain(text))
    assert all(letter in remaining for letter in left), "something was added or moved"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert len(plain(text)) <= len(text) + text.count("<")
