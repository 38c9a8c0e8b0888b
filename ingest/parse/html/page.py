"""One HTML page -> Parsed."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from core.records import Block, BlockKind
from ingest.parse.html.anchors import settle_anchors
from ingest.parse.html.blocks import read_blocks
from ingest.parse.html.content import choose_content, menus_beside
from ingest.parse.html.inline import line_of
from ingest.parse.html.links import links_of
from ingest.parse.html.meta import read_meta
from ingest.parse.html.noise import remove_noise
from ingest.parse.html.prose import is_listing
from ingest.parse.html.soup import attribute, decode, make_soup
from ingest.parse.parsed import Parsed

VERSION = "html-1"
"""Goes into fingerprints: a parser that reads differently reads every page anew."""

_SEPARATOR = re.compile(r"\s+(?:[|·•»\u2013\u2014]|::)\s+")
_SITE_WORD = re.compile(r"\b(?:docs?|documentation|manual|handbook|wiki|guide|help)\b", re.I)


def parse_html(markup: str | bytes, *, url: str = "") -> Parsed:
    """A page's content without the site around it.

    `meta` may hold `updated` (datetime), `canonical` (absolute if `url` is given), `noindex` and
    `listing` (a web server's own directory index). Raises Permanent for markup bombs.
    """
    return read_html(markup, url=url)[0]


def read_html(markup: str | bytes, *, url: str) -> tuple[Parsed, tuple[str, ...]]:
    """The page as `parse_html` reads it, and its links as `links` finds them."""
    text, warnings = decode(markup) if isinstance(markup, bytes) else (markup, ())
    soup = make_soup(text)
    leads_to = links_of(soup, url)
    meta = read_meta(soup, url)
    head = _head_title(soup)
    if is_listing(soup.body or soup, head):
        meta["listing"] = True
    blocks = _content_blocks(soup, gently=False)
    if not blocks:
        # The rules took all there was, as on a page that is one large menu: take them back.
        blocks = _content_blocks(make_soup(text), gently=True)
    title = _first_top_heading(blocks) or head or _first_heading(blocks)
    return Parsed(title, _without_title(blocks, title), meta, warnings), leads_to


def _content_blocks(soup: BeautifulSoup, *, gently: bool) -> tuple[Block, ...]:
    settle_anchors(soup)
    content: Tag = (soup.body or soup) if gently else choose_content(soup)
    remove_noise(content, gently=gently)
    if content is soup.body and not gently:
        for menu in menus_beside(content):
            menu.extract()
    return read_blocks(content)


def _first_top_heading(blocks: Sequence[Block]) -> str:
    return next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """The blocks without the heading that became the title, if it is the only one of its rank."""
    top = [b for b in blocks if b.kind is BlockKind.HEADING and b.level == 1]
    if len(top) != 1 or top[0].text != title:
        return blocks
    return tuple(block for block in blocks if block is not top[0])


def _head_title(soup: BeautifulSoup) -> str:
    """`<title>` without the site's name behind it."""
    tag = soup.find("title")
    title = line_of(tag) if isinstance(tag, Tag) else ""
    site_tag = soup.find("meta", property="og:site_name")
    site = attribute(site_tag, "content") if isinstance(site_tag, Tag) else ""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1:
        return title[: title.rindex(parts[-1])].rstrip(" |·•»\u2013\u2014:")
    before, dash, after = title.rpartition(" - ")
    if dash and (after == site or _SITE_WORD.search(after)):
        return before
    return title
