"""A site beside the API: its front page, and a shelf of documents."""

from pathlib import Path

from bot.web.site import Shelf, Site
from core.records import Block, BlockKind, Document
from tests.bot.web.line import help_line

PAGE = Document(
    "handbook",
    "deploy/rollbacks.md",
    "Rollbacks <b>",
    (
        Block(BlockKind.HEADING, "Who `may`", level=2, anchor="who-may"),
        Block(
            BlockKind.PARAGRAPH,
            "See [canary](canary.md#start), [access](../access/vpn.md), [up](/etc/passwd) and"
            " [out](https://evil.example).",
        ),
        Block(BlockKind.CODE, "a ``` b", language="bash"),
    ),
    "f",
)


def test_a_shelf_shows_its_documents_and_links_among_them(tmp_path: Path) -> None:
    front = tmp_path / "portal.html"
    front.write_text("<!doctype html><style>a{b:c}</style><p>Portal")
    shelf = Shelf("/handbook", {"deploy/rollbacks": PAGE}.get)
    with help_line(tmp_path, {}, Site(front, (shelf,))) as line:
        assert line.client.get("/").text.endswith("Portal")
        assert "'sha256-" in line.client.get("/").headers["content-security-policy"]
        page = line.client.get("/handbook/deploy/rollbacks")
        assert page.status_code == 200
        assert "<title>Rollbacks &lt;b&gt;</title>" in page.text
        assert '<h2 id="who-may">Who <code>may</code></h2>' in page.text
        assert 'href="/handbook/deploy/canary#start"' in page.text
        assert 'href="/handbook/access/vpn"' in page.text
        assert page.text.count("href=") == 2
        assert '<code class="language-bash">a ``` b\n</code>' in page.text
        missing = line.client.get("/handbook/none")
        assert (missing.status_code, missing.json()["status"]) == (404, 404)
