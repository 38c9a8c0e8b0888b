"""From a file's path to the address where people open the page."""

import posixpath
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from core.errors import UserError

_PAGES = frozenset((".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc"))
"""Sources that a site generator publishes without their suffix."""
_INDEXES = frozenset(("index", "readme", "_index"))


def check_base_url(base_url: str) -> None:
    """Refuse a base that no link can be made of. Raises UserError."""
    parts = urlsplit(base_url)
    if base_url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise UserError(
            f"The base URL {base_url!r} is no web address.",
            "Give one that begins with https://, such as https://docs.example.com/guide.",
        )
    rest = base_url.replace("{path}", "").replace("{stem}", "")
    if "{" in rest or "}" in rest:
        raise UserError(
            f"The base URL {base_url!r} has a placeholder that is not known.",
            "Use {path} (guide/install.md) or {stem} (guide/install), or no placeholder.",
        )


def published_url(base_url: str, path: str, meta: Mapping[str, Any]) -> str:
    """The page's address, or empty without a base URL.

    A base with `{path}` or `{stem}` is filled in; otherwise the path without its suffix follows
    it. Front matter's `slug`, `permalink` and `id` move the page as Docusaurus and Jekyll do, but
    never off the site: a page's text does not choose which site people are sent to.
    """
    if not base_url:
        return ""
    pure = PurePosixPath(path)
    stem = str(pure.with_suffix("")) if pure.suffix.lower() in _PAGES else path
    if "{path}" in base_url or "{stem}" in base_url:
        return base_url.replace("{path}", quote(path)).replace("{stem}", quote(stem))
    return f"{base_url.rstrip('/')}/{quote(_place(pure, stem, meta))}"


def _place(pure: PurePosixPath, stem: str, meta: Mapping[str, Any]) -> str:
    """The page's place below the base."""
    folder = "" if str(pure.parent) == "." else f"{pure.parent}/"
    for key in ("slug", "permalink"):
        value = meta.get(key)
        if isinstance(value, str) and value.strip() and not urlsplit(value.strip()).scheme:
            return _inside(folder, value.strip())
    if pure.suffix.lower() not in _PAGES:
        return stem
    identity = meta.get("id")
    if isinstance(identity, str) and identity.strip() and "/" not in identity:
        return f"{folder}{identity.strip()}"
    return folder if pure.stem.lower() in _INDEXES else stem


def _inside(folder: str, value: str) -> str:
    """`value` below the base: from its root with a leading slash, else from the page's folder."""
    joined = posixpath.normpath(posixpath.join("/", folder, value)).lstrip("/")
    return f"{joined}/" if joined and value.endswith("/") else joined
