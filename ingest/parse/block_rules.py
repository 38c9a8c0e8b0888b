"""Block syntax that Markdown sites add to CommonMark, as markdown-it rules.

Each box (`!!! note`, `::: tip`, `=== "Tab"`) becomes a `box_open` .. `box_close` pair around its
parsed content; a run of HTML or JSX becomes one `markup` token with the source lines.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from ingest.parse import tags

_INDENTED_BOX = re.compile(
    r"(?P<mark>!!!|\?\?\?\+?|===[+!]?)[ \t]+(?P<kind>[\w -]*?)[ \t]*(?P<title>\".*\")?[ \t]*$"
)
_FENCED_BOX = re.compile(
    r"(?P<colons>:{3,})[ \t]*\{?(?P<kind>[A-Za-z][\w-]*)\}?(?:\[(?P<bracket>[^\]]*)\])?"
    r"(?:\{[^}]*\})?[ \t]*(?P<title>.*)$"
)
_FENCED_END = re.compile(r"(:{3,})[ \t]*$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_INTERRUPTS = {"alt": ["paragraph", "reference", "blockquote", "list"]}

_LABELLED = """
    note tip info warning warn caution danger important success failure question bug example quote
    abstract summary todo hint attention error seealso see-also compat deprecated versionadded
    versionchanged check secondary admonition
"""
LABELLED = frozenset(_LABELLED.split())
"""Kinds of box whose name readers see; any other shows its title alone."""


def extended(md: MarkdownIt, *, mdx: bool) -> MarkdownIt:
    """Teach `md` these rules. MDX has no indented code, and any tag may begin a block."""
    ruler = md.block.ruler
    md.options["mdx"] = mdx
    ruler.before("fence", "indented_box", _indented_box, _INTERRUPTS)  # type: ignore[arg-type]
    ruler.before("fence", "fenced_box", _fenced_box, _INTERRUPTS)  # type: ignore[arg-type]
    ruler.at("html_block", _markup, _INTERRUPTS)  # type: ignore[arg-type]
    ruler.disable("reference")
    if mdx:
        ruler.disable("code")
        ruler.at("paragraph", _mdx_paragraph)
    return md


def label_of(kind: str, title: str) -> str:
    """What readers see on the box: `Note`, `Warning: Title`, or the title alone on a tab."""
    name = kind.strip().split(" ")[0].lower()
    if name not in LABELLED:
        return title
    shown = "Warning" if name == "warn" else name.replace("-", " ").capitalize()
    return shown if not title or title.casefold() == shown.casefold() else f"{shown}: {title}"


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _indented_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    # Nearly every line fails on its first character; nothing slower comes before.
    if state.src[state.bMarks[start] + state.tShift[start]] not in "!?=":
        return False
    if state.is_code_block(start):
        return False
    match = _INDENTED_BOX.match(_line(state, start))
    if not match or not (match["kind"] or match["title"]):
        return False
    if match["mark"].startswith("=") and not match["title"]:
        return False
    if silent:
        return True
    indent, after = _indented_extent(state, start, end)
    kind, _, more = match["kind"].partition(" ")
    title = (match["title"] or "").strip('"').strip()
    if not title and (more or kind.lower() not in LABELLED):
        title = more if kind.lower() in LABELLED else match["kind"]
    _push_box(state, (start, after, after), label_of(kind, title), title, indent)
    return True


def _indented_extent(state: StateBlock, start: int, end: int) -> tuple[int, int]:
    """How far the content of an indented box is indented, and the line after it."""
    line, own = start + 1, state.sCount[start]
    while line < end and state.isEmpty(line):
        line += 1
    if line >= end or state.sCount[line] <= own or line > start + 3:
        return own, start + 1
    indent = min(state.sCount[line], own + 4)
    after = line
    while line < end and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        if not state.isEmpty(line - 1):
            after = line
    return indent, after


def _fenced_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not state.src.startswith(":::", state.bMarks[start] + state.tShift[start]):
        return False
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    if _FENCED_END.match(first):  # closes nothing: a stray mark, and no words
        if not silent:
            state.line = start + 1
        return True
    match = _FENCED_BOX.match(first)
    if not match:
        return False
    if silent:
        return True
    last = _closing_line(state, start, end, len(match["colons"]))
    title = (match["bracket"] or match["title"] or "").strip()
    extent = (start, last, min(last + 1, end))
    _push_box(state, extent, label_of(match["kind"], title), title, state.blkIndent)
    return True


def _closing_line(state: StateBlock, start: int, end: int, colons: int) -> int:
    """The line that closes the box at `start`; `end` where none does."""
    open_boxes = [colons]
    fence = ""
    for line in range(start + 1, end):
        text = _line(state, line)
        closes = _FENCED_END.match(text)
        if text and state.sCount[line] < state.blkIndent and not closes:
            return line
        if mark := _FENCE.match(text):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and text.strip() == mark[1]:
                fence = ""
        elif fence:
            continue
        elif closes:
            while open_boxes and len(closes[1]) < open_boxes[-1]:
                open_boxes.pop()
            if open_boxes:
                open_boxes.pop()
            if not open_boxes:
                return line
        elif opens := _FENCED_BOX.match(text):
            open_boxes.append(len(opens["colons"]))
    return end


def _push_box(
    state: StateBlock, extent: tuple[int, int, int], label: str, title: str, indent: int
) -> None:
    """extent: the marker's line, the line after the content, and where reading goes on."""
    start, last, after = extent
    parent, line_max, blk_indent = state.parentType, state.lineMax, state.blkIndent
    token = state.push("box_open", "", 1)
    token.meta = {"label": label, "title": title}
    token.map = [start, after]
    # Content of a closed box never reaches past its end, not even by lazy continuation.
    state.parentType, state.lineMax, state.blkIndent = "box", last, indent
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax, state.blkIndent = parent, line_max, blk_indent
    state.push("box_close", "", -1)
    state.line = after


