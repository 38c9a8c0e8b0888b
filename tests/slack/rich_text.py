"""The `rich_text` block that Slack makes out of a message's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.slack.wire import Json

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_MARKUP = re.compile(
    r"<(?P<reference>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+\-']+):"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?!\w)"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)


def rich_text(text: str, block_id: str) -> Json:
    """One `rich_text` block for `text`: prose, quotes and code, with their styles."""
    return {"type": "rich_text", "block_id": block_id, "elements": list(_parts(text))}


def _parts(text: str) -> Iterator[Json]:
    for index, part in enumerate(_FENCE.split(text)):
        if index % 2:
            yield {"type": "rich_text_preformatted", "elements": [_text(part)]}
        elif part.strip("\n"):
            yield from _paragraphs(part.strip("\n"))


def _paragraphs(text: str) -> Iterator[Json]:
    """Runs of quoted lines and runs of others, each as one part."""
    runs: list[tuple[bool, list[str]]] = []
    for line in text.split("\n"):
        quoted = line.startswith(("&gt; ", "> "))
        if not runs or runs[-1][0] != quoted:
            runs.append((quoted, []))
        runs[-1][1].append(line.partition(" ")[2] if quoted else line)
    for quoted, lines in runs:
        kind = "rich_text_quote" if quoted else "rich_text_section"
        yield {"type": kind, "elements": list(_elements("\n".join(lines), {}))}


def _elements(text: str, style: Json) -> Iterator[Json]:
    end = 0
    for match in _MARKUP.finditer(text):
        if match.start() > end:
            yield _text(text[end : match.start()], style)
        yield from _marked(match, style)
        end = match.end()
    if end < len(text):
        yield _text(text[end:], style)


def _marked(match: re.Match[str], style: Json) -> Iterator[Json]:
    kind = str(match.lastgroup)
    inner = match[kind]
    if kind == "emoji":
        yield {"type": "emoji", "name": inner}
    elif kind == "reference":
        yield _reference(inner, style)
    elif kind == "code":
        yield _text(inner, {**style, "code": True})
    else:
        yield from _elements(inner, {**style, kind: True})


def _reference(inner: str, style: Json) -> Json:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link: Json = {"type": "link", "url": _plain(target)}
    if label:
        link["text"] = _plain(label)
    return link | ({"style": style} if style else {})


def _text(text: str, style: Json | None = None) -> Json:
    part: Json = {"type": "text", "text": _plain(text)}
    return part | ({"style": style} if style else {})


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
