"""A file with one JSON record a line: whatever can be dumped."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from core.errors import Permanent, UserError
from core.records import PUBLIC, Block, Document, Failed, Found, Known, Unchanged
from ingest.parse.prose import prose_blocks
from ingest.sources.lines import MAX_LINE_BYTES, Line, Lines

_VERSION = "jsonl-1"
_KEYS = ("id", "text", "title", "url", "updated_at", "owner", "audience")
_LONGEST_ID = 500
_LONGEST_TITLE = 120
_SHORTENED_TITLE = 80


class Jsonl:
    """Reads `{"id","text","title"?,"url"?,"updated_at"?,"owner"?,"audience"?}` one a line.

    A page's path is its id. base_url: where the ids are pages, for records without a url. owner,
    audience: for records that name none. A gzip file is read as it is.

    A line that is no record is a Failed by its line number, or by its id where that id is stored,
    so that a broken line does not remove what an earlier run read.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        base_url: str = "",
        owner: str = "",
        audience: str = PUBLIC,
        max_line_bytes: int = MAX_LINE_BYTES,
    ) -> None:
        self.name = name
        self._lines = Lines(path, max_line_bytes)
        self._base_url = base_url
        self._owner = owner
        self._audience = audience
        self._salt = json.dumps([_VERSION, base_url, owner, audience]).encode()

    def count(self) -> int:
        """How many lines there are to read. Raises UserError for a file that cannot be."""
        return sum(1 for _ in self._lines)

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """See Source.read. Raises UserError for a file without a single record."""
        seen: dict[str, int] = {}
        unknown_keys: set[str] = set()
        read = failed = 0
        for line in self._lines:
            try:
                record = line.record()
                found = self._found(record, line.number, known, seen, unknown_keys)
                read += 1
            except Permanent as error:
                failed += 1
                found = _failure(line, str(error), known, seen)
            yield found
        if not read:
            raise UserError(
                f"{self._lines.path} holds no record ({failed:,} lines failed).",
                'Each line must be a JSON object such as {"id": "faq-1", "text": "..."}.',
            )

    def _found(
        self,
        record: dict[str, Any],
        number: int,
        known: Mapping[str, Known],
        seen: dict[str, int],
        unknown_keys: set[str],
    ) -> Found:
        path = _identity(record)
        if path in seen:
            return Failed(
                f"line {number}", f"id {path!r} is in line {seen[path]} already; each id once"
            )
        fingerprint = self._fingerprint(record)
        before = known.get(path)
        if before and before.fingerprint == fingerprint:
            seen[path] = number
            return Unchanged(path)
        document = self._document(path, record, fingerprint, _news(record, number, unknown_keys))
        seen[path] = number
        return document

    def _document(
        self, path: str, record: dict[str, Any], fingerprint: str, warnings: list[str]
    ) -> Document:
        text = _string(record, "text")
        if not text.strip():
            raise Permanent("'text' is empty" if "text" in record else "no 'text'")
        title, blocks = _titled(_string(record, "title").strip(), text)
        return Document(
            source=self.name,
            path=path,
            title=title,
            blocks=blocks,
            fingerprint=fingerprint,
            url=self._url(_string(record, "url").strip(), path),
            updated_at=_instant(_string(record, "updated_at").strip()),
            owner=_string(record, "owner").strip() or self._owner,
            audience=_string(record, "audience").strip() or self._audience,
            state={"warnings": warnings} if warnings else {},
        )

    def _fingerprint(self, record: dict[str, Any]) -> str:
        canonical = json.dumps(record, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(self._salt + b"\0" + canonical.encode()).hexdigest()

    def _url(self, written: str, path: str) -> str:
        if not written:
            return f"{self._base_url.rstrip('/')}/{quote(path)}" if self._base_url else ""
        try:
            url = urljoin(self._base_url, written)
        except ValueError:
            url = ""
        if not url.startswith(("http://", "https://")):
            # It would be shown as a link: nothing that runs, and nothing that leads nowhere.
            raise Permanent(f"'url' {written[:100]!r} is no http(s) address")
        return url


def _identity(record: dict[str, Any]) -> str:
    value = record.get("id")
    if value is None:
        raise Permanent("no 'id'")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Permanent(f"'id' must be text or a whole number, not {_kind(value)}")
    path = str(value).strip()
    if not path:
        raise Permanent("'id' is empty")
    if len(path) > _LONGEST_ID:
        raise Permanent(f"'id' is longer than {_LONGEST_ID} characters")
    if not path.isprintable():
        raise Permanent(f"'id' {path[:80]!r} holds characters that cannot be printed")
    return path


def _string(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Permanent(f"{key!r} must be text, not {_kind(value)}")
    # JSON can spell half a surrogate pair and NUL; no database stores them as text.
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def _kind(value: object) -> str:
    names = {bool: "true or false", dict: "an object", list: "a list", float: "a fraction"}
    return names.get(type(value), "a number")


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Permanent(
            f"'updated_at' {text[:40]!r} is no ISO 8601 date such as 2025-03-31T12:00:00Z"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _titled(title: str, text: str) -> tuple[str, tuple[Block, ...]]:
    """The page's title and its blocks: a short first line followed by more is the title."""
    if title:
        return title, prose_blocks(text)
    first, _, rest = text.strip().partition("\n")
    first = first.strip("# \t\r")
    is_fence = first.startswith(("```", "~~~", "|"))
    if first and len(first) <= _LONGEST_TITLE and rest.strip() and not is_fence:
        return first, prose_blocks(rest)
    short = first[:_SHORTENED_TITLE].rpartition(" ")[0] if len(first) > _SHORTENED_TITLE else first
    return (f"{short}…" if short != first else first), prose_blocks(text)


def _news(record: dict[str, Any], number: int, told: set[str]) -> list[str]:
    """A warning for keys that nothing reads; each key once a run."""
    new = sorted(key for key in record if key not in _KEYS and key not in told)
    if not new or len(told) > 50:
        return []
    told.update(new)
    names = ", ".join(repr(key[:40]) for key in new[:10])
    return [f"line {number}: nothing reads {names}; the keys are {', '.join(_KEYS)}"]


def _failure(line: Line, reason: str, known: Mapping[str, Known], seen: dict[str, int]) -> Failed:
    try:
        path = _identity(line.record())
    except Permanent:
        path = line.guessed_id()
    if path in known and path not in seen:
        seen[path] = line.number
        return Failed(path, f"line {line.number}: {reason}")
    return Failed(f"line {line.number}", reason)
