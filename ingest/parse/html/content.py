"""Which part of a page is its content."""

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from ingest.parse.html.prose import Prose
from ingest.parse.html.soup import attribute, classes, named, tags_of, words

_ENOUGH_PROSE = 0.3
"""A container with a smaller share of the page's prose is not the content."""
_DENSEST = 0.6
_BOXES = words("div section table tbody tr td center form main article")


def choose_content(soup: BeautifulSoup) -> Tag:
    """The element that holds the page's content; the body where none is marked as that."""
    body = soup.body or soup
    if _is_asciidoctor(body):
        # The manual page's name and purpose stand in #header, beside #content.
        return body
    prose = Prose(body)
    candidates = _candidates(body, prose)
    if not candidates:
        return body
    for candidate in candidates:
        if prose.length(candidate) >= _ENOUGH_PROSE * prose.length(body):
            return candidate
    # Most of the prose is outside of what is marked as content: trust the text, not the mark.
    return densest(body, prose)


def menus_beside(root: Tag) -> list[Tag]:
    """Menus that no class names: blocks of links standing outside of the densest part."""
    prose = Prose(root)
    centre = densest(root, prose)
    if centre is root:
        return []
    near = {id(centre), *map(id, centre.parents), *map(id, tags_of(centre))}
    return [
        tag
        for tag in named(root, ("div", "ul", "ol", "table", "p"))
        if id(tag) not in near and prose.is_menu(tag)
    ]


def densest(root: Tag, prose: Prose) -> Tag:
    """The deepest element that still holds most of the root's prose."""
    best = root
    while True:
        boxes = [c for c in best.children if isinstance(c, Tag) and c.name in _BOXES]
        inner = max(boxes, key=prose.length, default=None)
        if inner is None or prose.length(inner) < _DENSEST * max(prose.length(root), 1):
            return best
        best = inner


def _is_asciidoctor(body: Tag) -> bool:
    kinds = {"article", "book", "manpage", "inline"}
    return bool(kinds.intersection(classes(body))) and body.find(id="content") is not None


def _has_class(*names: str) -> Callable[[Tag], bool]:
    wanted = set(names)
    return lambda tag: bool(wanted.intersection(classes(tag)))


_MARKS: tuple[Callable[[Tag], bool], ...] = (
    _has_class("theme-doc-markdown", "md-content__inner", "td-content", "markdown-body"),
    lambda tag: "articlebody" in attribute(tag, "itemprop").lower(),
    lambda tag: tag.name == "main" or attribute(tag, "role") == "main",
    lambda tag: tag.name == "article",
    _has_class("rst-content", "body", "document", "book-body", "sl-markdown-content"),
    lambda tag: attribute(tag, "id") in ("content", "main-content", "main", "bodyContent"),
)


def _candidates(body: Tag, prose: Prose) -> list[Tag]:
    """Marked containers, the most telling marks first."""
    tags = list(tags_of(body))
    marked = ([tag for tag in tags if mark(tag)] for mark in _MARKS)
    return [max(found, key=prose.length) for found in marked if found]
