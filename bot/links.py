"""Which addresses may be links."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from core.conversation import Message

_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\<>\"'`]")


def web_address(url: str) -> str:
    """The URL where it is a plain web address, else empty: what a document calls its URL is only
    a claim of that document."""
    if _ODD.search(url):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        _ = parts.port
    except ValueError:
        return ""
    return url if usable else ""


def retrieved(message: Message) -> frozenset[str]:
    """The addresses that stand behind a message."""
    found: Iterable[str] = (
        *(citation.url for citation in message.citations),
        *(page.url for page in message.see_also),
        *(doubt.page.url for doubt in message.doubts),
    )
    return frozenset(filter(None, map(web_address, found)))
