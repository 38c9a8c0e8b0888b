"""Reads AsciiDoc line by line: no Python parser of it is kept up."""

import re
import textwrap
from dataclasses import replace

from core.errors import Permanent
from core.markup import plain
from core.records import BlockKind
from ingest.parse.asciidoc import attributes, lists, tables
from ingest.parse.asciidoc.attributes import Attributes
from ingest.parse.draft import Draft
from ingest.parse.headings import LONGEST
from ingest.parse.headline import entitle
from ingest.parse.parsed import Parsed

_SECTION = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*$")
_UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 4, "+": 5}
_UNDERLINE = re.compile(r"([=\-~^+])\1{3,}[ \t]*$")
_DELIMITER = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|[|,:!]={3,}|`{3,})(.*)$")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:[ \t]+(.*))?$")
_HIDDEN = re.compile(
    r"//(?!/)|(?:include|ifdef|ifndef|ifeval|endif|toc)::[^\[\n]*\[[^\n]*\][ \t]*$"
    r"|'{3,}[ \t]*$|<{3,}[ \t]*$"
)
_ADMONITION = re.compile(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?=\S)")
_TITLE = re.compile(r"\.(?![\s.])(.+)$")
_MEDIA = re.compile(r"(?:image|video|audio)::[^\[\n]*\[([^\]\n]*)\][ \t]*$")
_INLINE_ANCHOR = re.compile(r"\[\[([^\[\],\s]+)(?:,[^\]]*)?\]\]|\[#([^\]\s]+)\](?!#)")
_MACRO = re.compile(r"(?:xref|link|mailto|https?):[^\s\[]*\[([^\]]*)\]|<<[^,>]+,\s*([^>]+)>>")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MAX_DEPTH = 20


def parse_asciidoc(text: str) -> Parsed:
    """Read an AsciiDoc page. Nothing is included from other files.

    Raises Permanent for a page nested beyond what anyone reads.
    """
    page = _Page()
    page.read(text.split("\n"), 0)
    return entitle(page.draft.finish(), page.meta)


class _Page:
    def __init__(self) -> None:
        self.draft = Draft()
        self.meta: dict[str, str] = {}
        self._ids: dict[str, int] = {}
        self._above = Attributes()
        self._headed = False

    def read(self, lines: list[str], depth: int) -> None:
        """Draft the blocks of `lines`; delimited blocks call this for what they hold."""
        if depth > _MAX_DEPTH:
            raise Permanent(f"blocks are nested more than {_MAX_DEPTH} deep; flatten them")
        index = 0
        while index < len(lines):
            index = self._block(lines, index, depth)

    def _block(self, lines: list[str], index: int, depth: int) -> int:
        """Read what begins at `index`; returns where reading goes on."""
        line = lines[index]
        if not line.strip() or _HIDDEN.match(line) or line.strip() == "+":
            return index + 1
        if delimiter := _DELIMITER.match(line):
            end = self._delimited(lines, index, delimiter, depth)
            if end > index:
                return end
        if attribute := _ATTRIBUTE.match(line):
            self.meta[attribute[1]] = (attribute[2] or "").strip()
            return index + 1
        if attributes.is_attributes(line):
            self._above = attributes.read(line, self._above)
            return index + 1
        if (
            len(line) <= LONGEST
            and (section := _SECTION.match(line))
            and (len(section[1]) > 1 or depth == 0)
        ):
            return self._section(lines, index, section[2], len(section[1]))
        if (title := _TITLE.match(line)) and not lists.is_item(line):
            self._above = replace(self._above, title=title[1])
            return index + 1
        return self._prose(lines, index)

    def _section(self, lines: list[str], index: int, source: str, level: int) -> int:
        found = _INLINE_ANCHOR.search(source)
        own = next(filter(None, found.groups()), "") if found else ""
        words = plain(_MACRO.sub(_shown, _INLINE_ANCHOR.sub("", source)))
        words = " ".join(words.replace("``", "").split())
        anchor = own or self._above.anchor or self._generated(words)
        self._above = Attributes()
        self.draft.add(BlockKind.HEADING, words, level=level, anchor=anchor if level > 1 else "")
        index += 1
        return self._header(lines, index) if level == 1 and not self._headed else index

    def _header(self, lines: list[str], index: int) -> int:
        """Author, revision and attributes stand under the page's title, up to a blank line."""
        self._headed = True
        for place in range(3):  # author, revision, the first attribute
            if index == len(lines) or not lines[index].strip() or lines[index][0] in ":/[":
                break
            if place and (date := _DATE.search(lines[index])):
                self.meta.setdefault("date", date[0])
            index += 1
        return index

    def _generated(self, words: str) -> str:
        prefix = self.meta.get("idprefix", "_")
        joint = self.meta.get("idseparator", "_")
        kept = re.sub(r"[^\w .\-]", "", words.lower())
        slug = prefix + re.sub(r"[ .\-_]+", joint or "", kept).strip(joint or " ")
        self._ids[slug] = number = self._ids.get(slug, 0) + 1
        return slug if number == 1 else f"{slug}{joint or '_'}{number}"

    def _delimited(self, lines: list[str], index: int, delimiter: re.Match[str], depth: int) -> int:
        """A block between two equal lines; returns `index` where this line opens none."""
        mark, rest = delimiter[1], delimiter[2].strip()
        fenced = mark.startswith("```")
        if rest and not fenced:
            return index
        end = _closing(lines, index, mark)
        if end is None:
            return index + 1  # never closed: what follows is read as if it were not there
        inner = lines[index + 1 : end]
        above, self._above = self._above, Attributes()
        if fenced or (mark[0] in "-.+/|,:!" and mark != "--"):
            self._verbatim(mark, inner, above, rest if fenced else "")
        elif above.style in ("source", "listing", "literal"):
            self._verbatim("----", inner, above, "")
        else:
            self.draft.open("box", above.label, above.title)
            self.read(inner, depth + 1)
            self.draft.close("box")
        return end + 1

    def _verbatim(self, mark: str, inner: list[str], above: Attributes, language: str) -> None:
        if mark[0] == "/":
            return
        if mark[0] in "|,:!" and mark.endswith("==="):
            self._titled(above)
            self.draft.add(BlockKind.TABLE, tables.rows_of(inner, above.columns))
        elif mark[0] == "+":
            words = re.sub(r"<[^<>]*>", " ", "\n".join(inner))
            self.draft.add(BlockKind.PARAGRAPH, words)
        else:
            code = "\n".join(inner)
            named = language or above.language
            self.draft.add(BlockKind.CODE, code, language=named, label=above.label)

    def _titled(self, above: Attributes) -> None:
        self.draft.add(BlockKind.PARAGRAPH, above.title)

    def _prose(self, lines: list[str], index: int) -> int:
        """A paragraph, list, image or indented code."""
        above, self._above = self._above, Attributes()
        if level := _underlined(lines, index):
            self._above = above
            return self._section(lines, index, lines[index].strip(), level) + 1
        if media := _MEDIA.match(lines[index]):
            alt = media[1].split(",")[0].strip().strip('"')
            self.draft.add(BlockKind.PARAGRAPH, alt)
            self._titled(above)
            return index + 1
        if lists.is_item(lines[index]):
            self._titled(above)
            text, index = lists.read(lines, index)
            self.draft.add(BlockKind.LIST, text)
            return index
        end = index
        while end < len(lines) and lines[end].strip() and not (end > index and _ends(lines[end])):
            end += 1
        self._paragraph([line for line in lines[index:end] if not _HIDDEN.match(line)], above)
        return end

    def _paragraph(self, lines: list[str], above: Attributes) -> None:
        text = "\n".join(lines)
        if above.style in ("source", "listing", "literal") or lines[0].startswith((" ", "\t")):
            code = textwrap.dedent(text)
            self.draft.add(BlockKind.CODE, code, language=above.language, label=above.label)
            return
        label = above.label
        if admonition := _ADMONITION.match(text):
            label = Attributes(style=admonition[1], title=above.title).label
            text = text[admonition.end() :]
        self.draft.open("box", label if label != above.title else "", above.title)
        if label == above.title:
            self._titled(above)
        self.draft.add(BlockKind.PARAGRAPH, text)
        self.draft.close("box")


def _closing(lines: list[str], index: int, mark: str) -> int | None:
    return next((at for at in range(index + 1, len(lines)) if lines[at].rstrip() == mark), None)


def _ends(line: str) -> bool:
    """Whether `line` ends the paragraph above it: a block's mark."""
    delimiter = _DELIMITER.match(line)
    return bool(delimiter and not delimiter[2].strip()) or attributes.is_attributes(line)


def _underlined(lines: list[str], index: int) -> int:
    """The level of a title with a line of its own length under it, else 0."""
    below = lines[index + 1] if index + 1 < len(lines) else ""
    mark = _UNDERLINE.match(below)
    title = lines[index].rstrip()
    if (
        not mark
        or len(title) > LONGEST
        or abs(len(title) - len(below.rstrip())) > 1
        or not re.search(r"\w", title)
    ):
        return 0
    return _UNDERLINES[mark[1]]


def _shown(match: re.Match[str]) -> str:
    return match[1] or match[2] or ""
