"""reStructuredText pages, with what Sphinx adds."""

import pytest

from core.errors import Permanent
from core.records import Block, BlockKind
from ingest.parse.rst import parse_rst


def shown(text: str) -> list[tuple[BlockKind, str, str]]:
    return [(b.kind, b.text, b.label) for b in parse_rst(text).blocks]


def test_a_page_gives_its_blocks_in_order() -> None:
    page = parse_rst(
        "======\nDeploy\n======\n\nSee :ref:`here <x>` and ``make``.\n\nSteps\n-----\n\n"
        "#. Tag it\n#. Push it\n\nRun::\n\n    make deploy\n"
    )
    assert page.title == "Deploy"
    assert page.blocks == (
        Block(BlockKind.PARAGRAPH, "See :ref:`here <x>` and ``make``."),
        Block(BlockKind.HEADING, "Steps", level=2, anchor="steps"),
        Block(BlockKind.LIST, "1. Tag it\n2. Push it"),
        Block(BlockKind.PARAGRAPH, "Run:"),
        Block(BlockKind.CODE, "make deploy"),
    )


@pytest.mark.parametrize(
    ("above", "title", "words", "anchor"),
    [
        ("", "Plain words", "Plain words", "plain-words"),
        ("", "The :command:`ls` tool", "The ls tool", "the-ls-tool"),
        ("", "Using ``--all``", "Using --all", "using-all"),
        ("", "See `Docs <http://x.example>`_", "See Docs", "see-docs"),
        ("", "*Soft* and **hard**", "Soft and hard", "soft-and-hard"),
        (".. _my label:\n\n", "Named", "Named", "my-label"),
    ],
)
def test_headings_have_plain_words_and_an_id(
    above: str, title: str, words: str, anchor: str
) -> None:
    text = f"Top\n===\n\ntext\n\n{above}{title}\n{'-' * len(title)}\n\ntext\n"
    heading = parse_rst(text).blocks[1]
    assert (heading.text, heading.anchor) == (words, anchor)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (".. note:: Mind this.\n", "Note"),
        (".. warning::\n\n   Mind this.\n", "Warning"),
        (".. seealso::\n   Mind this.\n", "See also"),
        (".. admonition:: Read me\n\n   Mind this.\n", "Read me"),
        (".. versionadded:: 3.5 Mind this.\n", "New in version 3.5"),
        (".. deprecated:: 2.0\n   Mind this.\n", "Deprecated since version 2.0"),
        (".. tab-item:: Linux\n   :sync: a\n\n   Mind this.\n", "Linux"),
        (".. dropdown:: More\n\n   Mind this.\n", "More"),
        (".. topic:: About\n\n   Mind this.\n", "About"),
    ],
)
def test_boxes_label_what_stands_in_them(text: str, label: str) -> None:
    assert shown(f"{text}\nOutside.\n") == [
        (BlockKind.PARAGRAPH, "Mind this.", label),
        (BlockKind.PARAGRAPH, "Outside.", ""),
    ]


def test_code_of_every_kind() -> None:
    text = (
        ".. code-block:: python\n   :emphasize-lines: 2\n   :caption: app.py\n\n   x = 1\n\n"
        "   y = 2\n\n.. prompt:: bash\n\n   ls\n\n>>> 1 + 1\n2\n\n.. literalinclude:: /etc/passwd\n"
    )
    assert [(b.text, b.language, b.label) for b in parse_rst(text).blocks] == [
        ("x = 1\n\ny = 2", "python", "app.py"),
        ("ls", "bash", ""),
        (">>> 1 + 1\n2", "pycon", ""),
    ]


def test_tables_give_a_line_a_row() -> None:
    grid = "+---+-----+\n| a | b   |\n+===+=====+\n| c | d e |\n|   | f   |\n+---+-----+\n"
    simple = "== ==\nx  y\n== ==\n1  2\n== ==\n"
    listed = ".. list-table:: Sizes\n   :header-rows: 1\n\n   * - H\n     - I\n   * - 1\n     - 2\n"
    assert shown(f"{grid}\n{simple}\n{listed}") == [
        (BlockKind.TABLE, "a | b\nc | d e f", ""),
        (BlockKind.TABLE, "x | y\n1 | 2", ""),
        (BlockKind.PARAGRAPH, "Sizes", ""),
        (BlockKind.TABLE, "H | I\n1 | 2", ""),
    ]


