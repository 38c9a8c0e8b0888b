"""The room that a vector index keeps for vectors to come, in its files on disk.

hnswlib allocates room for more vectors than it has, and writes all of it as it lies in memory:
whatever the process held there before, a text of somebody's among it, stands in the file.
"""

import os
import struct
from pathlib import Path

_HEADER = struct.Struct("<iQQQQ")
"""How hnswlib's header begins: version, offset, room and count in vectors, bytes a vector."""
_LENGTH = 4
"""Bytes that each vector takes in the file of their lengths."""
_AT_ONCE = 1 << 20


def clear_unused_room(directory: Path) -> None:
    """Write zeros where the indexes in a folder of Chroma hold no vector. None may be open.

    Raises OSError where a file cannot be read or written.
    """
    for header in directory.glob("*/header.bin"):
        begins = header.read_bytes()[: _HEADER.size]
        if len(begins) < _HEADER.size:
            continue
        _, _, _, count, width = _HEADER.unpack(begins)
        _zero(header.with_name("data_level0.bin"), count * width)
        _zero(header.with_name("length.bin"), count * _LENGTH)


def _zero(file: Path, start: int) -> None:
    if not file.exists():
        return
    with file.open("r+b") as opened:
        opened.seek(start)
        while part := opened.read(_AT_ONCE):
            # What is zero already, as it was left by whoever closed last, is not written again.
            if part.strip(b"\0"):
                opened.seek(-len(part), os.SEEK_CUR)
                opened.write(bytes(len(part)))
