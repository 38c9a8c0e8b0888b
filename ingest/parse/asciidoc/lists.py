"""Lists: one text a list, with its markers, and with the blocks that `+` attaches to an item."""

import re

_ITEM = re.compile(
    r"[ \t]*(?:[*-]{1,5}|\.{1,5}|\d{1,3}\.|[a-zA-Z]\.|<(?:\d{1,3}|\.)>)[ \t]+\S"
    r"|(?!//)[ \t]*\S.*?(?::{2,4}|;;)(?:[ \t]+\S|[ \t]*$)"
)
_MACRO = re.compile(r"\w+::\S*\[")
_DELIMITER = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|--|\|={3,}|`{3,})(.*)$")
_ATTRIBUTES = re.compile(r"\[[^\]]*\][ \t]*$")
_LANGUAGE = re.compile(r"\[source,\s*([^,\]]+)")


def is_item(line: str) -> bool:
    """Whether `line` begins a list item."""
    return bool(_ITEM.match(line)) and not _MACRO.match(line.strip())


def read(lines: list[str], index: int) -> tuple[str, int]:
    """The text of the list that begins at `index`, and the line after it."""
    kept: list[str] = []
    language = ""
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            after = _next_line(lines, index)
            if after is None or not is_item(lines[after]):
                break
            index = after
        elif kept and (delimiter := _DELIMITER.match(line)) and _is_open(delimiter):
            end = _closing(lines, index, delimiter[1])
            if end is None:
                break
            kept += _attached(lines[index + 1 : end], delimiter[1], language)
            language = ""
            index = end + 1
        elif line.strip() == "+" or line.startswith("//"):
            index += 1
        elif _ATTRIBUTES.match(line):
            found = _LANGUAGE.match(line)
            language = found[1].strip() if found else language
            index += 1
        else:
            kept.append(line.rstrip())
            index += 1
    return "\n".join(kept), index


def _is_open(delimiter: re.Match[str]) -> bool:
    return not delimiter[2].strip() or delimiter[1].startswith("```")


def _attached(inner: list[str], mark: str, language: str) -> list[str]:
    """Code gets Markdown's fences, which whoever reads a list's text knows; the rest gets none."""
    if mark[0] in "-.`" and mark != "--":
        return [f"```{language}", *inner, "```"]
    return [line for line in inner if not _ATTRIBUTES.match(line)]


def _closing(lines: list[str], index: int, mark: str) -> int | None:
    return next((at for at in range(index + 1, len(lines)) if lines[at].rstrip() == mark), None)


def _next_line(lines: list[str], index: int) -> int | None:
    return next((at for at in range(index, len(lines)) if lines[at].strip()), None)
