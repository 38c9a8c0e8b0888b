"""Markdown pages as four site generators write them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Permanent
from core.records import Block, BlockKind
from ingest.parse.anchors import Flavour
from ingest.parse.markdown import parse_markdown


def blocks(text: str, flavour: Flavour | None = None) -> tuple[Block, ...]:
    return parse_markdown(text, flavour=flavour).blocks


def one(text: str) -> Block:
    (block,) = blocks(text)
    return block


def anchors(text: str, flavour: Flavour | None = None) -> list[str]:
    return [b.anchor for b in blocks(text, flavour) if b.kind is BlockKind.HEADING]


def test_a_page_gives_its_blocks_in_order() -> None:
    page = parse_markdown(
        "# Deploys\n\nShip `main` to [staging](/staging).\n\n## Steps\n\n"
        "1. Tag it\n2. Push it\n\n```sh\nmake deploy\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    assert page.title == "Deploys"
    assert page.blocks == (
        Block(BlockKind.PARAGRAPH, "Ship `main` to [staging](/staging)."),
        Block(BlockKind.HEADING, "Steps", level=2, anchor="steps"),
        Block(BlockKind.LIST, "1. Tag it\n2. Push it"),
        Block(BlockKind.CODE, "make deploy", language="sh"),
        Block(BlockKind.TABLE, "| a | b |\n|---|---|\n| c | d |"),
    )


def test_the_only_top_heading_is_the_title_and_not_repeated() -> None:
    page = parse_markdown("# One\n\ntext\n\n# Two\n")
    assert page.title == "One"
    assert [b.text for b in page.blocks] == ["One", "text", "Two"]


def test_a_heading_that_differs_from_the_front_matter_title_stays() -> None:
    page = parse_markdown("---\ntitle: Install\n---\n# Installing the agent\n\ntext\n")
    assert page.title == "Install"
    assert page.blocks[0].text == "Installing the agent"


@pytest.mark.parametrize(
    ("heading", "words", "anchor"),
    [
        ("Roll back `v2` & retry", "Roll back v2 & retry", "roll-back-v2--retry"),
        ("Custom {#my-id}", "Custom", "my-id"),
        ("Attr { #my-id .big }", "Attr", "my-id"),
        ("Kramdown {: #my-id}", "Kramdown", "my-id"),
        ('<a name="why"></a>Why?', "Why?", "why"),
        ("[Setting up](@id man-setup)", "Setting up", "man-setup"),
        ("A **bold** [link](http://x.example)", "A bold link", "a-bold-link"),
        (r"snake\_case &amp; more", "snake_case & more", "snake_case--more"),
        ("Set {placeholder}", "Set {placeholder}", "set-placeholder"),
    ],
)
def test_headings_have_plain_words_and_an_anchor(heading: str, words: str, anchor: str) -> None:
    block = blocks(f"# Page\n\n## {heading}\n")[0]
    assert (block.text, block.anchor) == (words, anchor)


def test_repeated_headings_are_numbered_as_their_generator_does() -> None:
    text = "# T\n\n## Set Up: now\n\n## Set Up: now\n\n## Set Up: now\n"
    assert anchors(text) == ["set-up-now", "set-up-now-1", "set-up-now-2"]
    assert anchors(text, Flavour.MKDOCS) == ["set-up-now", "set-up-now_1", "set-up-now_2"]
    assert anchors(text, Flavour.DOCUMENTER) == ["Set-Up:-now", "Set-Up:-now-2", "Set-Up:-now-3"]


def test_the_flavour_is_told_from_the_page_itself() -> None:
    assert anchors("# T\n\n## Big Words\n\nSee [`x`](@ref).\n") == ["Big-Words"]
    assert anchors("# T\n\n## A & B\n\n!!! note\n    hm\n") == ["a-b"]


def test_an_anchor_tag_before_a_heading_is_its_id() -> None:
    assert anchors('# T\n\n<a id="old-name"></a>\n## New name\n') == ["old-name"]
    assert anchors('# T\n\n<a name="old-name"/>\n\n## New name\n') == ["old-name"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("!!! note\n    Mind this.\n", "Note"),
        ('!!! warning "Before 1.3"\n    Mind this.\n', "Warning: Before 1.3"),
        ("??? tip\n    Mind this.\n", "Tip"),
        ('=== "Linux"\n\n    Mind this.\n', "Linux"),
        (":::caution\nMind this.\n:::\n", "Caution"),
        (":::note Read **me**\nMind this.\n:::\n", "Note: Read me"),
        ("::: tip\nMind this.\n:::\n", "Tip"),
        (":::info[Good to know]\nMind this.\n:::\n", "Info: Good to know"),
        ("> [!NOTE]\n> Mind this.\n", "Note"),
        ("> **Warning:** Mind this.\n", "Warning"),
        ("> **Note**\n> Mind this.\n", "Note"),
        ("```{note}\nMind this.\n```\n", "Note"),
        ("<details>\n<summary>More</summary>\n\nMind this.\n\n</details>\n", "More"),
    ],
)
def test_boxes_label_what_stands_in_them(text: str, label: str) -> None:
    box, after = blocks(f"{text}\nOutside.\n")
    assert (box.text, box.label) == ("Mind this.", label)
    assert (after.text, after.label) == ("Outside.", "")


def test_a_box_may_hold_any_block_and_other_boxes() -> None:
    found = blocks(
        "::::note\nOuter.\n\n:::tip\nInner.\n:::\n\n```sh\n:::\n```\n\n- a\n- b\n::::\n\nOutside.\n"
    )
    assert [(b.kind, b.text, b.label) for b in found] == [
        (BlockKind.PARAGRAPH, "Outer.", "Note"),
        (BlockKind.PARAGRAPH, "Inner.", "Note > Tip"),
        (BlockKind.CODE, ":::", "Note"),
        (BlockKind.LIST, "- a\n- b", "Note"),
        (BlockKind.PARAGRAPH, "Outside.", ""),
    ]


def test_a_box_with_nothing_but_a_title_keeps_it() -> None:
    assert one('!!! danger "Never delete the volume"\n').text == "Never delete the volume"


def test_a_nested_list_is_one_block_with_its_code() -> None:
    text = "- first\n\n  ```sh\n  <run>\n  ```\n\n  - inner\n- second\n"
    assert one(text) == Block(BlockKind.LIST, text.strip())


def test_a_quoted_list_has_no_quote_marks() -> None:
    assert [b.text for b in blocks("> Said:\n>\n> - one\n>   - two\n")] == [
        "Said:",
        "- one\n  - two",
    ]


def test_code_keeps_its_language_title_and_indentation() -> None:
    block = one('```yaml {1,3} title="app.yaml"\na:\n  b: 1\n```\n')
    assert block == Block(BlockKind.CODE, "a:\n  b: 1", language="yaml", label="app.yaml")
    assert one("    indented\n      code\n").text == "indented\n  code"


def test_documenter_blocks_are_searchable_and_their_settings_hidden() -> None:
    found = blocks("```@meta\nCurrentModule = Base\n```\n\n```@docs\nBase.sort\n```\n")
    assert found == (Block(BlockKind.CODE, "Base.sort", language="@docs"),)


def test_html_loses_its_tags_and_keeps_its_words() -> None:
    found = blocks(
        '<div align="center">\n  <img src="x.png" alt="The console">\n</div>\n\n'
        "<table>\n<tr><th>Key</th><th>Use</th></tr>\n<tr><td>a</td><td>Go <b>on</b></td></tr>\n"
        "</table>\n\n<pre><code>make x\n  y</code></pre>\n\n<ol><li>Go</li><li>Stop</li></ol>\n"
    )
    assert [(b.kind, b.text) for b in found] == [
        (BlockKind.PARAGRAPH, "The console"),
        (BlockKind.TABLE, "Key | Use\na | Go <b>on</b>"),
        (BlockKind.CODE, "make x\n  y"),
        (BlockKind.LIST, "1. Go\n2. Stop"),
    ]


def test_a_placeholder_in_brackets_is_not_a_tag() -> None:
    assert one("Run it as <your-name>, or <TABLE_NAME> fails.").text.count("<") == 2


def test_comments_and_link_definitions_are_no_words() -> None:
    text = (
        "<!-- todo\n\nhidden -->\n\nShown [here][x].\n\n[x]: http://x.example 'T'\n[^1]: A note.\n"
    )
    assert [b.text for b in blocks(text)] == ["Shown [here][x].", "[^1]: A note."]


def test_broken_front_matter_costs_a_warning_not_the_page() -> None:
    page = parse_markdown("---\ntitle: a: b: c\nx: [\n---\n# Title\n\ntext\n")
    assert (page.title, page.blocks[0].text) == ("Title", "text")
    assert page.warnings[0].startswith("line 2: front matter ignored")


@pytest.mark.parametrize("mark", ["---", "+++"])
def test_front_matter_of_both_kinds_is_read(mark: str) -> None:
    joint = ": " if mark == "---" else " = "
    page = parse_markdown(f'{mark}\ntitle{joint}"Hi"\ntags{joint}["a"]\n{mark}\ntext\n')
    assert (page.title, page.meta["tags"], page.blocks[0].text) == ("Hi", ["a"], "text")


def test_a_page_that_begins_with_a_rule_has_no_front_matter() -> None:
    assert [b.text for b in blocks("---\n\nSome words here.\n\n---\n\nmore\n")] == [
        "Some words here.",
        "more",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        "<div " * 200_000,
        "`a " * 300_000,
        "<!--" * 200_000,
        "{" * 500_000,
        "!!! note\n" * 50_000,
        ":::note\n" * 2_000,
        "|a" * 200_000 + "\n" + "|-" * 200_000,
        "* a\n" * 100_000,
        "- " * 100_000 + "a",
        "# " + "[" * 500_000,
        "# " + "<!--" * 100_000,
        ":::note " + "*a" * 300_000,
        "---\n" + "[" * 90_000 + "\n---\nx",
        "---\na: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(50)) + "---\nx",
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.timeout(20)
def test_hostile_pages_end_soon(text: str) -> None:
    parse_markdown(text)


@pytest.mark.parametrize("text", ["> " * 100_000 + "a", ">" * 100_000 + "a"])
def test_nesting_beyond_reading_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="nested"):
        parse_markdown(text)


_WORDS = "alpha bravo charlie delta echoes foxtrot golf `hotel` *india* juliet"
_MARKS = """# |## |- |  - |1. |> |>> |    |!!! note |:::tip |<div> |</div> |<details><summary>|<li>
<p>|** |[^1]: |+ |=== |<!-- x --> |</summary>|> [!NOTE] |<td>|<br>|<pre>|</ul>|??? |<ul>|!!! """
WORD = st.sampled_from(_WORDS.split())
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
PREFIX = st.sampled_from(
    ["", "| ", "\n", "\t", "```\n", "~~~sh\n", *_MARKS.replace("\n", "|").split("|")]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PREFIX, LINE), min_size=1, max_size=14))
def test_no_word_is_lost(lines: list[tuple[str, str]]) -> None:
    numbered = [
        prefix + re.sub(r"[a-z]+", lambda m, i=i: f"{m[0]}{i}", line)  # type: ignore[misc]
        for i, (prefix, line) in enumerate(lines)
    ]
    page = parse_markdown("\n".join(numbered))
    seen = " ".join([page.title, *(f"{b.text} {b.label} {b.language}" for b in page.blocks)])
    for line in numbered:
        for word in re.findall(r"[a-z]{4,}\d+", line):
            assert word in seen, "\n".join(numbered)
