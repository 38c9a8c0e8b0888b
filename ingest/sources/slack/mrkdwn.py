"""Slack's own markup -> Markdown."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_ANGLED = re.compile(r"<([^<>\n]{1,4000})>")
_FENCE = re.compile(r"```(.*?)(?:```|\Z)", re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
_BULLET = re.compile(r"^(\s*)[•◦▪]\s*", re.MULTILINE)
_LANGUAGE = re.compile(r"^(?:[a-z]{1,12}[+#]*)$")
_SOMEBODY = "someone"


@dataclass(frozen=True, slots=True)
class Markdown:
    """A message's words, the addresses in it, and the people it names by id."""

    text: str
    links: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


class Mrkdwn:
    """Reads markup; `people` and `channels` map ids to names."""

    def __init__(self, people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        self._people = people
        self._channels = channels

    def read(self, text: str) -> Markdown:
        """The Markdown of a message's text."""
        links: list[str] = []
        mentions: list[str] = []

        def angled(match: re.Match[str]) -> str:
            return self._angled(match[1], links, mentions)

        pieces: list[str] = []
        end = 0
        for match in _FENCE.finditer(text):
            pieces.append(_outside_code(text[end : match.start()], angled))
            pieces.append(_fenced(match[1], angled))
            end = match.end()
        pieces.append(_outside_code(text[end:], angled))
        # Blank lines around code, so that Markdown takes it for code.
        read = re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()
        return Markdown(read, tuple(dict.fromkeys(links)), tuple(dict.fromkeys(mentions)))

    def _angled(self, inside: str, links: list[str], mentions: list[str]) -> str:
        target, _, label = inside.partition("|")
        target, label = html.unescape(target), html.unescape(label)
        match target[:1]:
            case "@":
                person = target[1:]
                mentions.append(person)
                return "@" + (self._people.get(person) or label.lstrip("@") or _SOMEBODY)
            case "#":
                return "#" + (self._channels.get(target[1:]) or label or "channel")
            case "!":
                return _special(target[1:], label)
        if target.startswith("mailto:") or target.startswith("tel:"):
            return label or target.partition(":")[2]
        if not target.startswith(("http://", "https://", "ftp://", "slack://")):
            # It was typed so, and Slack did not escape it.
            return f"<{html.unescape(inside)}>"
        links.append(target)
        if not label or _bare(label) == _bare(target):
            return target
        return f"[{label}]({target})"


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/")


def _special(name: str, label: str) -> str:
    """`<!here>`, `<!subteam^S1|@helpers>`, `<!date^...|yesterday>`."""
    command = name.partition("^")[0]
    if command == "date":
        return label
    if command == "subteam":
        return "@" + (label.lstrip("@") or "group")
    return "@" + (label.lstrip("@") or command)


def _outside_code(text: str, angled: Callable[[re.Match[str]], str]) -> str:
    pieces: list[str] = []
    end = 0
    for match in _CODE.finditer(text):
        pieces += [_prose(text[end : match.start()], angled), _plain(match[0], angled)]
        end = match.end()
    return "".join([*pieces, _prose(text[end:], angled)])


def _prose(text: str, angled: Callable[[re.Match[str]], str]) -> str:
    text = _BULLET.sub(r"\1- ", text)
    text = _BOLD.sub(r"**\1**", text)
    return _plain(_STRUCK.sub(r"~~\1~~", text), angled)


def _plain(text: str, angled: Callable[[re.Match[str]], str]) -> str:
    """Without entities; what Slack escaped is escaped outside of `<...>` only."""
    pieces: list[str] = []
    end = 0
    for match in _ANGLED.finditer(text):
        pieces += [html.unescape(text[end : match.start()]), angled(match)]
        end = match.end()
    return "".join([*pieces, html.unescape(text[end:])])


def _fenced(body: str, angled: Callable[[re.Match[str]], str]) -> str:
    """A fence on lines of its own. In code a link is its address or what was typed."""
    first, newline, rest = body.partition("\n")
    code = body
    language = ""
    if newline and _LANGUAGE.match(first.strip()):
        language, code = first.strip(), rest
    code = _ANGLED.sub(lambda match: _in_code(match, angled), code)
    code = html.unescape(code).strip("\n")
    # A fence inside of code would end it.
    return f"\n\n```{language}\n{code.replace('```', '` ` `')}\n```\n\n" if code.strip() else ""


def _in_code(match: re.Match[str], angled: Callable[[re.Match[str]], str]) -> str:
    angled(match)
    target, bar, label = match[1].partition("|")
    if target[:1] in "@#!":
        return html.escape(angled(match), quote=False)
    if target.startswith(("http", "mailto:", "tel:", "ftp")):
        return label if bar else target.removeprefix("mailto:")
    return html.escape(match[0], quote=False)
