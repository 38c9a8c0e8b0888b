"""MDX pages: JSX goes, its words stay."""

import pytest

from core.records import Block, BlockKind
from ingest.parse.mdx import parse_mdx


def shown(text: str) -> list[tuple[BlockKind, str, str]]:
    return [(b.kind, b.text, b.label) for b in parse_mdx(text).blocks]


def test_imports_and_exports_are_no_words() -> None:
    page = parse_mdx(
        "import Tabs from '@theme/Tabs';\nimport {\n  One,\n  Two\n} from './parts';\n"
        "import './style.css'\n\nexport const toc = [\n\n  {a: 1},\n];\n\n"
        "# Import data\n\nimport the file first.\nexport it later.\n\n"
        "```js\nimport x from 'y';\n```\n"
    )
    assert page.title == "Import data"
    assert [b.text for b in page.blocks] == [
        "import the file first.\nexport it later.",
        "import x from 'y';",
    ]


def test_words_in_exported_data_are_kept() -> None:
    text = (
        "export const features = [\n  {\n    title: 'Rollbacks',\n    className: 'flex mt-2',"
        '\n    description: "Go back to any release at once",\n    href: "https://x.example/a b",\n'
        "    icon: <Bolt size='1 2' />,\n    note: (<>See <a href='/x'>this</a>; don't</>),"
        "\n  },\n];\n\nText.\n"
    )
    assert [t for _, t, _ in shown(text)] == [
        "Rollbacks\nGo back to any release at once\nSee <a href='/x'>this</a>; don't",
        "Text.",
    ]


def test_comments_are_no_words_but_code_is() -> None:
    text = "Before {/* not */} after.\n\n{/*\n## Hidden\n```\nx\n```\n*/}\n\n`{/* shown */}`\n"
    assert [t for _, t, _ in shown(text)] == ["Before  after.", "`{/* shown */}`"]


def test_tabs_label_what_stands_in_them() -> None:
    text = (
        '# T\n\n<Tabs groupId="os">\n  <TabItem value="linux" label="Linux" default>\n'
        "    Run this:\n    ```bash\n    make \\\n      all\n    ```\n  </TabItem>\n"
        '  <TabItem value="win" label="Windows">\n\n    1. Open it.\n    2. Run it.\n\n'
        "    ## Then\n  </TabItem>\n</Tabs>\n\nDone.\n"
    )
    assert shown(text) == [
        (BlockKind.PARAGRAPH, "Run this:", "Linux"),
        (BlockKind.CODE, "make \\\n  all", "Linux"),
        (BlockKind.LIST, "1. Open it.\n2. Run it.", "Windows"),
        (BlockKind.HEADING, "Then", "Windows"),
        (BlockKind.PARAGRAPH, "Done.", ""),
    ]


def test_details_and_a_summary_on_one_line() -> None:
    text = "<details><summary>Why <b>so</b>?</summary>Because.</details>\n\nDone.\n"
    assert shown(text) == [
        (BlockKind.PARAGRAPH, "Because.", "Why so?"),
        (BlockKind.PARAGRAPH, "Done.", ""),
    ]


def test_a_card_shows_its_properties() -> None:
    text = '<Card title="Start" description="Your first deploy" href="/x" style={{a: "b c"}} />\n'
    assert [t for _, t, _ in shown(text)] == ["Start", "Your first deploy"]


def test_a_component_inside_a_sentence_stays_as_written() -> None:
    text = 'Click <Icon name="x"/> or <Link to="/a">here</Link>.\n\n<Key>Esc</Key> leaves it.\n'
    assert [t for _, t, _ in shown(text)] == [
        'Click <Icon name="x"/> or <Link to="/a">here</Link>.',
        "<Key>Esc</Key> leaves it.",
    ]


def test_attributes_may_hold_braces_tags_and_lines() -> None:
    text = (
        "<div\n  style={{ width: '80%' }}\n  onClick={() => go(<b>x</b>)}\n>\n  Inside.\n</div>\n"
    )
    assert shown(text) == [(BlockKind.PARAGRAPH, "Inside.", "")]


def test_a_preformatted_template_is_code() -> None:
    text = "<pre style={{\n  a: 'b'\n}}>\n{`+---+\n| x |`}\n</pre>\n"
    assert shown(text) == [(BlockKind.CODE, "+---+\n| x |", "")]


def test_tags_in_a_list_leave_their_labels() -> None:
    text = (
        '1. One\n   <Tabs>\n   <TabItem label="Mac">\n   Run.\n   </TabItem>\n   </Tabs>\n2. Two\n'
    )
    (block,) = parse_mdx(text).blocks
    assert block.kind is BlockKind.LIST
    assert block.text.split() == ["1.", "One", "Mac", "Run.", "2.", "Two"]


def test_heading_ids_in_comments_are_anchors() -> None:
    text = "# T\n\n## One {#first}\n\n## Two {/* #second */}\n"
    assert [b.anchor for b in parse_mdx(text).blocks] == ["first", "second"]


def test_front_matter_is_read() -> None:
    page = parse_mdx("---\ntitle: T\nslug: /x\n---\n\nText.\n")
    assert (page.title, page.meta["slug"]) == ("T", "/x")
    assert page.blocks == (Block(BlockKind.PARAGRAPH, "Text."),)


@pytest.mark.parametrize(
    "text",
    [
        "{/*" * 100_000,
        "{/*\n" * 20_000,
        "<A b={" * 50_000,
        "export const x = [" * 20_000,
        "export const x = [\n" * 20_000,
        "import {\n" * 20_000,
        "import x from" + " " * 50_000 + "\n",
        "export const x = [\n\n" * 20_000,
        "import\n" * 20_000,
        "<A>\n" * 20_000,
        "<table>" * 20_000,
        "<table>\n" * 20_000,
        "<A" + " a" * 200_000,
        "export const a = '" + "\\" * 100_000,
        "export const a = 1;\n" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.timeout(20)
def test_hostile_pages_end_soon(text: str) -> None:
    parse_mdx(text)
