"""An answer with status 200 -> what the page holds."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from core.errors import Permanent
from core.records import Block
from ingest.parse import formats
from ingest.parse.html import VERSION as HTML_VERSION
from ingest.parse.html import read_html
from ingest.parse.html.meta import read_instant
from ingest.parse.html.soup import decode_as
from ingest.sources import page_settings
from ingest.sources.crawl.fetch import Answer

VERSION = f"website-1 {HTML_VERSION} formats-{formats.VERSION}"
_HTML = frozenset(["text/html", "application/xhtml+xml"])
_MARKDOWN = frozenset(["text/markdown", "text/x-markdown"])
_TEXT = _MARKDOWN | {"text/plain"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...]
    meta: dict[str, Any]
    warnings: tuple[str, ...]

    @property
    def is_for_readers(self) -> bool:
        """Not for them: what asks not to be indexed, a server's own listing, a draft, an empty
        page."""
        if self.meta.get("noindex") or self.meta.get("listing"):
            return False
        if page_settings.is_draft(self.meta):
            return False
        return bool(self.title or self.blocks)

    def content(self) -> str:
        """The same for two addresses of the same page; empty where there is too little to tell."""
        if not self.blocks:
            return ""
        text = "\x1f".join((self.title, *(block.text for block in self.blocks)))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def is_readable(content_type: str) -> bool:
    """Whether answers of this type are read. Without a type, it may well be a page."""
    return not content_type or content_type in _HTML or content_type in _TEXT


def read_page(answer: Answer) -> Page:
    """Raises Permanent for markup that cannot be read within limits."""
    if not answer.content_type and b"\0" in answer.body[:4_096]:
        raise Permanent("no text, and the server names no content type")
    markup = _decoded(answer)
    if answer.content_type in _TEXT:
        return _text_page(answer, markup)
    parsed, links = read_html(markup, url=answer.url)
    meta = dict(parsed.meta)
    if "noindex" in answer.headers.get("x-robots-tag", "").lower():
        meta["noindex"] = True
    return Page(parsed.title, parsed.blocks, links, meta, parsed.warnings)


def updated_at(page: Page, answer: Answer, lastmod: str) -> datetime | None:
    """When the page was changed: as it says itself, else the sitemap, else the server."""
    said, _ = page_settings.updated_at(page.meta)
    return said or read_instant(lastmod) or _last_modified(answer)


def _last_modified(answer: Answer) -> datetime | None:
    try:
        changed = parsedate_to_datetime(answer.headers["last-modified"])
        now = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
    changed, now = (moment.replace(tzinfo=moment.tzinfo or UTC) for moment in (changed, now))
    # A server that makes its pages on demand says "just now" about all of them.
    return changed if now - changed > timedelta(minutes=1) else None


def _decoded(answer: Answer) -> str | bytes:
    """The bytes as they are, unless the server names an encoding other than UTF-8."""
    named = str(answer.headers.get("content-type", "")).lower().partition("charset=")[2]
    charset = named.partition(";")[0].strip(" \"'")
    if charset in ("", "utf-8", "utf8"):
        return answer.body
    text = decode_as(answer.body, charset)
    return answer.body if text is None else text


def _text_page(answer: Answer, markup: str | bytes) -> Page:
    """Read as the folder source reads such a file, so that both give the same page."""
    name = urlsplit(answer.url).path
    if answer.content_type in _MARKDOWN:
        name = "page.md"
    elif PurePosixPath(name).suffix.lower() not in formats.SUFFIXES:
        name = "page.txt"
    data = markup if isinstance(markup, bytes) else markup.encode()
    parsed = formats.parse(name, data, url=answer.url)
    return Page(parsed.title, parsed.blocks, (), dict(parsed.meta), parsed.warnings)
