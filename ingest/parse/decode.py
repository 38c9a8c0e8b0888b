"""Bytes of a text file to text, saying what had to be guessed."""

import codecs
import re

from core.errors import Permanent

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_NOT_TEXT = "not a text file; exclude it, or save it as UTF-8"


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with plain line ends, and warnings. Raises Permanent for bytes that are no text."""
    text, warnings = _decode(data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data, encoding)
    if b"\0" in data:
        raise Permanent(_NOT_TEXT)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _repaired(data, error.start)


def _marked(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    text = data.decode(name, errors="replace")
    if "\0" in text:
        raise Permanent(_NOT_TEXT)
    bad = text.count("\ufffd")
    if bad > len(text) / 10:
        raise Permanent(_NOT_TEXT)
    return text, (f"{bad} invalid {encoding.upper()} characters replaced",) if bad else ()


def _repaired(data: bytes, first_bad: int) -> tuple[str, tuple[str, ...]]:
    line = data.count(b"\n", 0, first_bad) + 1
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    if good < bad and _reads_as_western(data):
        return data.decode("cp1252"), (f"line {line}: not UTF-8; read as Windows-1252",)
    if bad + len(_CONTROL.findall(text)) > len(text) / 10:
        raise Permanent(_NOT_TEXT)
    return text, (f"line {line}: invalid UTF-8; {bad} characters replaced",)


def _reads_as_western(data: bytes) -> bool:
    """Accented text has few high bytes, and each of them is a letter or mark in Windows-1252."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = sum(1 for char in text if char > "\x7f")
    return high <= len(text) / 4 and not _CONTROL.search(text)