def _markup(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", begin) or state.is_code_block(start):
        return False
    mdx = bool(state.md.options.get("mdx"))
    if state.src.startswith("<!--", begin):
        closing = state.src.find("-->", begin + 4)
        stop = closing + 3 if closing >= 0 else state.eMarks[start]
    else:
        tag = tags.read_tag(state.src, begin)
        if not tag or not tags.is_block(tag, components=mdx, alone=True):
            return False
        if tag.is_component and _goes_on(state, start, tag):
            return False
        stop = _end_of_element(state, tag)
    if silent:
        return True
    last = _line_at(state, stop, start, end)
    if not mdx and not state.src.startswith("<!--", begin):
        last = _raw_html_end(state, last, end)
    token = state.push("markup", "", 0)
    token.content = state.getLines(start, last + 1, state.blkIndent, False)
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _mdx_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's paragraph, but a block ends it however far that block is indented: MDX has no
    indented code, and what stands between tags usually is indented."""
    terminators = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < end and not state.isEmpty(line):
        if state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in terminators):
            break
        line += 1
    state.parentType = parent
    content = state.getLines(start, line, state.blkIndent, False).strip()
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    state.push("inline", "", 0).content = content
    state.push("paragraph_close", "p", -1)
    return True


def _goes_on(state: StateBlock, line: int, tag: tags.Tag) -> bool:
    """Whether words follow the component on its line: then it is a word of a sentence."""
    if tag.end > state.eMarks[line] or tag.closing:
        return False
    rest = state.src[tag.end : state.eMarks[line]]
    if not tag.empty:
        _, closing, rest = rest.partition(f"</{tag.name}>")
        if not closing:
            return False
    return bool(rest.strip()) and not rest.lstrip().startswith("<")


def _end_of_element(state: StateBlock, tag: tags.Tag) -> int:
    """Where a table, list or the like closes, nested ones counted; any other tag ends at itself."""
    name = tag.name.lower()
    unclosed: set[str] = state.env.setdefault("unclosed", set())
    if tag.closing or tag.empty or name not in tags.CONTAINERS | tags.SILENT or name in unclosed:
        return tag.end
    depth = 0
    for match in re.compile(rf"<(/?){name}\b", re.IGNORECASE).finditer(state.src, tag.start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return state.src.find(">", match.end()) + 1 or len(state.src)
    unclosed.add(name)  # or every further one would search to the end again
    return tag.end


def _line_at(state: StateBlock, position: int, line: int, end: int) -> int:
    while line + 1 < end and state.eMarks[line] < position:
        line += 1
    return line


def _raw_html_end(state: StateBlock, line: int, end: int) -> int:
    """CommonMark's HTML block runs to a blank line. A code fence ends it too: people mean one."""
    while line + 1 < end and not state.isEmpty(line + 1):
        if _FENCE.match(_line(state, line + 1)) or state.sCount[line + 1] < state.blkIndent:
            break
        line += 1
    return line
