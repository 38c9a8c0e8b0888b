"""An answer with status 200 -> what the page holds."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import Any

from core.errors import Permanent
from core.records import Block
from ingest.parse.html import VERSION as HTML_VERSION
from ingest.parse.html import read_html
from ingest.parse.html.meta import read_instant
from ingest.parse.html.soup import decode_as
from ingest.parse.parsed import Parsed
from ingest.parse.prose import prose_blocks
from ingest.sources.crawl.fetch import Answer

VERSION = f"website-1 {HTML_VERSION}"
_HTML = frozenset(["text/html", "application/xhtml+xml"])
_TEXT = frozenset(["text/markdown", "text/x-markdown", "text/plain"])


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
        """Not for them: what asks not to be indexed, a server's own listing, an empty page."""
        if self.meta.get("noindex") or self.meta.get("listing"):
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
        return _text_page(markup)
    parsed, links = read_html(markup, url=answer.url)
    meta = dict(parsed.meta)
    if "noindex" in answer.headers.get("x-robots-tag", "").lower():
        meta["noindex"] = True
    return Page(parsed.title, parsed.blocks, links, meta, parsed.warnings)


def updated_at(page: Page, answer: Answer, lastmod: str) -> datetime | None:
    """When the page was changed: as it says itself, else the sitemap, else the server."""
    said = page.meta.get("updated") or read_instant(lastmod)
    return said or _last_modified(answer)


def title_of(path: str) -> str:
    """A title for a page without one, made of its address."""
    pure = PurePosixPath(path.partition("?")[0])
    stem = pure.parent.name if pure.stem == "index" and pure.parent.name else pure.stem
    words = " ".join(stem.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] or path


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


def _text_page(markup: str | bytes) -> Page:
    text = markup if isinstance(markup, str) else markup.decode("utf-8-sig", errors="replace")
    parsed = _entitled(prose_blocks(text.replace("\0", "")))
    return Page(parsed.title, parsed.blocks, (), {}, ())


def _entitled(blocks: tuple[Block, ...]) -> Parsed:
    first = blocks[0] if blocks else None
    if first is not None and first.level == 1:
        return Parsed(first.text, blocks[1:])
    return Parsed("", blocks)
