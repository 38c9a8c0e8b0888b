"""The `rich_text` block that Slack makes out of a message's plain text."""

from __future__ import annotations

import re

from tests.slack.wire import Json

_MARKUP = re.compile(r"<([^<>]+)>|:([a-z0-9_+\-']+):")


def rich_text(text: str, block_id: str) -> Json:
    """One `rich_text` block with a single section for `text`."""
    section = {"type": "rich_text_section", "elements": _elements(text)}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _elements(text: str) -> list[Json]:
    found: list[Json] = []
    end = 0
    for match in _MARKUP.finditer(text):
        if match.start() > end:
            found.append(_text(text[end : match.start()]))
        found.append(_marked(match))
        end = match.end()
    if end < len(text):
        found.append(_text(text[end:]))
    return found


def _marked(match: re.Match[str]) -> Json:
    if match[2]:
        return {"type": "emoji", "name": match[2]}
    target, _, label = match[1].partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link: Json = {"type": "link", "url": _plain(target)}
    return link | {"text": _plain(label)} if label else link


def _text(text: str) -> Json:
    return {"type": "text", "text": _plain(text)}


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
