"""The HTML parser, on pages shaped as the common documentation tools publish them."""

import re
import time
from datetime import UTC, datetime

import pytest

from core.errors import Permanent
from core.records import Block, BlockKind
from ingest.parse.html import links, parse_html
from ingest.parse.parsed import Parsed

HEADING, PARAGRAPH, CODE, LIST, TABLE = BlockKind


def texts(page: Parsed) -> list[str]:
    return [block.text for block in page.blocks]


def body(inner: str) -> Parsed:
    return parse_html(f"<html><head><title>T</title></head><body>{inner}</body></html>")


def only(inner: str) -> Block:
    (block,) = body(inner).blocks
    return block


class TestContent:
    """Main content only."""

    def test_leaves_out_what_surrounds_the_content(self) -> None:
        page = body(
            """<header><h1>Acme</h1><a href="/">Home</a></header>
            <nav>Menu</nav><div class="breadcrumbs">Docs / Deploy</div>
            <div id="cookie-banner">We use cookies</div><form>Search</form>
            <h2>Deploy</h2><p>Run the job.</p>
            <aside>Related</aside><div class="toc">On this page</div>
            <a class="edit-this-page" href="/e">Edit</a>
            <div class="prev-next">Next: Rollback</div>
            <script>track()</script><style>p{}</style><noscript>Enable it</noscript>
            <template>later</template><footer>Imprint</footer>"""
        )
        assert "Run the job." in texts(page)
        unwanted = "Menu|Docs /|cookies|Search|Related|On this|Next:|track|p{}|Enable|later|Imprint"
        assert not re.search(unwanted, " ".join(texts(page)))

    @pytest.mark.parametrize(
        "container",
        [
            '<main>{}</main><div class="menu-like">elsewhere</div>',
            '<div role="main">{}</div><div>elsewhere</div>',
            "<article>{}</article><div>elsewhere</div>",
            '<div class="document"><div class="body">{}</div></div><div>elsewhere</div>',
            '<div class="md-content__inner md-typeset">{}</div><div>elsewhere</div>',
            '<main><div>elsewhere</div><div class="theme-doc-markdown">{}</div></main>',
            '<div itemprop="articleBody">{}</div><div>elsewhere</div>',
        ],
        ids=["main", "role", "article", "sphinx", "mkdocs", "docusaurus", "readthedocs"],
    )
    def test_takes_the_marked_container(self, container: str) -> None:
        page = body(container.format("<h1>Deploy</h1><p>Run the job and wait for it.</p>"))
        assert page.title == "Deploy"
        assert texts(page) == ["Run the job and wait for it."]

    def test_trusts_the_text_when_the_container_is_nearly_empty(self) -> None:
        page = body("<main><p>Hi</p></main><div><p>" + "The real page. " * 30 + "</p></div>")
        assert "The real page." in texts(page)[0]

    def test_leaves_out_a_menu_that_no_class_names(self) -> None:
        menu = "".join(f'<a href="{n}.html">Chapter {n}</a> ' for n in range(9))
        page = body(f"<div>{menu}</div><div><p>{'Long text. ' * 30}</p></div>")
        assert "Chapter" not in " ".join(texts(page))

    def test_keeps_a_page_that_is_one_large_menu(self) -> None:
        page = body('<div class="toc"><ul><li><a href="a">Deploy</a></li></ul></div>')
        assert texts(page) == ["- Deploy"]

    def test_keeps_what_a_tab_hides_and_drops_what_nobody_sees(self) -> None:
        page = body('<div role="tabpanel" hidden><p>On Linux</p></div><p hidden>Ignore me</p>')
        assert texts(page) == ["On Linux"]

    def test_keeps_what_holds_the_text_whatever_it_is_called(self) -> None:
        for name in ("contents", "menu", "search", "footer-text"):
            page = body(f'<div class="{name}"><h2>Deploy</h2><p>{"Run it. " * 9}</p></div>')
            assert texts(page)[0] == "Deploy"

    def test_keeps_the_heading_in_the_header_of_a_section(self) -> None:
        page = body("<section><header><h2>Deploy</h2></header><p>Run it.</p></section>")
        assert texts(page) == ["Deploy", "Run it."]

    def test_keeps_a_page_wrapped_in_a_form(self) -> None:
        assert texts(body("<form><h2>Deploy</h2><p>Run it.</p></form>")) == ["Deploy", "Run it."]


