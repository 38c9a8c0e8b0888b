"""Bodies up to a limit, packed or not."""

import gzip
import tracemalloc
import zlib

import pytest

from core.errors import Permanent
from ingest.sources.crawl.body import read_body


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (b"words", ""),
        (b"words", "identity"),
        (gzip.compress(b"words", mtime=0), "gzip"),
        (gzip.compress(b"wo", mtime=0) + gzip.compress(b"rds", mtime=0) + b"\0\0", "gzip"),
        (zlib.compress(b"words"), "deflate"),
        (raw_deflate(b"words"), "deflate"),
    ],
)
def test_unpacks_in_pieces_of_any_size(packed: bytes, coding: str) -> None:
    for size in (1, 3, 1_000):
        pieces = (packed[at : at + size] for at in range(0, len(packed), size))
        assert read_body(pieces, coding, 100) == b"words"


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"words", mtime=0)[:-9], gzip.compress(b"a", mtime=0) + b"junk"]
)
def test_broken_packing_is_named(packed: bytes) -> None:
    with pytest.raises(Permanent, match="does not unpack"):
        read_body([packed], "gzip", 100)


def test_a_bomb_is_refused_before_it_fills_memory() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, mtime=0)
    tracemalloc.start()
    with pytest.raises(Permanent, match="unpacks to more than 1,000,000 bytes"):
        read_body([bomb], "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_keeps_the_beginning_where_that_will_do() -> None:
    assert read_body([b"abc", b"def", b"ghi"], "", 5, cut=True) == b"abcde"
