"""What stands in brackets above a block: `[source,bash]`, `[#id.role]`, `[[id]]`, `[NOTE]`."""

import re
from dataclasses import dataclass, replace

_ANCHOR = re.compile(r"\[\[([^\[\],\s]+)(?:,[^\]]*)?\]\]\s*$")
_LIST = re.compile(r"\[(.*)\]\s*$")
_NAMED = re.compile(r"""^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*$""")
_PART = re.compile(r"""(?:"[^"]*"|'[^']*'|[^,"'])+""")
ADMONITIONS = frozenset(("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"))


@dataclass(frozen=True, slots=True)
class Attributes:
    """The lines that stood above a block so far."""

    anchor: str = ""
    style: str = ""
    language: str = ""
    columns: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """An admonition's name and title, or the title alone."""
        name = self.style.capitalize() if self.style in ADMONITIONS else ""
        return f"{name}: {self.title}" if name and self.title else name or self.title


def is_attributes(line: str) -> bool:
    """Whether `line` is about the block below it."""
    return bool(line.startswith("[") and (_ANCHOR.match(line) or _is_list(line)))


def read(line: str, before: Attributes) -> Attributes:
    """`before` with what `line` adds."""
    if anchor := _ANCHOR.match(line):
        return replace(before, anchor=anchor[1])
    match = _LIST.match(line)
    parts = [part.strip() for part in _PART.findall(match[1])] if match else []
    found = before
    for place, part in enumerate(parts):
        if named := _NAMED.match(part):
            found = _named(found, named[1], named[2] or named[3] or named[4] or "")
        elif place == 0:
            found = _first(found, part)
        elif place == 1 and found.style in ("source", "listing", ""):
            found = replace(found, language=part)
    return found


def _is_list(line: str) -> bool:
    match = _LIST.match(line)
    return bool(match and "]" not in match[1].replace("]]", "") and not match[1].startswith(" "))


def _named(found: Attributes, name: str, value: str) -> Attributes:
    match name:
        case "id":
            return replace(found, anchor=value)
        case "cols":
            return replace(found, columns=value)
        case "title":
            return replace(found, title=value)
        case "language" | "lang":
            return replace(found, language=value)
    return found


def _first(found: Attributes, part: str) -> Attributes:
    """`style#id.role%option`."""
    style = re.split(r"[#.%]", part, maxsplit=1)[0].strip()
    anchor = re.search(r"#([^.%#\s]+)", part)
    return replace(found, style=style or found.style, anchor=anchor[1] if anchor else found.anchor)
