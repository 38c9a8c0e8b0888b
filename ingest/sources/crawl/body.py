"""The bytes of an answer, unpacked, up to a limit that no server can talk its way past."""

import zlib
from collections.abc import Iterable

from core.errors import Permanent

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS


def read_body(chunks: Iterable[bytes], coding: str, limit: int, *, cut: bool = False) -> bytes:
    """The body, of which hardly more than `limit` bytes are ever held, packed or unpacked.

    Raises Permanent for a larger one (`cut`: its beginning is kept instead), for a coding that was
    not asked for, and for one that does not unpack.
    """
    if coding in ("", "identity"):
        return b"".join(bounded(chunks, limit, cut=cut))
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Permanent(f"packed as {coding[:40]!r}, which was not asked for")
    try:
        return unpack(bounded(chunks, limit), limit)
    except zlib.error as error:
        raise Permanent(f"says it is packed as {coding} and does not unpack: {error}") from error


def bounded(chunks: Iterable[bytes], limit: int, *, cut: bool = False) -> Iterable[bytes]:
    """The chunks, as long as they do not add up to more than the limit."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit and cut:
            yield chunk[: len(chunk) - (total - limit)]
            return
        if total > limit:
            raise Permanent(f"larger than {limit:,} bytes")
        yield chunk


def unpack(chunks: Iterable[bytes], limit: int) -> bytes:
    """Gzip or deflate data unpacked as it comes. Raises Permanent and zlib.error."""
    out = bytearray()
    inflater = None
    for chunk in chunks:
        # A gzip file may have several parts; zeros behind the last one are padding.
        pending = chunk.lstrip(b"\0") if out and inflater is None else chunk
        while pending:
            inflater = inflater or zlib.decompressobj(_window(pending))
            # One byte past the limit is enough to know.
            out += inflater.decompress(pending, limit + 1 - len(out))
            if len(out) > limit:
                raise Permanent(f"unpacks to more than {limit:,} bytes")
            pending = inflater.unconsumed_tail
            if inflater.eof:
                pending = inflater.unused_data.lstrip(b"\0")
                inflater = None
    if inflater is not None and not inflater.eof:
        raise zlib.error("it ends in the middle")
    return bytes(out)


def _window(start: bytes) -> int:
    """Some servers send deflate without the header that it should have."""
    has_header = start[:1] == b"\x1f" or start[0] & 0x0F == 8
    return _GZIP_OR_ZLIB if has_header else _RAW_DEFLATE