class TestAsciidoctor:
    """Manual pages: the name stands in the header, the options are definition lists."""

    PAGE = """<html><head><title>tool-sync(1)</title></head><body class="manpage">
      <div id="header"><h1>tool-sync(1) Manual Page</h1><div class="details">by Ann</div>
        <div id="toc" class="toc"><ul><li><a href="#_options">OPTIONS</a></li></ul></div>
        <h2 id="_name">NAME</h2><div class="sectionbody"><p>tool-sync - Copy trees</p></div></div>
      <div id="content"><div class="sect1"><h2 id="_options">OPTIONS</h2><div class="sectionbody">
        <div class="dlist"><dl>
          <dt class="hdlist1" id="opt-n"><code>-n</code></dt>
          <dt class="hdlist1"><code>--dry-run</code></dt>
          <dd><p>Say what would be
             done.</p><div class="ulist"><ul><li><p>twice</p></li></ul></div></dd>
          <dt class="hdlist1"><code>--exec</code></dt>
          <dd><p>Run a command:</p><div class="listingblock"><div class="content">
             <pre>tool sync \\\n  --exec ls</pre></div></div>
             <dl><dt>fast</dt><dd><p>Soon.</p></dd></dl></dd>
        </dl></div>
        <div class="admonitionblock warning"><table><tr><td class="icon">
          <div class="title">Warning</div></td><td class="content">Do not <em>stop</em> it.</td>
          </tr></table></div>
        <div class="verseblock"><pre class="content"><em>tool</em> sync\n\t[-n]</pre></div>
      </div></div></div>
      <div id="footer"><div id="footer-text">Last updated 2025-03-01 10:20:30 -0700</div></div>
      </body></html>"""

    def test_reads_the_manual_page(self) -> None:
        page = parse_html(self.PAGE)
        assert page.title == "tool-sync(1) Manual Page"
        assert page.meta["updated"] == datetime(2025, 3, 1, 17, 20, 30, tzinfo=UTC)
        assert page.blocks == (
            Block(HEADING, "NAME", 2, "_name"),
            Block(PARAGRAPH, "tool-sync - Copy trees"),
            Block(HEADING, "OPTIONS", 2, "_options"),
            Block(PARAGRAPH, "-n\n--dry-run\nSay what would be done.\n- twice", anchor="opt-n"),
            Block(PARAGRAPH, "--exec\nRun a command:"),
            Block(CODE, "tool sync \\\n  --exec ls"),
            Block(PARAGRAPH, "fast\nSoon."),
            Block(PARAGRAPH, "Do not stop it.", label="Warning"),
            Block(CODE, "tool sync\n\t[-n]"),
        )


