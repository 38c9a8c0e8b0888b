"""Slack's own markup, for the few texts that a rich text cannot be: notes and notifications."""

import re

from bot.links import web_address
from bot.slack.rich_text import clean

_PARSED = re.compile(r"@(?=(?:here|channel|everyone|group))", re.IGNORECASE)
_JOINER = "\u2060"
"""Shows nothing and breaks no line."""
_LONGEST = 1000
"""Characters of an address that is shown as a link: a longer one is no page of a manual."""
_ADDRESS = re.compile(r"(https?://[^\s<>\"'`|]*[^\s<>\"'`|.,:;!?)\]}*_~])")
_MARKS = re.compile(r"[*_~`]")


def escaped(text: str) -> str:
    """Text as text: it names nobody, calls nobody and links nowhere."""
    inert = _PARSED.sub(f"@{_JOINER}", clean(text))
    return inert.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """A link with that label, or the label alone where the address is no plain web address."""
    shown = _one_line(label)
    target = web_address(url)
    if not target or len(target) > _LONGEST:
        return shown
    return f"<{target.replace('|', '%7C').replace('&', '&amp;')}|{shown}>"


def linked(text: str) -> str:
    """The same with web addresses that can be followed; each shows itself, so none misleads."""
    parts = _ADDRESS.split(text)
    return "".join(_followed(part) if at % 2 else escaped(part) for at, part in enumerate(parts))


def _followed(url: str) -> str:
    target = web_address(url)
    # An at sign could call somebody.
    return f"<{target.replace('&', '&amp;').replace('@', '%40')}>" if target else escaped(url)


def mrkdwn(text: str) -> dict[str, object]:
    """A text object; Slack is not to look for names and addresses in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def shortened(text: str, longest: int) -> str:
    """The text up to a word's end, with an ellipsis where it was longer."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[longest // 2 :] else cut}…"


def _one_line(label: str) -> str:
    # A label ends at `|` and `>`; marks in it would switch styles on.
    return escaped(_MARKS.sub("", " ".join(label.split()))).replace("|", "¦")
