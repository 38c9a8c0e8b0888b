"""Which parser reads which file. Parsers are imported when needed: most runs change little."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from core.errors import Permanent
from ingest.parse.anchors import Flavour
from ingest.parse.decode import decode, refuse_binary
from ingest.parse.parsed import Parsed

VERSION = "parse-1"
"""Raise it when a parser other than HTML's (which has its own) reads a page differently."""

_Parse = Callable[[str, Flavour | None], Parsed]


def parse(path: str, data: bytes, *, url: str = "", flavour: Flavour | None = None) -> Parsed:
    """Read one file by its suffix; an unknown suffix is plain text.

    Raises Permanent for bytes that are no text and for pages too large or too deep to read.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _HTML:
        return _html(data, url)
    text, warnings = decode(data)
    _refuse_dump(text, *_LIMITS.get(suffix, _LIMIT))
    parsed = _PARSERS.get(suffix, _text)(text, flavour)
    return replace(parsed, warnings=(*warnings, *parsed.warnings))


def _refuse_dump(text: str, most_characters: int, most_lines: int) -> None:
    lines = text.count("\n") + 1
    if len(text) > most_characters or lines > most_lines:
        raise Permanent(
            f"too large: {len(text):,} characters in {lines:,} lines; at most"
            f" {most_characters:,} in {most_lines:,} are read, so split it"
        )


def version(path: str) -> str:
    """What a stored page's fingerprint holds of its parser: another version reads it anew."""
    if PurePosixPath(path).suffix.lower() in _HTML:
        from ingest.parse.html import VERSION as HTML_VERSION

        return f"{VERSION} {HTML_VERSION}"
    return VERSION


def _markdown(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.markdown import parse_markdown

    return parse_markdown(text, flavour=flavour)


def _mdx(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.mdx import parse_mdx

    return parse_mdx(text, flavour=flavour)


def _rst(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.rst import parse_rst

    return parse_rst(text)


def _asciidoc(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.asciidoc import parse_asciidoc

    return parse_asciidoc(text)


def _text(text: str, flavour: Flavour | None) -> Parsed:
    from ingest.parse.text import parse_text

    return parse_text(text)


def _html(data: bytes, url: str) -> Parsed:
    from ingest.parse.html import parse_html

    refuse_binary(data)
    return parse_html(data, url=url)


_HTML = frozenset((".html", ".htm"))
_PARSERS: dict[str, _Parse] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _mdx,
    ".rst": _rst,
    ".adoc": _asciidoc,
    ".asciidoc": _asciidoc,
    ".txt": _text,
}
_LIMIT = (5_000_000, 100_000)
_LIMITS = {".rst": (2_000_000, 30_000)}
"""Characters and lines. A page beyond is a dump, and over some a parser would take minutes."""

SUFFIXES = _HTML | frozenset(_PARSERS)
"""The files a folder is searched for."""
