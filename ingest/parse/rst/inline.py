"""reStructuredText's inline markup, for headings: the words alone."""

import re

from core.markup import plain

_LINK = re.compile(r"`([^`<]+?)\s*<[^`>]+>`__?")
_REFERENCE = re.compile(r"`([^`]+)`__?|\b(\w+)__?(?=[\s.,;:!?)]|$)")
_SUBSTITUTION = re.compile(r"\|([^|\s][^|]*)\|_{0,2}")
_ESCAPE = re.compile(r"\\(\S)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*?)(?=\S)(.+?)(?<=\S)\1(?![\w*])")


def words(source: str) -> str:
    """`source` without roles, links, emphasis and escapes."""
    text = _LINK.sub(r"\1", source)
    text = plain(text) if ":" in text and "`" in text else text.replace("``", "")
    text = _REFERENCE.sub(lambda match: match[1] or match[2], text)
    text = _SUBSTITUTION.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    return " ".join(_ESCAPE.sub(r"\1", text.replace("`", "")).split())
