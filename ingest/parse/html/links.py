"""Where a page leads, menus included."""

from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from ingest.parse.html.soup import attribute, decode, make_soup, named, tags_of


def links(markup: str | bytes, base_url: str) -> tuple[str, ...]:
    """The absolute http(s) addresses a page links to, each once, in order, without fragments.

    `<base href>` is followed as a browser would: whoever fetches must check each address. Raises
    Permanent as `parse_html` does. A page whose robots meta says `nofollow` leads nowhere.
    """
    text = decode(markup)[0] if isinstance(markup, bytes) else markup
    return links_of(make_soup(text), base_url)


def links_of(soup: BeautifulSoup, base_url: str) -> tuple[str, ...]:
    """The same of a page that is parsed already."""
    if _is_nofollow(soup):
        return ()
    base = soup.find("base", href=True)
    if isinstance(base, Tag):
        base_url = _joined(base_url, attribute(base, "href")) or base_url
    found: dict[str, None] = {}
    for tag in tags_of(soup):
        target = _joined(base_url, _reference(tag)) if _reference(tag) else ""
        if target.startswith(("http://", "https://")):
            found[target] = None
    return tuple(found)


def _reference(tag: Tag) -> str:
    if tag.name in ("a", "area"):
        return attribute(tag, "href")
    if tag.name == "frame":
        return attribute(tag, "src")
    if tag.name == "link" and {"next", "prev"}.intersection(attribute(tag, "rel").split()):
        return attribute(tag, "href")
    if tag.name == "meta" and attribute(tag, "http-equiv").lower() == "refresh":
        _, _, target = attribute(tag, "content").partition("=")
        return target.strip(" '\"")
    return ""


def _joined(base_url: str, reference: str) -> str:
    try:
        return urljoin(base_url, reference).partition("#")[0]
    except ValueError:
        return ""


def _is_nofollow(soup: BeautifulSoup) -> bool:
    return any(
        attribute(tag, "name").lower() == "robots" and "nofollow" in attribute(tag, "content")
        for tag in named(soup, ("meta",))
    )
