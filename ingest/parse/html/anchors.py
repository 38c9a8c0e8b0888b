"""Where a link can land: the id that a page gives each of its headings."""

from bs4 import Tag

from ingest.parse.html.inline import HEADINGS
from ingest.parse.html.soup import attribute, is_text, named, tags_of

_WRAPPERS = ("section", "div", "article", "header", "hgroup")
_MARKERS = ("a", "span", "div", "p")


def settle_anchors(root: Tag) -> None:
    """Write every heading's and term's anchor onto the tag itself, as its id.

    Done before the page is cleaned: the marks that carry ids are often what cleaning removes.
    """
    for tag in named(root, (*HEADINGS, "dt")):
        anchor = own_anchor(tag) or _marker_before(tag)
        if not anchor and tag.name != "dt":
            anchor = _wrapper_anchor(tag, root)
        if anchor:
            tag["id"] = anchor


def own_anchor(tag: Tag) -> str:
    """The id on the tag or on something inside it."""
    anchor = attribute(tag, "id")
    if anchor:
        return anchor
    for inner in tags_of(tag):
        anchor = attribute(inner, "id")
        if not anchor and inner.name == "a":
            anchor = attribute(inner, "name")
        if anchor:
            return anchor
    return ""


def _marker_before(tag: Tag) -> str:
    """The id of an empty `<a id>` or `<span id>` just before the tag."""
    node = tag.previous_sibling
    while node is not None and not isinstance(node, Tag):
        if is_text(node) and str(node).strip():
            return ""
        node = node.previous_sibling
    if node is None or node.name not in _MARKERS or node.get_text().strip():
        return ""
    return own_anchor(node)


def _wrapper_anchor(heading: Tag, root: Tag) -> str:
    """The id of the section that the heading opens."""
    inner, wrapper = heading, heading.parent
    while wrapper is not None and wrapper is not root and wrapper.name in _WRAPPERS:
        if _text_before(inner):
            return ""
        anchor = attribute(wrapper, "id")
        if anchor:
            return anchor
        inner, wrapper = wrapper, wrapper.parent
    return ""


def _text_before(tag: Tag) -> bool:
    return any(
        sibling.get_text().strip() if isinstance(sibling, Tag) else str(sibling).strip()
        for sibling in tag.previous_siblings
        if isinstance(sibling, Tag) or is_text(sibling)
    )
