"""A Markdown heading: its plain words, and the id it was given."""

import html
import re

from core.markup import plain

_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:/\*\s*)?([^{}]*?)(?:\s*\*/)?\s*\}\s*$")
_ATTRIBUTE_ID = re.compile(r"(?:^|\s)#([^\s#}]+)")
_DOCUMENTER_ID = re.compile(r"\[(.*)\]\(@id(?:\s+([^)\s][^)]*?))?\s*\)")
_ANCHOR_TAG = re.compile(
    r"""<a\s+(?:[^<>]*?\s)?(?:id|name)\s*=\s*["']?([^"'\s>]+)["']?[^<>]*?(?:/>|>\s*</a>)""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def words_and_id(source: str) -> tuple[str, str]:
    """The words of a heading and the id its author wrote, empty where there is none."""
    anchor = ""
    if attributes := _ATTRIBUTES.search(source):
        if found := _ATTRIBUTE_ID.search(attributes[1]):
            anchor = found[1]
        if found or attributes[0].lstrip().startswith(("{:", "{.")):
            source = source[: attributes.start()]
    if documenter := _DOCUMENTER_ID.search(source):
        anchor = anchor or documenter[2] or ""
        source = _DOCUMENTER_ID.sub(r"\1", source)
    source, tag_anchor = without_anchor_tags(source)
    words = html.unescape(_ESCAPE.sub(r"\1", plain(source)))
    return " ".join(words.split()), anchor or tag_anchor


def without_anchor_tags(source: str) -> tuple[str, str]:
    """`source` without its empty `<a id="...">` tags, and the last id they gave."""
    found = ""
    for match in _ANCHOR_TAG.finditer(source):
        found = match[1]
    return (_ANCHOR_TAG.sub("", source), found) if found else (source, "")
