"""Nothing that runs survives, wherever it was put: question, document, title, URL, reply."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.links import retrieved, web_address
from bot.web.render import ATTRIBUTES, TAGS, markdown_html, message_html
from bot.web.site import document_html
from bot.web.views import message_body
from core.conversation import Message, Role, SeeAlso
from core.records import AnswerKind, AnswerPart, Block, BlockKind, Citation, Document
from tests.bot.web.line import help_line
from tests.bot.web.payloads import corpus, urls

GOOD = "https://docs.example.com/guide/rollback"
PAYLOADS = corpus()


class Allowed(HTMLParser):
    """Reads HTML as a browser would and keeps to the allow-list, or fails."""

    def __init__(self, links: frozenset[str] | None) -> None:
        """`links`: the only addresses that may be linked; None for any web address."""
        super().__init__()
        self._links = links
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        self.seen.append(tag)
        more = {"rel", "target"} if tag == "a" else set()
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | more, (tag, name, value)
        given = dict(attributes)
        if tag == "a":
            assert given["rel"] == "noopener nofollow"
            assert given["target"] == "_blank"
            if "href" in given:
                url = given["href"] or ""
                assert web_address(url), url
                assert self._links is None or url in self._links, url

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def check(html: str, *links: str) -> list[str]:
    reader = Allowed(frozenset(links))
    reader.feed(html)
    reader.close()
    return reader.seen


def answer(text: str, title: str = "Rollbacks", url: str = GOOD) -> Message:
    citation = Citation(1, "guide", "a.md", url, title, title, text, datetime.now(UTC))
    return Message(
        "m",
        "c",
        Role.ASSISTANT,
        f"{text} [1]",
        datetime.now(UTC),
        kind=AnswerKind.PARTIAL,
        confidence=0.5,
        parts=(AnswerPart(text, 1),),
        citations=(citation,),
        see_also=(SeeAlso(title, url),),
    )


def test_the_corpus_is_large() -> None:
    assert len(PAYLOADS) >= 200


def test_in_a_document() -> None:
    for payload in PAYLOADS:
        check(message_html(answer(payload)) or "", GOOD)
        check(markdown_html(payload))


def test_in_a_title() -> None:
    for payload in PAYLOADS:
        body = message_body(answer("Run it.", title=payload))
        check(body.html or "", GOOD)
        assert body.citations[0].title == payload  # as text; the bubble never inserts it as HTML


def test_in_a_url() -> None:
    for url in (*urls(), *PAYLOADS):
        message = answer(f"[here]({url})", url=url)
        # What the source claims to be its address is a link where it is a plain web address.
        plain = retrieved(message)
        assert all(urlsplit(link).scheme in ("http", "https") for link in plain)
        check(message_html(message) or "", *plain)
        body = message_body(message)
        assert body.citations[0].url == web_address(url)
        assert body.see_also[0].url == web_address(url)


def test_in_what_a_human_says() -> None:
    for payload in PAYLOADS:
        said = Message("m", "c", Role.HUMAN, payload, datetime.now(UTC), author=payload)
        html = message_html(said) or ""
        reader = Allowed(None)
        reader.feed(html)


def test_what_the_asker_typed_is_never_html() -> None:
    for payload in PAYLOADS:
        said = Message("m", "c", Role.USER, payload, datetime.now(UTC))
        assert message_html(said) is None


def test_on_a_shelf() -> None:
    for payload in PAYLOADS:
        blocks = (
            Block(BlockKind.HEADING, payload, level=2, anchor=payload),
            Block(BlockKind.PARAGRAPH, payload),
            Block(BlockKind.CODE, payload, language=payload),
        )
        page = document_html(Document("s", "a", payload, blocks, "f"), "/handbook/a")
        read = _Shelf()
        read.feed(page)
        assert read.scripts == ["/widget.js"]


class _Shelf(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        frame = {"html", "head", "meta", "title", "style", "body", "main", "script"}
        assert tag in TAGS | frame, tag
        if tag == "script":
            self.scripts.append(dict(attributes).get("src"))
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name == "href":
                assert value is not None
                assert value.startswith("/handbook/"), value


def test_good_markup_stays() -> None:
    text = (
        "Do **this** with `x`:\n\n1. a\n2. b\n\n```bash\nls <dir>\n```\n\n| a | b |\n|---|---|\n"
        f"| 1 | 2 |\n\n[Read]({GOOD}) and [not this](https://evil.example)."
    )
    html = markdown_html(text, lambda url: url if url == GOOD else "")
    seen = check(html, GOOD)
    assert {"p", "strong", "code", "ol", "li", "pre", "table", "td", "a"} <= set(seen)
    assert seen.count("a") == 1
    assert '<code class="language-bash">ls &lt;dir&gt;\n</code>' in html
    assert "not this" in html


@pytest.mark.parametrize("url", [GOOD, "http://localhost:8765/handbook/a#b", "https://[::1]/x"])
def test_plain_web_addresses_are_links(url: str) -> None:
    assert web_address(url) == url
    assert url in (message_html(answer("Run it.", url=url)) or "")


def test_through_the_whole_house(tmp_path: Path) -> None:
    """Documents made of payloads, asked for with payloads, through ingest, search and stream."""
    step = 40
    pages = {
        f"p{start}.md": f"# Zebra {PAYLOADS[start]}\n\n"
        + "\n\n".join(f"The zebra says {text}" for text in PAYLOADS[start : start + step])
        for start in range(0, len(PAYLOADS), step)
    }
    with help_line(tmp_path, pages) as line:
        ada = line.person()
        conversation = ada.conversation()
        shown: list[dict[str, Any]] = []
        for payload in PAYLOADS[::12]:
            path = f"/conversations/{conversation}/messages"
            with ada.stream(path, {"text": f"What does the zebra say? {payload}"}) as events:
                shown += [event.data for event in events if "html" in event.data]
        said = [item for item in shown if item["html"]]
        assert len(said) > 20
        for item in said:
            links = [c["url"] for c in item.get("citations", [])]
            links += [p["url"] for p in item.get("see_also", [])]
            check(item["html"], *links, *_pages_of(item["html"]))
        assert line.client.get("/readyz").status_code == 200
        assert "zebra" in json.dumps(said)


def _pages_of(html: str) -> list[str]:
    """The addresses of the pages that were indexed, which alone a part may link to."""
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    return [link for link in links if link.startswith("https://docs.example.com/guide/p")]
