"""HTML and JSX tags that stand in Markdown: found, read and taken apart without a DOM.

JSX attribute values hold braces, quotes and even other tags, which no HTML parser reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CONTAINERS = frozenset(("table", "ul", "ol", "dl", "pre"))
"""Elements whose whole content is read at once."""
SILENT = frozenset(("script", "style", "svg", "head", "template"))
"""Elements that show no words."""
_BLOCKS = """
    address article aside blockquote body button caption center col colgroup dd details dialog div
    dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header html iframe legend li link
    main meta nav noscript object option p picture section select source summary tbody td tfoot th
    thead tr video audio
"""
BLOCKS = CONTAINERS | SILENT | frozenset(_BLOCKS.split())
"""Elements that divide text."""
ALONE = frozenset(("br", "hr", "img"))
"""Inline in a sentence, a block when they begin a line."""

_START = re.compile(r"<(?:(?P<close>/)?(?P<name>[A-Za-z][\w.-]*)(?=[\s/>{])|(?P<fragment>/?>))")
_SPACE_OR_ATTRIBUTE = re.compile(
    r"""\s+|(?P<key>[A-Za-z_@:][\w:.@-]*)(?:\s*=\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'"""
    r"""|(?P<bare>[^\s"'>{}=<`]+(?<!/)|/(?!>))|(?=\{)))?"""
)
_END = re.compile(r"/?>")
_MAX_TAG = 20_000
_RUN = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Tag:
    """`<name key="value">`, `</name>` or `<name/>`; a JSX fragment has no name."""

    name: str
    start: int
    end: int
    closing: bool = False
    empty: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_component(self) -> bool:
        return not self.name or self.name[0].isupper() or "." in self.name


def read_tag(text: str, start: int) -> Tag | None:
    """The tag that begins at `start`, or None where it is no tag at all."""
    head = _START.match(text, start)
    if not head:
        return None
    if head["fragment"]:
        return Tag("", start, head.end(), closing=head["fragment"] == "/>")
    attributes: dict[str, str] = {}
    position, limit = head.end(), start + _MAX_TAG
    while position < min(len(text), limit):
        if end := _END.match(text, position):
            return Tag(
                head["name"],
                start,
                end.end(),
                bool(head["close"]),
                end[0] == "/>",
                attributes,
            )
        part = _SPACE_OR_ATTRIBUTE.match(text, position)
        if part and part.end() > position:
            position = part.end()
            if part["key"]:
                value = part["dq"] or part["sq"] or part["bare"] or ""
                if text.startswith("{", position) and text[position - 1] in "= \t\n":
                    position = end_of_braces(text, position, limit)
                    value = text[part.end() : position]
                attributes[part["key"]] = value
        elif text[position] == "{":
            position = end_of_braces(text, position, limit)
        else:
            return None
    return None


def end_of_braces(text: str, start: int, limit: int) -> int:
    """The position after the brace that closes the one at `start`, strings skipped over."""
    depth, position = 0, start
    while position < min(len(text), limit):
        char = text[position]
        if char in "\"'`":
            closing = text.find(char, position + 1, limit)
            while closing > 0 and text[closing - 1] == "\\":
                closing = text.find(char, closing + 1, limit)
            position = closing if closing > 0 else position
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return limit


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where inline code stands. A run of backticks ends at the next run of the same length."""
    runs = [match.span() for match in _RUN.finditer(text)]
    following: dict[int, int] = {}
    partner: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        if length in following:
            partner[index] = following[length]
        following[length] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        if index in partner:
            spans.append((runs[index][0], runs[partner[index]][1]))
            index = partner[index]
        index += 1
    return spans


def split_tags(text: str, *, components: bool, alone: bool) -> Iterator[str | Tag]:
    """Cut `text` at its block tags; inline tags stay in the text as written.

    components: JSX component tags count as blocks; alone: so do `br`, `hr` and `img`.
    """
    spans = iter(code_spans(text))
    span = next(spans, None)
    done, position, failures = 0, 0, 0
    while (position := text.find("<", position)) >= 0 and failures < 100:
        while span and span[1] <= position:
            span = next(spans, None)
        if span and span[0] <= position:
            position = span[1]
            continue
        tag = read_tag(text, position)
        failures += tag is None
        if tag and is_block(tag, components=components, alone=alone):
            if text[done : tag.start]:
                yield text[done : tag.start]
            yield tag
            done = tag.end
        position = tag.end if tag else position + 1
    if text[done:]:
        yield text[done:]


def is_block(tag: Tag, *, components: bool, alone: bool) -> bool:
    """Whether a tag divides text, as against marking words inside a sentence."""
    if tag.is_component:
        return components
    name = tag.name.lower()
    return name in BLOCKS or (alone and name in ALONE)
