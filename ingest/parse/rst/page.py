"""Walks docutils' tree of one page and drafts its blocks."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser, states

from core.errors import Permanent
from core.records import BlockKind
from ingest.parse.draft import Draft
from ingest.parse.headings import LONGEST
from ingest.parse.headline import entitle
from ingest.parse.parsed import Parsed
from ingest.parse.rst import inline, lists
from ingest.parse.rst.directives import ADMONITIONS, VERSIONS, register

_LONGEST_LINE = 100_000
_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": False,
    "line_length_limit": _LONGEST_LINE,
    "syntax_highlight": "none",
}
"""No other file is read, nothing is printed, and no fault in a page is an exception."""
_SKIPPED = (
    nodes.comment,
    nodes.target,
    nodes.substitution_definition,
    nodes.pending,
    nodes.transition,
    nodes.title,
    nodes.meta,
    nodes.decoration,
)
_LISTS = (
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition_list,
    nodes.field_list,
    nodes.option_list,
)


def parse_rst(text: str) -> Parsed:
    """Read a reStructuredText page. Nothing is included from other files and nothing is run.

    Raises Permanent for a page with a line of over 100,000 characters, or nested too deeply.
    """
    if max(map(len, text.split("\n"))) > _LONGEST_LINE:
        raise Permanent(f"a line is longer than {_LONGEST_LINE:,} characters; break it")
    register(text)
    document = utils.new_document("page", _settings())
    try:
        Parser(inliner=_Verbatim()).parse(text, document)
        page = _Page()
        page.read(document)
    except RecursionError:
        raise Permanent("nested too deeply; flatten its lists and quotes") from None
    return entitle(page.draft.finish(), page.meta)


@cache
def _settings() -> Any:
    settings = frontend.get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    return settings


class _Verbatim(states.Inliner):
    """Leaves inline markup as written: quotes of it must be found in the file."""

    def init_customizations(self, settings: object) -> None:
        """No patterns are needed to leave text alone."""

    def adjust_uri(self, uri: str) -> str:
        """Nor to tell mail addresses from links."""
        return uri

    def parse(
        self, text: str, lineno: int, memo: object, parent: nodes.Element
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.Text(text)], []


class _Page:
    def __init__(self) -> None:
        self.draft = Draft()
        self.meta: dict[str, Any] = {}
        self._depth = 0
        self._label = ""

    def read(self, document: nodes.document) -> None:
        children = list(document.children)
        at = next((i for i, c in enumerate(children) if not isinstance(c, nodes.comment)), 0)
        if children and isinstance(children[at], nodes.field_list):
            # Fields above everything else are settings of the page, as front matter is.
            self.meta = lists.fields(children.pop(at))
        self._nodes(children)

    def _nodes(self, children: Sequence[nodes.Node]) -> None:
        for child in children:
            self._node(child)
            if not isinstance(child, nodes.comment):
                ids = child["ids"] if isinstance(child, nodes.target) else []
                self._label = (
                    (ids[0] if ids else self._label) if isinstance(child, nodes.target) else ""
                )

    def _node(self, node: nodes.Node) -> None:
        match node:
            case nodes.section():
                self._section(node)
            case nodes.system_message():
                self._unread(node)
            case nodes.container() if "box" in node:
                self._box(node)
            case nodes.Admonition():
                self._admonition(node)
            case nodes.literal_block() | nodes.doctest_block() | nodes.math_block():
                self._code(node)
            case nodes.table():
                self._table(node)
            case nodes.line_block():
                self.draft.add(BlockKind.PARAGRAPH, lists.lines_of(node))
            case nodes.footnote() | nodes.citation():
                self.draft.add(BlockKind.PARAGRAPH, lists.note_of(node))
            case nodes.image():
                self.draft.add(BlockKind.PARAGRAPH, node.get("alt", ""))
            case _ if isinstance(node, _LISTS):
                self.draft.add(BlockKind.LIST, lists.text_of(node))
            case _ if isinstance(node, _SKIPPED):
                pass
            case nodes.TextElement():
                self.draft.add(BlockKind.PARAGRAPH, lists.source_of(node))
            case nodes.Element():
                self._titled(node)

    def _section(self, node: nodes.section) -> None:
        self._depth += 1
        title = next(iter(node.findall(nodes.title)), None)
        if title is not None and len(title.rawsource) > LONGEST:
            self.draft.add(BlockKind.PARAGRAPH, title.rawsource)
        elif title is not None:
            words = inline.words(title.rawsource)
            anchor = self._label or self._anchor(node, title.rawsource, words)
            self.draft.add(BlockKind.HEADING, words, level=min(self._depth, 6), anchor=anchor)
        self._label = ""
        self._nodes(node.children)
        self._depth -= 1

    def _anchor(self, node: nodes.section, source: str, words: str) -> str:
        """docutils' id; for a title with markup, the one that its words would have given."""
        ids = node["ids"]
        if ids and words != " ".join(source.split()):
            plain_id = nodes.make_id(words)
            if plain_id and node.document is not None and plain_id not in node.document.ids:
                return plain_id
        return str(ids[0]) if ids else ""

    def _titled(self, node: nodes.Element) -> None:
        """A topic, sidebar, figure or quote: what it holds, its title as the label."""
        title = next((c for c in node.children if isinstance(c, nodes.title)), None)
        name = lists.source_of(title) if title is not None else ""
        self.draft.open("box", inline.words(name), name)
        self._nodes(node.children)
        self.draft.close("box")

    def _admonition(self, node: nodes.Node) -> None:
        self.draft.open("box", str(getattr(node, "tagname", "")).capitalize())
        self._nodes(node.children)
        self.draft.close("box")

    def _box(self, node: nodes.Element) -> None:
        name, title = node["box"], node["title"]
        label = inline.words(title)
        if name in VERSIONS:
            label = f"{VERSIONS[name]} {title}"
        elif name in ADMONITIONS and name != "admonition":
            label = "See also" if name == "seealso" else name.capitalize()
        self.draft.open("box", label, title)
        self._nodes(node.children)
        self.draft.close("box")

    def _code(self, node: nodes.Element) -> None:
        language = node.get("language", "")
        if isinstance(node, nodes.doctest_block):
            language = "pycon"
        self.draft.add(
            BlockKind.CODE, node.astext(), language=language, label=node.get("caption", "")
        )

    def _table(self, node: nodes.table) -> None:
        for child in node.children:
            if isinstance(child, nodes.title):
                self.draft.add(BlockKind.PARAGRAPH, lists.source_of(child))
        self.draft.add(BlockKind.TABLE, lists.rows_of(node))

    def _unread(self, node: nodes.system_message) -> None:
        """Source that docutils could not read is still the page's words."""
        for child in node.children:
            if isinstance(child, nodes.literal_block):
                self.draft.add(BlockKind.PARAGRAPH, child.astext())
