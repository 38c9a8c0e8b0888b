"""The settings block at the top of a Markdown page: YAML between `---` or TOML between `+++`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_BLOCK = re.compile(
    r"\s*?(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.*?)^(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_KEY = re.compile(r"[A-Za-z_][\w.-]*[ \t]*[:=]")
_LIMIT = 100_000
"""Characters. A settings block beyond this is not one, and YAML is slow to say so."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stood above the page, and the page without it."""

    body: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    lines: int = 0
    """How many lines of the file come before `body`."""
    warnings: tuple[str, ...] = ()


def split(text: str) -> FrontMatter:
    """Take the front matter off `text`. Broken front matter costs a warning, never the page."""
    match = _BLOCK.match(text)
    if not match or not _looks_like_settings(match["body"]):
        return FrontMatter(text, warnings=_unclosed(text))
    body = text[match.end() :]
    lines = text.count("\n", 0, match.end())
    first_line = text.count("\n", 0, match.start("body")) + 1
    try:
        meta = _load(match["mark"], match["body"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        warning = f"line {_line(error, first_line)}: front matter ignored: {_reason(error)}"
        return FrontMatter(body, lines=lines, warnings=(warning,))
    return FrontMatter(body, meta, lines)


def _looks_like_settings(body: str) -> bool:
    """A page may also begin with a rule and have another one further down."""
    for line in body.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return bool(_KEY.match(line.lstrip('"{[')))
    return True


def _unclosed(text: str) -> tuple[str, ...]:
    lines = text.lstrip().split("\n", 2)
    if len(lines) > 1 and lines[0].rstrip() in ("---", "+++") and _KEY.match(lines[1]):
        return ("line 1: front matter ignored: its closing mark is missing",)
    return ()


def _load(mark: str, body: str) -> Mapping[str, Any]:
    if len(body) > _LIMIT:
        raise ValueError(f"longer than {_LIMIT:,} characters")
    loaded = tomllib.loads(body) if mark == "+++" else yaml.safe_load(body)
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ValueError("not a list of `key: value` settings")
    return {str(key): value for key, value in loaded.items()}


def _line(error: Exception, first_line: int) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return first_line + int(mark.line)
    in_toml = re.search(r"at line (\d+)", str(error))
    return first_line + int(in_toml[1]) - 1 if in_toml else first_line


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    problem = getattr(error, "problem", None) or str(error)
    return " ".join(str(problem).split())
