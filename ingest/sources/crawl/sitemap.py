"""Sitemaps: XML, an index of them, gzip or plain lines."""

import html
import re
import zlib
from dataclasses import dataclass

from core.errors import Permanent
from ingest.sources.crawl.body import unpack

MAX_BYTES = 50_000_000
"""What the protocol allows one sitemap to unpack to."""

_FIELD = re.compile(r"<(loc|lastmod)>\s*(?:<!\[CDATA\[)?([^<\]]{1,4000})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of a sitemap, as written."""

    url: str
    lastmod: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap file lists: pages, or further sitemaps."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(data: bytes) -> Sitemap:
    """Raises Permanent for data that is no sitemap or unpacks to more than one may hold."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = unpack([data], MAX_BYTES)
        except zlib.error as error:
            raise Permanent(f"a sitemap that does not unpack: {error}") from error
    text = data.decode("utf-8-sig", errors="replace")
    if "<" not in text:
        lines = (line.strip() for line in text.splitlines())
        return Sitemap(tuple(Listed(line) for line in lines if line.startswith("http")))
    # Not an XML parser: a sitemap needs no entities, and entities can be made to explode.
    listed = _listed(text)
    if "<sitemapindex" in text:
        return Sitemap(sitemaps=tuple(entry.url for entry in listed))
    if "<urlset" not in text:
        raise Permanent("not a sitemap: it has neither <urlset> nor <sitemapindex>")
    return Sitemap(listed)


def _listed(text: str) -> tuple[Listed, ...]:
    entries: list[Listed] = []
    for match in _FIELD.finditer(text):
        value = html.unescape(match[2]).strip()
        if match[1].lower() == "loc":
            entries.append(Listed(value))
        elif entries:
            entries[-1] = Listed(entries[-1].url, value)
    return tuple(entries)
