"""Which parser reads which file. Parsers are imported when needed: most runs change little."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from core.errors import Permanent
from ingest.parse.anchors import Flavour
from ingest.parse.decode import decode
from ingest.parse.parsed import Parsed

VERSION = 1
"""Raise it when a parser reads a page differently: every page is then read anew."""

_Parse = Callable[[str, Flavour | None], Parsed]


def parse(path: str, data: bytes, *, url: str = "", flavour: Flavour | None = None) -> Parsed:
    """Read one file by its suffix; an unknown suffix is plain text.

    Raises Permanent for bytes that are no text and for pages too large or too deep to read.
    """
    suffix = PurePosixPath(path).suffix.lower()
    text, warnings = decode(data)
    limit = _LIMITS.get(suffix)
    if limit and len(text) > limit:
        raise Permanent(
            f"{len(text):,} characters, and {suffix} pages are read up to {limit:,}; split it"
        )
    parsed = _PARSERS.get(suffix, _text)(text, flavour) if suffix not in _HTML else _html(text, url)
    return replace(parsed, warnings=(*warnings, *parsed.warnings))


def _markdown(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.markdown import parse_markdown

    return parse_markdown(text, flavour=flavour)


def _mdx(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.mdx import parse_mdx

    return parse_mdx(text, flavour=flavour)


def _text(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.text import parse_text

    return parse_text(text)


def _html(text: str, url: str) -> Parsed:
    from ingest.parse.html import parse_html  # type: ignore[import-not-found]

    return parse_html(text, url=url)  # type: ignore[no-any-return]


_HTML = frozenset((".html", ".htm"))
_PARSERS: dict[str, _Parse] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _mdx,
    ".txt": _text,
}
_LIMITS = {".rst": 2_000_000}
"""Characters, where a parser is too slow to be handed more."""

SUFFIXES = _HTML | frozenset(_PARSERS)
"""The files a folder is searched for."""