class TestHeadings:
    """Titles, anchors, levels."""

    @pytest.mark.parametrize(
        "markup",
        [
            '<h2 id="roll">Roll back</h2>',
            '<section id="roll"><h2>Roll back<a class="headerlink" href="#roll">¶</a></h2>',
            '<div class="section" id="roll"><span></span><h2>Roll back</h2></div>',
            '<h2><a id="roll"></a>Roll back</h2>',
            '<h2><a name="roll">Roll back</a></h2>',
            '<a id="roll"></a>\n<h2>Roll back</h2>',
            '<p><a name="roll"></a></p><h2>Roll back</h2>',
            '<h2><a class="anchor" id="roll" href="#roll"></a>Roll back <a href="#roll">#</a></h2>',
            '<div id="roll"><div class="titlepage"><div><h2>Roll back</h2></div></div></div>',
            '<h2 id="roll">Roll back<span class="sr-only">Link to this heading</span></h2>',
        ],
    )
    def test_finds_the_anchor_and_drops_the_link_mark(self, markup: str) -> None:
        block = body(f"<p>Before.</p>{markup}<p>After.</p>").blocks[1]
        assert block == Block(HEADING, "Roll back", 2, "roll")

    def test_invents_no_anchor(self) -> None:
        page = body('<div id="whole"><p>Text.</p><h2>Roll back</h2></div><span>x</span><h3>B</h3>')
        assert [b.anchor for b in page.blocks if b.kind is HEADING] == ["", ""]

    @pytest.mark.parametrize(
        ("head", "title"),
        [
            ("Deploy | Acme Docs", "Deploy"),
            ("Deploy — Acme 1.2 documentation", "Deploy"),
            ("Deploy - Acme Documentation", "Deploy"),
            ("Deploy :: Acme", "Deploy"),
            ("tool-sync - Copy trees", "tool-sync - Copy trees"),
            ("Deploy", "Deploy"),
        ],
    )
    def test_takes_the_title_without_the_site(self, head: str, title: str) -> None:
        assert parse_html(f"<title>{head}</title><p>Text.</p>").title == title

    def test_prefers_the_top_heading_and_does_not_repeat_it(self) -> None:
        page = body("<h1>Deploy safely</h1><p>Text.</p>")
        assert (page.title, texts(page)) == ("Deploy safely", ["Text."])

    def test_keeps_several_top_headings(self) -> None:
        page = body("<h1>One</h1><p>a</p><h1>Two</h1><p>b</p>")
        assert (page.title, texts(page)) == ("One", ["One", "a", "Two", "b"])


