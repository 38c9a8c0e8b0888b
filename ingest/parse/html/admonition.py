"""Notes, tips and warnings, in the markup of the tools that publish docs."""

from dataclasses import dataclass

from bs4 import Tag

from ingest.parse.html.inline import HEADINGS, line_of
from ingest.parse.html.soup import classes, tags_of, words

_KINDS = words(
    "note tip warning caution important info danger error hint attention success question "
    "example abstract failure bug todo seealso deprecated"
)
_DOCBOOK = words("note tip warning caution important")
_WRAPPERS = words(
    "admonition admonitionblock theme-admonition markdown-alert starlight-aside custom-block "
    "callout alert hint notification bs-callout"
)
_TITLES = words(
    "admonition-title title alert-heading markdown-alert-title starlight-aside__title "
    "custom-block-title callout-title admonition-heading"
)


@dataclass(frozen=True, slots=True)
class Admonition:
    """A labelled part of a page."""

    label: str
    """Such as `Warning`, or `Note: before 1.3` where it has a title of its own."""
    content: Tag
    """Where its text is; the title is no longer part of it."""


def read_admonition(tag: Tag) -> Admonition | None:
    """The admonition that `tag` is, if it is one. Takes the title out of the tree."""
    kind = _kind(tag)
    if not kind:
        return None
    title_tag = _title_tag(tag)
    title = line_of(title_tag) if title_tag else ""
    if title_tag is not None:
        title_tag.decompose()
    label = kind.capitalize()
    if title and title.rstrip(":").lower() != kind:
        label = title if title.lower().startswith(kind) else f"{label}: {title}"
    cell = tag.find("td", class_="content") if tag.name == "div" else None
    return Admonition(label, cell if isinstance(cell, Tag) else tag)


def _kind(tag: Tag) -> str:
    if tag.name not in ("div", "aside", "details", "section", "blockquote"):
        return ""
    names = classes(tag)
    if not names:
        return ""
    is_docbook = names[0] in _DOCBOOK and len(names) == 1 and tag.find("h3", class_="title")
    if not is_docbook and not _WRAPPERS.intersection(names):
        return ""
    for name in names:
        last = name.rpartition("-")[2]
        if last in _KINDS:
            return last
    return "note" if "admonition" in names else ""


def _title_tag(tag: Tag) -> Tag | None:
    for inner in tags_of(tag):
        names = classes(inner)
        if _TITLES.intersection(names) or any(n.startswith("admonitionheading") for n in names):
            return inner
        if inner.name in ("summary", *HEADINGS):
            return inner
        if inner.name in ("p", "li", "pre") and line_of(inner):
            return None
    return None
