"""A folder of documents: Markdown, MDX, reStructuredText, AsciiDoc, HTML and plain text."""

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from core.errors import Permanent, UserError
from core.records import PUBLIC, Block, BlockKind, Document, Failed, Found, Known, Unchanged
from ingest.parse import formats
from ingest.parse.anchors import Flavour
from ingest.parse.parsed import Parsed
from ingest.sources import page_settings
from ingest.sources.glob import fits
from ingest.sources.listing import Listed, Listing
from ingest.sources.published import check_base_url, published_url

MAX_BYTES = 20_000_000


class Folder:
    """Reads every document below `path`. See core.ports.Source.

    base_url: where the pages are published (see published_url). owner, audience: for pages whose
    front matter names none. include, exclude: patterns over relative paths (`guide/*`, `**/*.md`,
    or a folder's name); a file that `include` names is read whatever its suffix. max_bytes: larger
    files are refused unread.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        base_url: str = "",
        owner: str = "",
        audience: str = PUBLIC,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        max_bytes: int = MAX_BYTES,
    ) -> None:
        check_base_url(base_url)
        self.name = name
        self._root = path
        self._base_url = base_url
        self._owner = owner
        self._audience = audience
        self._include = tuple(include)
        self._exclude = tuple(exclude)
        self._max_bytes = max_bytes

    def count(self) -> int:
        """How many files there are to read. Raises UserError where there is no such folder."""
        return len(self._listed())

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """See Source.read. Raises UserError when nothing at all can be seen any more."""
        listed = self._listed()
        if known and all(item.failure for item in listed):
            raise UserError(
                f"{self._root} has no readable document any more, and {len(known)} are stored from"
                f" it. Nothing was removed.",
                f"Check the path and the include and exclude patterns, or remove the source:"
                f" dialtone sources remove {self.name}",
            )
        for item in listed:
            if item.failure:
                yield from _unreadable(item, known)
            elif found := self._read(item, known.get(item.path)):
                yield found

    def _listed(self) -> list[Listed]:
        if not self._root.exists():
            raise UserError(f"{self._root} does not exist.", "Give the path of a folder.")
        if not self._root.is_dir():
            raise UserError(
                f"{self._root} is a file.",
                "Give the folder it stands in; --include takes a single file out of it.",
            )
        try:
            return list(Listing(self._root, self._wants).walk())
        except OSError as error:
            raise UserError(
                f"{self._root} cannot be read: {error.strerror}.", "Check its permissions."
            ) from error

    def _wants(self, path: str) -> bool:
        if any(fits(path, pattern) for pattern in self._exclude):
            return False
        if self._include:
            return any(fits(path, pattern) for pattern in self._include)
        return PurePosixPath(path).suffix.lower() in formats.SUFFIXES

    def _read(self, item: Listed, before: Known | None) -> Found | None:
        """One file; None where it is gone by now, empty, or a draft."""
        try:
            data = self._bytes(item.file)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Failed(item.path, f"{error.strerror}; check its permissions")
        except Permanent as refused:
            return Failed(item.path, str(refused))
        flavour = self._flavour(item)
        fingerprint = self._fingerprint(item.path, data, flavour)
        if before and before.fingerprint == fingerprint:
            return Unchanged(item.path)
        return _guarded(item.path, lambda: self._document(item.path, data, flavour, fingerprint))

    def _bytes(self, file: Path) -> bytes:
        """The file's bytes; one that is too large is never read whole."""
        info = file.stat()
        if not stat.S_ISREG(info.st_mode):
            raise Permanent("not a regular file")  # opening a pipe would wait for ever
        if info.st_size <= self._max_bytes:
            with file.open("rb") as stream:
                data = stream.read(self._max_bytes + 1)
            if len(data) <= self._max_bytes:
                return data
        raise Permanent(
            f"{info.st_size / 1e6:,.1f} MB, and pages are read up to"
            f" {self._max_bytes / 1e6:,.1f} MB; split or exclude it"
        )

    def _flavour(self, item: Listed) -> Flavour | None:
        """GitHub renders every page by its own rule, whatever site it was written for."""
        return Flavour.GITHUB if "//github.com/" in self._base_url else item.flavour

    def _fingerprint(self, path: str, data: bytes, flavour: Flavour | None) -> str:
        settings = (formats.version(path), self._base_url, self._owner, self._audience, flavour)
        return hashlib.sha256(repr(settings).encode() + b"\0" + data).hexdigest()

    def _document(
        self, path: str, data: bytes, flavour: Flavour | None, fingerprint: str
    ) -> Document | None:
        parsed = formats.parse(path, data, url=self._base_url, flavour=flavour)
        blocks = parsed.blocks or _described(parsed)
        if not (blocks or parsed.title) or page_settings.is_draft(parsed.meta):
            return None
        updated_at, date_warnings = page_settings.updated_at(parsed.meta)
        warnings = [*parsed.warnings, *date_warnings]
        return Document(
            source=self.name,
            path=path,
            title=parsed.title or page_settings.title_of(path),
            blocks=blocks,
            fingerprint=fingerprint,
            url=published_url(self._base_url, path, parsed.meta),
            updated_at=updated_at,
            owner=page_settings.owner(parsed.meta) or self._owner,
            audience=page_settings.audience(parsed.meta) or self._audience,
            state={"warnings": warnings} if warnings else {},
        )


def _unreadable(item: Listed, known: Mapping[str, Known]) -> Iterator[Failed]:
    """The place itself, and every stored page below it: not seen is not deleted."""
    yield Failed(item.path, item.failure)
    for path in sorted(known):
        if path.startswith(f"{item.path}/"):
            yield Failed(path, item.failure)


def _guarded(path: str, read: Callable[[], Document | None]) -> Found | None:
    try:
        return read()
    except Permanent as refused:
        return Failed(path, str(refused))
    # One page that a parser trips over must not end the run; its name and the error are reported.
    except Exception as error:  # noqa: BLE001
        reason = f"the parser failed: {type(error).__name__}: {error}"[:300]
        return Failed(path, f"{reason}; please report the page")


def _described(parsed: Parsed) -> tuple[Block, ...]:
    """A page that is only settings still says what it is about."""
    text = parsed.meta.get("description")
    if isinstance(text, str) and text.strip():
        return (Block(BlockKind.PARAGRAPH, text.strip()),)
    return ()
