"""What a text says once it is decoded: orders are also written so that no person reads them."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator

_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/])")
_HEX = re.compile(r"(?<!\w)(?:0x)?(?:[0-9a-fA-F]{2}[ :,]?){12,}(?!\w)")
_SENTENCE = re.compile(r"(?:[\x20-\x7e]+\s){3,}[\x20-\x7e]+")
"""Four words at least: keys and digests are none."""
_BACKWARDS = re.compile(r"(?:^|\n)\s*[.!?]\s?[a-z]+ ")
"""As a sentence begins that is written from its end."""


def decoded(text: str) -> Iterator[str]:
    """What is hidden in it by base64, hexadecimal, rot13 or by being written backwards."""
    for found in _BASE64.findall(text):
        yield from _readable(_from_base64(found))
    for found in _HEX.findall(text):
        digits = re.sub(r"0x|[^0-9a-fA-F]", "", found)
        yield from _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    if "rot13" in text.lower() or "rot-13" in text.lower():
        yield codecs.decode(text, "rot13")
    if _BACKWARDS.search(text):
        yield text[::-1]


def _from_base64(found: str) -> bytes:
    try:
        return base64.b64decode(found + "=" * (-len(found) % 4), validate=True)
    except binascii.Error:
        return b""


def _readable(found: bytes) -> Iterator[str]:
    text = found.decode("utf-8", "ignore")
    if _SENTENCE.fullmatch(text.strip()):
        yield text
