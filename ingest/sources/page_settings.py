"""What a page's front matter says of the page itself."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from core.errors import Permanent

_UPDATED = ("updated", "updated_at", "last_modified", "last_modified_at", "lastUpdated", "lastmod")
_DATES = (*_UPDATED, "last_update", "modified", "date")
_INDEXES = frozenset(("index", "readme", "_index"))


def updated_at(meta: Mapping[str, Any]) -> tuple[datetime | None, tuple[str, ...]]:
    """When the author last changed the page (a bare date is midnight UTC), and warnings."""
    for key in _DATES:
        value = meta.get(key)
        if isinstance(value, Mapping):  # Docusaurus: last_update: {date: ..., author: ...}
            value = value.get("date")
        if value is None or isinstance(value, bool):  # VitePress: lastUpdated: true
            continue
        moment = _moment(value)
        if moment is None:
            return None, (f"front matter's {key} is no date: {str(value)[:40]!r}",)
        return moment, ()
    return None, ()


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("/", "-"))
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def is_draft(meta: Mapping[str, Any]) -> bool:
    """Whether the author keeps the page back."""
    return meta.get("draft") is True or str(meta.get("draft", "")).lower() == "true"


def owner(meta: Mapping[str, Any]) -> str:
    """The owner that the page names, or empty."""
    value = meta.get("owner", meta.get("owners"))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if isinstance(one, str))
    return value.strip() if isinstance(value, str) else ""


def audience(meta: Mapping[str, Any]) -> str:
    """The audience that the page names, or empty.

    Raises Permanent for one that cannot be understood: a page must not turn public by a typo.
    """
    value = meta.get("audience")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None:
        return ""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise Permanent("front matter's audience is not one name; write `audience: name`")


def title_of(path: str) -> str:
    """A title for a page without one, made of its file name."""
    pure = PurePosixPath(path)
    stem = pure.stem
    if stem.lower() in _INDEXES and pure.parent.name:
        stem = pure.parent.name
    words = " ".join(re.sub(r"[-_]+", " ", stem).split())
    return words[:1].upper() + words[1:] if words else stem