class TestBlocks:
    """What becomes of each kind of markup."""

    def test_collapses_white_space_and_adds_no_marks(self) -> None:
        block = only("<p>Run  <code>make</code>\n<b>twice</b>,&nbsp;then<br>stop.</p>")
        assert block == Block(PARAGRAPH, "Run make twice, then\nstop.")

    def test_keeps_text_outside_of_paragraphs(self) -> None:
        assert texts(body("Loose <i>words</i><p>Para</p>more<div>deep</div>")) == [
            "Loose words",
            "Para",
            "more",
            "deep",
        ]

    def test_reads_a_list_as_one_block(self) -> None:
        block = only(
            """<ol start="3"><li>Stop
              it</li><li><p>Restart:</p><pre>svc up\n  --now</pre><ul><li>a</li><li>b</li></ul></li>
            </ol>"""
        )
        assert block.kind is LIST
        assert block.text == (
            "3. Stop it\n4. Restart:\n       svc up\n         --now\n   - a\n   - b"
        )

    def test_reads_steps_with_headings_as_sections(self) -> None:
        page = body('<ol><li><h3 id="s">Step</h3><p>Do it.</p></li></ol>')
        assert page.blocks == (Block(HEADING, "Step", 3, "s"), Block(PARAGRAPH, "Do it."))

    def test_reads_a_table_as_one_block(self) -> None:
        page = body(
            """<table><caption>Limits</caption><thead><tr><th>Plan</th><th>Pods</th></tr></thead>
            <tr><td>small</td><td><p>10</p><p>20</p></td></tr></table>"""
        )
        assert page.blocks == (
            Block(PARAGRAPH, "Limits"),
            Block(TABLE, "| Plan | Pods |\n| small | 10 20 |"),
        )

    def test_reads_a_layout_table_as_text(self) -> None:
        page = body("<table><tr><td><h2>Deploy</h2><p>Run it.</p></td><td>more</td></tr></table>")
        assert texts(page) == ["Deploy", "Run it.", "more"]

    @pytest.mark.parametrize(
        ("markup", "language"),
        [
            ('<pre><code class="language-bash">ls\n  -l</code></pre>', "bash"),
            ('<div class="highlight-python notranslate"><pre>ls\n  -l</pre></div>', "python"),
            ('<pre class="lang-go">ls\n  -l</pre>', "go"),
            ('<pre class="rouge"><code data-lang="yaml">ls\n  -l</code></pre>', "yaml"),
            ('<div class="sourceCode"><pre class="sourceCode r">ls\n  -l</pre></div>', "r"),
            ("<pre>\nls<br>  -l\n</pre>", ""),
            ('<div class="highlight-default"><pre>ls\n  -l</pre></div>', ""),
            (
                '<table><tr><td class="linenos"><pre>1\n2</pre></td>'
                '<td class="code"><pre>ls\n  -l</pre></td></tr></table>',
                "",
            ),
            ('<pre><span class="lineno">1</span>ls\n<span class="lineno">2</span>  -l</pre>', ""),
        ],
    )
    def test_keeps_the_lines_of_code(self, markup: str, language: str) -> None:
        assert only(markup) == Block(CODE, "ls\n  -l", language=language)

    @pytest.mark.parametrize(
        ("markup", "label"),
        [
            ('<div class="admonition note"><p class="admonition-title">Note</p>{}</div>', "Note"),
            (
                '<div class="admonition warning"><p class="admonition-title">Before 2</p>{}</div>',
                "Warning: Before 2",
            ),
            (
                '<div class="theme-admonition theme-admonition-tip alert"><div class='
                '"admonitionHeading_x"><svg></svg>tip</div><div>{}</div></div>',
                "Tip",
            ),
            (
                '<div class="markdown-alert markdown-alert-caution"><p class='
                '"markdown-alert-title">Caution</p>{}</div>',
                "Caution",
            ),
            (
                '<aside class="starlight-aside starlight-aside--danger"><p class='
                '"starlight-aside__title">Danger</p>{}</aside>',
                "Danger",
            ),
            ('<div class="note"><h3 class="title">Note</h3>{}</div>', "Note"),
            ('<details class="admonition tip"><summary>Speed</summary>{}</details>', "Tip: Speed"),
        ],
    )
    def test_labels_an_admonition(self, markup: str, label: str) -> None:
        page = body("<p>Before.</p>" + markup.format("<p>Mind it.</p>") + "<p>After.</p>")
        assert [(b.text, b.label) for b in page.blocks] == [
            ("Before.", ""),
            ("Mind it.", label),
            ("After.", ""),
        ]

    def test_a_long_meaning_follows_its_term(self) -> None:
        page = body(f"<dl><dt>-x</dt><dd><p>Short.</p><p>{'long ' * 400}</p></dd></dl>")
        assert texts(page)[0] == "-x\nShort."
        assert len(page.blocks) == 2


class TestMeta:
    """What a page says about itself."""

    @pytest.mark.parametrize(
        "markup",
        [
            '<meta property="article:modified_time" content="2024-05-06T07:08:09Z">',
            '<script type="application/ld+json">{"@graph":[{"dateModified":'
            '"2024-05-06T07:08:09+00:00"}]}</script>',
            '<p>Last updated on <time datetime="2024-05-06T07:08:09Z">May</time></p>',
            "<footer>Last updated 2024-05-06 07:08:09 UTC</footer>",
        ],
    )
    def test_reads_when_the_page_was_changed(self, markup: str) -> None:
        page = body(f"<p>Text.</p>{markup}")
        assert page.meta["updated"] == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)

    def test_leaves_other_times_alone(self) -> None:
        page = body('<p>We meet at <time datetime="2024-05-06">noon</time>.</p>')
        assert "updated" not in page.meta

    def test_reads_canonical_address_and_noindex(self) -> None:
        page = parse_html(
            '<link rel="canonical" href="/a"><meta name="robots" content="NoIndex"><p>x</p>',
            url="https://docs.example/b",
        )
        assert page.meta["canonical"] == "https://docs.example/a"
        assert page.meta["noindex"] is True

    def test_knows_a_servers_own_listing(self) -> None:
        listing = (
            "<title>Directory listing for /</title><h1>Directory listing for /</h1><ul>{}</ul>"
        )
        entries = '<li><a href="a.html">a.html</a></li>' * 3
        assert parse_html(listing.format(entries)).meta["listing"] is True
        assert "listing" not in body(f"<ul>{entries}</ul>").meta


