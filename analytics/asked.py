"""What somebody asked, without what surrounds it: greetings, code, pasted logs, mentions."""

import re

from analytics.said import HABITS, stems_of
from core.greeting import without_greeting
from core.markup import plain

_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_URL = re.compile(r"<?https?://\S+")
_MENTION = re.compile(r"(`[^`\n]+`)|<[@#!][^>]*>|(?<!\w)@[\w.-]+")
"""In code, `@` begins a word of the language."""
_FILE = re.compile(r"^\((?:image|file): [^\n]*\)$", re.MULTILINE)
"""How ingest says that a file was attached: its name is no word of the question."""
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
_CODE_LINE = re.compile(
    r"^\s*(?:[$>#|{}\[\]<]|at \S+\(|File \"|\[?\d{1,4}[-/:]\d\d|(?:ERROR|WARN|INFO|DEBUG)\b)"
    r"|[{};]\s*$|\S{60,}"
)
_SPACE = re.compile(r"\s+")
_MOST = 2_000
_SENTENCE = re.compile(r"(?<=[.!?。？！])\s+|\n+")
_ASKS = re.compile(
    r"[?？]|^(?:how|what|why|where|when|who|which|is|are|can|could|does|do|any)\b", re.IGNORECASE
)


def asked(text: str) -> str:
    """The prose of a message on one line; all of it where it is nothing but code."""
    prose = _FILE.sub(" ", _URL.sub(" ", _FENCE.sub("\n", text[:20_000])))
    prose = _EMOJI.sub(" ", _MENTION.sub(_unless_code, prose))
    lines = [line for line in plain(prose).split("\n") if not _CODE_LINE.search(line)]
    said = _SPACE.sub(" ", without_greeting(" \n".join(lines))).strip()
    return (said or _SPACE.sub(" ", text).strip())[:_MOST]


def _unless_code(found: re.Match[str]) -> str:
    return found[1] or " "


def gist(text: str, most: int = 90) -> str:
    """The first sentence that asks and says what, short enough for a heading."""
    sentences = [part.strip() for part in _SENTENCE.split(asked(text)) if part.strip()]
    long = [part for part in sentences if len(part) > 12] or sentences or [""]
    order = sorted(long, key=lambda part: not _ASKS.search(part))
    # "How can I fix this?" asks, and says nothing by itself.
    chosen = next((part for part in order if stems_of(part) - HABITS), order[0])
    if len(chosen) <= most:
        return chosen
    return chosen[:most].rsplit(" ", 1)[0].rstrip(" ,;:-") + " …"