def test_lists_of_every_kind_are_one_block_each() -> None:
    text = (
        "* one\n\n  .. code-block:: sh\n\n     ls\n\n* two\n\n  - inner\n\n"
        "term : kind\n    Meaning.\n\n:field: value\n\n-a, --all  show all\n"
    )
    assert [t for _, t, _ in shown(text)] == [
        "* one\n      ls\n* two\n  - inner",
        "term : kind\n    Meaning.",
        ":field: value",
        "-a, --all  show all",
    ]


def test_described_things_are_searchable() -> None:
    text = (
        ".. py:function:: deploy(app, wait=True)\n   :module: tools\n\n   Ships it.\n\n"
        ".. autoclass:: tools.Deployer\n   :members:\n\n.. variable:: RETRIES\n\n   How often.\n"
    )
    assert [t for _, t, _ in shown(text)] == [
        "deploy(app, wait=True)",
        "Ships it.",
        "tools.Deployer",
        "RETRIES",
        "How often.",
    ]


def test_unknown_directives_and_roles_lose_no_words() -> None:
    text = ".. fancy-box:: some words here\n   :style: x\n\n   Body :strange:`role text`.\n"
    assert [t for _, t, _ in shown(text)] == ["some words here", "Body :strange:`role text`."]


def test_source_that_is_broken_is_kept_as_words() -> None:
    text = "Top\n===\n\n.. list-table::\n\n   not a list at all\n\nUnder\n~~~\n\nOver\n====\n"
    words = " ".join(t for _, t, _ in shown(text))
    assert "not a list at all" in words
    assert "Under" in words


def test_what_shows_nothing_gives_nothing() -> None:
    text = (
        ".. toctree::\n   :maxdepth: 2\n\n   install\n   use\n\n.. contents::\n\n.. comment\n\n"
        ".. |x| replace:: y\n\n.. _link: http://x.example\n\n.. include:: /etc/passwd\n\nText.\n"
    )
    assert shown(text) == [(BlockKind.PARAGRAPH, "Text.", "")]


def test_raw_html_keeps_its_words_only() -> None:
    text = (
        ".. raw:: html\n\n   <b>Hi</b> there<script>alert(1)</script>\n\n.. raw:: latex\n\n   x\n"
    )
    assert shown(text) == [(BlockKind.PARAGRAPH, "Hi there", "")]


def test_images_footnotes_and_line_blocks_are_words() -> None:
    text = ".. image:: a.png\n   :alt: The console\n\n.. [1] A note.\n\n| one\n| two\n"
    assert [t for _, t, _ in shown(text)] == ["The console", "[1] A note.", "one\ntwo"]


def test_fields_at_the_top_are_settings() -> None:
    page = parse_rst(":orphan:\n:owner: platform\n\nTitle\n=====\n\nText.\n")
    assert page.meta == {"orphan": "", "owner": "platform"}
    assert (page.title, len(page.blocks)) == ("Title", 1)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    parse_rst("Bad\n=\n\n.. nope::\n   :x\n\n:role:`a` `b`_ |c| [9]_ *d\n\n.. image::\n")
    assert capfd.readouterr() == ("", "")


def test_a_page_nested_too_deeply_is_refused() -> None:
    with pytest.raises(Permanent, match="nested"):
        parse_rst("\n\n".join(" " * i + "- a" for i in range(0, 2000, 2)))
    with pytest.raises(Permanent, match="line"):
        parse_rst("x" * 200_000)


@pytest.mark.parametrize(
    "text",
    [
        "*" * 90_000,
        "`a " * 30_000,
        "|" * 90_000,
        "- a\n" * 4_000,
        "=\n" * 4_000,
        "+-+\n" * 3_000,
        ".. a::\n" * 5_000,
        "a\n-\n\n" * 3_000,
        "::\n\n" * 4_000,
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.timeout(30)
def test_hostile_pages_end_soon(text: str) -> None:
    parse_rst(text)
