"""What a page says about itself: when it was changed, where it belongs, who may index it."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from ingest.parse.html.soup import attribute, named, tags_of, words

_UPDATED = words(
    "article:modified_time og:updated_time last-modified dcterms.modified dc.date.modified "
    "datemodified lastmod revised"
)
_WORDS = re.compile(r"(?:last\s+)?(?:updated?|modified|changed|edited)\b", re.IGNORECASE)
_FOOTER_DATE = re.compile(
    r"last\s+(?:update|updated|modified|changed)(?:\s+on)?[:\s]+"
    r"(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?(?:\s*(?:Z|UTC|[+-]\d\d:?\d\d))?"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})",
    re.IGNORECASE,
)
_FORMATS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d")
_LONGEST_JSON = 200_000


def read_meta(soup: BeautifulSoup, url: str) -> dict[str, Any]:
    """`updated` (datetime with zone), `canonical` (absolute), `noindex`; each only where given."""
    stated = dict(_stated(soup))
    meta: dict[str, Any] = {}
    updated = _updated(soup, stated)
    if updated:
        meta["updated"] = updated
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag) and attribute(canonical, "href"):
        meta["canonical"] = _absolute(url, attribute(canonical, "href"))
    robots = f"{stated.get('robots', '')},{stated.get('dialtone', '')}".lower()
    if "noindex" in robots or "none" in robots.replace(" ", "").split(","):
        meta["noindex"] = True
    return meta


def read_instant(text: str) -> datetime | None:
    """A date as pages write it, with time zone (UTC where none is written); None if it is none."""
    text = text.strip().replace(" UTC", "+00:00").replace(".,", ",")
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    for read in (datetime.fromisoformat, *map(_by_format, _FORMATS)):
        try:
            found = read(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _by_format(pattern: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, pattern)


def _stated(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in named(soup, ("meta",)):
        for key in ("name", "property", "itemprop", "http-equiv"):
            if attribute(tag, key):
                yield attribute(tag, key).lower(), attribute(tag, "content")


def _updated(soup: BeautifulSoup, stated: dict[str, str]) -> datetime | None:
    for text in _updated_texts(soup, stated):
        found = read_instant(text)
        if found:
            return found
    return None


def _updated_texts(soup: BeautifulSoup, stated: dict[str, str]) -> Iterator[str]:
    yield from (content for name, content in stated.items() if name in _UPDATED)
    for script in soup.find_all("script", type="application/ld+json"):
        yield from _json_dates(script.get_text())
    for tag in named(soup, ("time",)):
        # Other times on a page are what the text talks about.
        around = tag.parent.get_text()[:200] if tag.parent is not None else ""
        marks = f"{attribute(tag, 'class')} {attribute(tag, 'itemprop')}"
        if _WORDS.search(around) or re.search("modified|updated", marks, re.IGNORECASE):
            yield attribute(tag, "datetime") or tag.get_text()
    for footer in tags_of(soup):
        if footer.name == "footer" or "foot" in attribute(footer, "id"):
            match = _FOOTER_DATE.search(" ".join(footer.get_text().split())[:2_000])
            if match:
                yield match[1]


def _json_dates(text: str) -> Iterator[str]:
    if len(text) > _LONGEST_JSON:
        return
    try:
        pending = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if isinstance(value.get("dateModified"), str):
                yield value["dateModified"]
            pending += value.values()
        elif isinstance(value, list):
            pending += value


def _absolute(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return href
