"""What a text says once it is decoded: orders are also written so that no person reads them."""

import base64
import binascii
import codecs
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/])")
_HEX = re.compile(r"(?<!\w)(?:0x)?(?:[0-9a-fA-F]{2}[ :,]?){12,}(?!\w)")
_SENTENCE = re.compile(r"(?:[\x20-\x7e]+\s){3,}[\x20-\x7e]+")
"""Four words at least: keys and digests are none."""
_BACKWARDS = re.compile(r"(?:^|\n)\s*[.!?]\s?[a-z]+ ")
"""As a sentence begins that is written from its end."""

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_FEW = 2
"""Of escapes, or of words with digits in them, there are as many in any text."""
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0370-\u04ff])\w+\b")
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0410\u0412\u0415\u0406\u041a"
    "\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u03bf\u03b1\u03b5\u03b9\u03bd\u03c1\u03c5\u0399\u039f",
    "aeopcyxijsdhABEIKMHOPCTXoaeivpuIO",
)
"""Cyrillic and Greek letters, and the Latin ones that they look like."""
_DIGITS_IN_WORDS = re.compile(r"\b(?=\w*[a-z])(?=\w*[013457])[a-z013457]{2,}\b", re.IGNORECASE)
_LEET = str.maketrans("013457", "oieast")


def decoded(text: str) -> Iterator[str]:
    """What is hidden in it by base64, hexadecimal, rot13, escapes, digits or letters of another
    script in the place of letters, or by being written backwards."""
    for found in _BASE64.findall(text):
        yield from _readable(_from_base64(found))
    for found in _HEX.findall(text):
        digits = re.sub(r"0x|[^0-9a-fA-F]", "", found)
        yield from _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    if "rot13" in text.lower() or "rot-13" in text.lower():
        yield codecs.decode(text, "rot13")
    if _BACKWARDS.search(text):
        yield text[::-1]
    if "&" in text and (plain := html.unescape(text)) != text:
        yield plain
    if len(_ESCAPE.findall(text)) > _FEW:
        yield unquote(text)
    if not text.isascii() and _MIXED.search(text):
        yield _MIXED.sub(lambda word: word.group().translate(_LOOKALIKES), text)
    if len(_DIGITS_IN_WORDS.findall(text)) > _FEW:
        yield _DIGITS_IN_WORDS.sub(lambda word: word.group().translate(_LEET), text)


def _from_base64(found: str) -> bytes:
    try:
        return base64.b64decode(found + "=" * (-len(found) % 4), validate=True)
    except binascii.Error:
        return b""


def _readable(found: bytes) -> Iterator[str]:
    text = found.decode("utf-8", "ignore")
    if _SENTENCE.fullmatch(text.strip()):
        yield text
