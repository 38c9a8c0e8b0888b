"""Slack's markup, as plain text: what a person meant to type."""

import html
import re

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def plain(text: str, bot_user: str = "") -> str:
    """The text of a message without markup, and without a mention of the bot itself."""
    return html.unescape(_MARKED.sub(lambda found: _shown(found, bot_user), text)).strip()


def mentions(text: str, user: str) -> bool:
    """Whether a person or bot is named in a message."""
    return bool(user) and (f"<@{user}>" in text or f"<@{user}|" in text)


def _shown(found: re.Match[str], bot_user: str) -> str:
    target, label = found.group(1), found.group(2) or ""
    if target.startswith("@"):
        return "" if target[1:] == bot_user else f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return f"@{label.lstrip('@') or target[1:].split('^')[0]}"
    return f"{label} ({target})" if label and label not in target else target