class TestLinks:
    """Where a page leads."""

    def test_finds_every_link_once_menus_included(self) -> None:
        found = links(
            """<nav><a href="/a.html#x">a</a></nav><p><a href="b?q=1">b</a><a href="/a.html">a</a>
            <a href="javascript:alert(1)">j</a><a href="mailto:x@y">m</a><a href="file:///etc">f</a>
            <a href="//other.example/c">c</a><a href="http://[broken">d</a><a>e</a></p>""",
            "https://docs.example/guide/",
        )
        assert found == (
            "https://docs.example/a.html",
            "https://docs.example/guide/b?q=1",
            "https://other.example/c",
        )

    def test_follows_base_and_refresh(self) -> None:
        page = (
            '<base href="/v2/"><meta http-equiv="refresh" content="0; url=home"><a href="x">x</a>'
        )
        found = links(page, "https://docs.example/")
        assert found == ("https://docs.example/v2/home", "https://docs.example/v2/x")

    def test_obeys_nofollow(self) -> None:
        assert links('<meta name="robots" content="nofollow"><a href="x">x</a>', "http://a/") == ()


class TestWrongInput:
    """Bombs and broken bytes."""

    @pytest.mark.parametrize(
        ("bomb", "reason"),
        [
            ("<div>" * 1_000_000, "too many tags: 1,000,000"),
            ("<div>" * 3_000 + "x", "too deeply nested: 3,00"),
            ("<b>" * 100_000 + "x", "too deeply nested"),
            ("<div>" * 190 + "<i></i>" * 200_000, "too deeply nested"),
            ('<p a="' + "x" * 50_000_000 + '">', "too large: 50,000,00"),
        ],
        ids=["million", "deep", "unclosed", "wide-and-deep", "attributes"],
    )
    def test_refuses_a_bomb_by_name(self, bomb: str, reason: str) -> None:
        started = time.monotonic()
        with pytest.raises(Permanent, match=reason):
            parse_html(bomb)
        assert time.monotonic() - started < 60

    def test_reads_the_deepest_page_it_accepts(self) -> None:
        deep = "<div>" * 190 + "<p>x</p>"
        assert texts(body(deep)) == ["x"]
        assert texts(body("<ul><li>" * 95 + "x"))[0].endswith("- x")
        assert "x" in texts(body("<dl><dd>" * 95 + "x"))[-1]

    def test_survives_many_attributes(self) -> None:
        attributes = " ".join(f'a{n}="x"' for n in range(50_000))
        assert texts(body(f"<p {attributes}>x</p>")) == ["x"]

    def test_names_invalid_utf8(self) -> None:
        page = parse_html(b"<p>caf\xe9 noir</p>")
        assert texts(page) == ["caf\ufffd noir"]
        assert page.warnings[0].startswith("invalid UTF-8 at byte 6")

    def test_reads_the_declared_encoding(self) -> None:
        page = parse_html('<meta charset="iso-8859-1"><p>café</p>'.encode("latin-1"))
        assert (texts(page), page.warnings) == (["café"], ())
        assert texts(parse_html("<p>café</p>".encode("utf-16"))) == ["café"]

    @pytest.mark.parametrize("markup", ["", " ", "a", "<", "<?xml version='1.0'?><p>a", "http://a"])
    def test_takes_anything_without_a_warning(self, markup: str) -> None:
        parse_html(markup)

    def test_takes_broken_structured_data(self) -> None:
        body('<script type="application/ld+json">{"a":' + "[" * 5_000 + "</script><p>x</p>")
