"""MDX: Markdown with JSX. Imports, exports and comments go; components are markup_reader's."""

import re

from ingest.parse import front_matter
from ingest.parse.anchors import Flavour
from ingest.parse.headline import entitle
from ingest.parse.jsx_prose import prose_in
from ingest.parse.markdown import read_body
from ingest.parse.parsed import Parsed
from ingest.parse.tags import code_spans

_IMPORT = re.compile(
    r"import(?P<names>[^\"'();=]*)[\"'][^\"'\n]+[\"'][ \t]*;?[ \t]*$", re.MULTILINE
)
_EXPORT_START = re.compile(
    r"export\s+(?:default|const|let|var|function|async|class|type|interface|\{|\*)"
)
_HEADING_ID = re.compile(r"\{/\*\s*#[^\s*]+\s*\*/\}\s*$")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d+[.)][ \t]+)*(`{3,}|~{3,})")
_TOKEN = re.compile(
    r"""(?P<open>[\[({])|(?P<close>[\])}])|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|`(?:[^`\\]|\\.)*`|/\*.*?\*/|(?<!:)//[^\n]*|(?P<line>\n)""",
    re.DOTALL,
)
_GOES_ON = re.compile(r"(?:[=,(\[{?:+]|=>|&&|\|\||\bextends\b)[ \t]*$")
_MAX_IMPORT = 5_000
_MAX_UNFINISHED = 10
"""Exports whose brackets never close; after so many no further one is searched to the end."""


def parse_mdx(text: str, *, flavour: Flavour | None = None) -> Parsed:
    """Read an MDX page. Raises Permanent for a page nested beyond what anyone reads."""
    front = front_matter.split(text)
    body = _without_comments(_Modules(front.body).removed())
    return entitle(read_body(body, flavour, mdx=True), front.meta, front.warnings)


class _Modules:
    """Takes the JavaScript statements out of one page."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._unfinished = 0

    def removed(self) -> str:
        """The page without them; words that an export holds stay, as paragraphs."""
        if "import" not in self._body and "export" not in self._body:
            return self._body
        kept: list[str] = []
        fence = ""
        position = 0
        while position < len(self._body):
            line_end = self._line_end(position)
            line = self._body[position:line_end]
            fence = _fence_after(line, fence)
            end = position if fence else self._statement_end(position, line)
            if end > position:
                if line.startswith("export"):
                    words = prose_in(self._body[position:end])
                    kept.extend(f"\n{paragraph}\n\n" for paragraph in words)
                kept.append("\n")
                position = end
            else:
                kept.append(line)
                position = line_end
        return "".join(kept)

    def _line_end(self, position: int) -> int:
        return self._body.find("\n", position) + 1 or len(self._body)

    def _statement_end(self, position: int, line: str) -> int:
        """Where the import or export that begins here ends; `position` where none does."""
        if line.startswith("import"):
            match = _IMPORT.match(self._body, position, position + _MAX_IMPORT)
            return self._line_end(match.end()) if match and _imports(match["names"]) else position
        return self._export_end(position) if _EXPORT_START.match(line) else position

    def _export_end(self, position: int) -> int:
        """Where the brackets close. An export that never does ends at a blank line, as in MDX."""
        if self._unfinished < _MAX_UNFINISHED:
            depth = 0
            for token in _TOKEN.finditer(self._body, position):
                depth += bool(token["open"]) - bool(token["close"])
                if token["line"] and depth <= 0 and not self._goes_on(token.start()):
                    return token.end()
            if depth <= 0:
                return len(self._body)
            self._unfinished += 1
        return self._body.find("\n\n", position) + 1 or len(self._body)

    def _goes_on(self, line_end: int) -> bool:
        return bool(_GOES_ON.search(self._body, max(0, line_end - 200), line_end))


def _imports(names: str) -> bool:
    """Whether `names` is what may stand between `import` and the quoted module."""
    words = re.findall(r"[\w$*]+", re.sub(r"\{[^{}]*\}", "", names))
    if not names.strip():
        return True
    short = len(words) <= 2 or "*" in words or words[0] == "type"
    return words[-1:] == ["from"] and short and len(words) <= 5


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after `line`, empty outside code."""
    mark = _FENCE.match(line)
    if not mark:
        return fence
    if not fence:
        return mark[1]
    return "" if mark[1].startswith(fence) and line.strip() == mark[1] else fence


def _without_comments(body: str) -> str:
    """The page without `{/* ... */}`; inside code it is text."""
    kept: list[str] = []
    fence = ""
    position = 0
    last = min(body.rfind("{/*"), body.rfind("*/}"))
    while position <= last:
        line_end = body.find("\n", position) + 1 or len(body)
        line = body[position:line_end]
        start = None if fence else _comment_start(line)
        end = -1 if start is None else body.find("*/}", position + start)
        if start is not None and end >= 0:
            kept.append(line[:start])
            position = end + 3
        else:
            fence = _fence_after(line, fence)
            kept.append(line)
            position = line_end
    return "".join([*kept, body[position:]])


def _comment_start(line: str) -> int | None:
    """Where a comment begins on this line, outside inline code and heading ids (`{/* #id */}`)."""
    start = line.find("{/*")
    if start < 0 or _HEADING_ID.search(line):
        return None
    return None if any(first <= start < last for first, last in code_spans(line)) else start
