"""AsciiDoc pages."""

import pytest

from core.errors import Permanent
from core.records import Block, BlockKind
from ingest.parse.asciidoc import parse_asciidoc


def shown(text: str) -> list[tuple[BlockKind, str, str]]:
    return [(b.kind, b.text, b.label) for b in parse_asciidoc(text).blocks]


def test_a_page_gives_its_blocks_in_order() -> None:
    page = parse_asciidoc(
        "= Deploy\nJane Doe <jane@x.example>\nv1.2, 2024-05-01\n:owner: platform\n\n"
        "See link:/x[here] and *this*.\n\n== Steps: all\n\n. Tag it\n. Push it\n\n"
        "[source,bash]\n----\nmake deploy\n\n[x]\n----\n"
    )
    assert page.title == "Deploy"
    assert page.meta == {"owner": "platform", "date": "2024-05-01"}
    assert page.blocks == (
        Block(BlockKind.PARAGRAPH, "See link:/x[here] and *this*."),
        Block(BlockKind.HEADING, "Steps: all", level=2, anchor="_steps_all"),
        Block(BlockKind.LIST, ". Tag it\n. Push it"),
        Block(BlockKind.CODE, "make deploy\n\n[x]", language="bash"),
    )


@pytest.mark.parametrize(
    ("heading", "words", "anchor"),
    [
        ("== Set-up `it`", "Set-up it", "_set_up_it"),
        ("[[mine]]\n== Named", "Named", "mine"),
        ("[#mine.role]\n== Named", "Named", "mine"),
        ("[id=mine]\n== Named", "Named", "mine"),
        ("== Named [[mine]]", "Named", "mine"),
        ("== See xref:a.adoc[That page]", "See That page", "_see_that_page"),
        ("Old style\n---------", "Old style", "_old_style"),
    ],
)
def test_headings_have_plain_words_and_an_id(heading: str, words: str, anchor: str) -> None:
    found = parse_asciidoc(f"= T\n\n{heading}\n\ntext\n").blocks[0]
    assert (found.text, found.level, found.anchor) == (words, 2, anchor)


def test_repeated_ids_are_numbered_and_settings_of_ids_honoured() -> None:
    text = "= T\n:idprefix:\n:idseparator: -\n\n== One two\n\n== One two\n"
    assert [b.anchor for b in parse_asciidoc(text).blocks] == ["one-two", "one-two-2"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("NOTE: Mind this.\n", "Note"),
        ("[WARNING]\nMind this.\n", "Warning"),
        ("[TIP]\n.Faster\n====\nMind this.\n====\n", "Tip: Faster"),
        (".Details\n[%collapsible]\n====\nMind this.\n====\n", "Details"),
    ],
)
def test_boxes_label_what_stands_in_them(text: str, label: str) -> None:
    assert shown(f"{text}\nOutside.\n") == [
        (BlockKind.PARAGRAPH, "Mind this.", label),
        (BlockKind.PARAGRAPH, "Outside.", ""),
    ]


def test_tables_give_a_line_a_row() -> None:
    text = '.Keys\n[cols="1,2"]\n|===\n|Key |Use\n\n|a\n|long\ntext\n\n|b |c\n|===\n'
    assert shown(text) == [
        (BlockKind.PARAGRAPH, "Keys", ""),
        (BlockKind.TABLE, "Key | Use\na | long text\nb | c", ""),
    ]


def test_a_list_keeps_what_is_attached_to_its_items() -> None:
    text = ". One\n+\n[source,sh]\n----\nls\n----\n. Two\n** inner\n\nterm:: meaning\n\nAfter.\n"
    assert [t for _, t, _ in shown(text)] == [
        ". One\n```sh\nls\n```\n. Two\n** inner\nterm:: meaning",
        "After.",
    ]


def test_code_of_every_kind() -> None:
    text = "....\nliteral\n....\n\n indented\n\n```js\nlet x\n```\n\n.run.sh\n[source]\nls\n"
    assert [(b.text, b.language, b.label) for b in parse_asciidoc(text).blocks] == [
        ("literal", "", ""),
        ("indented", "", ""),
        ("let x", "js", ""),
        ("ls", "", "run.sh"),
    ]


def test_what_shows_nothing_gives_nothing() -> None:
    text = (
        "// comment\n:attr: x\n\n////\nhidden\n\n////\n\ninclude::/etc/passwd[]\n\nifdef::x[]\n"
        "Text.\nendif::[]\n\ntoc::[]\n\n'''\n\nimage::a.png[The console]\n"
    )
    assert [t for _, t, _ in shown(text)] == ["Text.", "The console"]


def test_quotes_sidebars_and_open_blocks_are_read() -> None:
    text = "[quote, Me]\n____\nSaid.\n____\n\n****\nAside.\n\n* a\n****\n\n--\nOpen.\n--\n"
    assert [t for _, t, _ in shown(text)] == ["Said.", "Aside.", "* a", "Open."]


def test_a_block_that_never_closes_loses_nothing() -> None:
    assert [t for _, t, _ in shown("Before.\n\n====\nInside.\n")] == ["Before.", "Inside."]


def test_blocks_nested_too_deeply_are_refused() -> None:
    marks = ["=" * n for n in range(4, 60)]
    with pytest.raises(Permanent, match="nested"):
        parse_asciidoc("\n".join([*marks, "x", *reversed(marks)]))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "[[" * 200_000,
        "----\n" * 50_001,
        "|===\n" * 50_001,
        "* a\n" * 50_000,
        "a::" * 50_000,
        "|===\n" + "|a " * 100_000 + "\n|===\n",
        "[a=" + '"' * 100_000 + "]",
        "\n".join("-" * n for n in range(4, 1500)),
        "== a\n" * 20_000,
        "link:a[" * 30_000,
        "== " + "link:a[" * 20_000,
        "== " + "<<a" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.timeout(20)
def test_hostile_pages_end_soon(text: str) -> None:
    parse_asciidoc(text)
