"""Walks the tokens of one Markdown page and drafts its blocks."""

import re
import textwrap
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.records import Block, BlockKind
from ingest.parse.anchors import Anchors, Flavour
from ingest.parse.block_rules import LABELLED, extended, label_of
from ingest.parse.comments import without_comments
from ingest.parse.draft import Draft
from ingest.parse.headings import without_anchor_tags, words_and_id
from ingest.parse.markup_reader import MarkupReader, strip_markup

_MAX_NESTING = 100
_LONGEST_HEADING = 1_000
"""Characters. What is longer is no heading, whatever marks it bears."""
_QUOTE_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?")
_REFERENCE = re.compile(
    r"^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(?:<[^>\n]*>|\S+)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_ATTRIBUTE_LINE = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$\n?", re.MULTILINE)
_ALERT = re.compile(r"\[!(?P<kind>\w+)\][-+]?[ \t]*(?P<title>[^\n]*)\n?")
_BOLD_ALERT = re.compile(
    r"(?:\*\*|__)(?P<kind>Note|Tip|Info|Warning|Caution|Danger|Important|Hint|Attention)"
    r"[ \t]*(?::(?:\*\*|__)|(?:\*\*|__):?)[ \t]*\n?",
    re.IGNORECASE,
)
_FENCE_TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)')""")
_LANGUAGE = re.compile(r"[{.]*(@?[^\s{};,.=]+)")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w-]+)\}[ \t]*(?P<argument>.*)")
_HIDDEN = frozenset(("@meta", "@contents", "@index", "{toctree}", "{contents}"))
_CODE_DIRECTIVES = frozenset(("code-block", "code", "sourcecode", "code-cell"))


@cache
def _parser(mdx: bool) -> MarkdownIt:
    """Block structure only: inline markup stays as written, so nothing reads it."""
    md = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    md.core.ruler.enableOnly(["normalize", "block"])
    return extended(md, mdx=mdx)


class Reader:
    """Reads one page body, once."""

    def __init__(self, body: str, flavour: Flavour, *, mdx: bool) -> None:
        self._mdx = mdx
        self._draft = Draft()
        self._anchors = Anchors(flavour)
        self._pending_anchor = ""
        self._markup = MarkupReader(self._draft, self.heading, components=mdx)
        self._body = body
        self._lines: list[str] = []
        self._quotes = 0
        self._quote_is_new = False

    def read(self) -> list[Block]:
        """The blocks of the page."""
        self._walk_text(self._body)
        return self._draft.finish()

    def _walk_text(self, text: str) -> None:
        outer = self._lines, self._quotes
        self._lines, self._quotes = text.split("\n"), 0
        self._walk(_parser(self._mdx).parse(text))
        self._lines, self._quotes = outer

    def _walk(self, tokens: list[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
                self._whole(token)
                index = _matching_close(tokens, index)
            else:
                self._one(token, tokens, index)
            index += 1

    def _one(self, token: Token, tokens: list[Token], index: int) -> None:
        match token.type:
            case "heading_open":
                self.heading(tokens[index + 1].content, int(token.tag[1]))
            case "paragraph_open":
                self._paragraph(tokens[index + 1].content)
            case "fence":
                self._fence(token.info.strip(), token.content)
            case "code_block":
                self._draft.add(BlockKind.CODE, textwrap.dedent(token.content))
            case "markup":
                self._markup_token(token.content)
            case "blockquote_open":
                self._quotes += 1
                self._quote_is_new = True
                self._draft.open("quote")
            case "blockquote_close":
                self._quotes -= 1
                self._draft.close("quote")
            case "box_open":
                self._draft.open("box", token.meta["label"], token.meta["title"])
            case "box_close":
                self._draft.close("box")

    def heading(self, source: str, level: int, anchor: str = "") -> None:
        """Add a heading; its own id wins over an anchor tag before it, and that over the slug."""
        if len(source) > _LONGEST_HEADING:
            return self._add(BlockKind.PARAGRAPH, source)
        words, explicit = words_and_id(without_comments(source))
        explicit = explicit or anchor or self._pending_anchor
        self._pending_anchor = ""
        if words:
            given = self._anchors.explicit(explicit) if explicit else self._anchors.generated(words)
            self._draft.add(BlockKind.HEADING, words, level=level, anchor=given)

    def _paragraph(self, text: str) -> None:
        text = _ATTRIBUTE_LINE.sub("", _REFERENCE.sub("", without_comments(text)))
        if self._quote_is_new:
            self._quote_is_new = False
            text = self._alert(text)
        stripped, anchor = without_anchor_tags(text)
        if anchor and not stripped.strip():
            self._pending_anchor = anchor
            return
        self._add(BlockKind.PARAGRAPH, text)

    def _add(self, kind: BlockKind, text: str) -> None:
        if kind is BlockKind.PARAGRAPH and self._markup.divides(text):
            self._markup.read(text, alone=False)
        else:
            self._draft.add(kind, text)
        if text.strip():
            self._pending_anchor = ""

    def _alert(self, text: str) -> str:
        """Take `[!NOTE]` or `**Note**` off a quote's first words and label the quote with it."""
        match = _ALERT.match(text) or _BOLD_ALERT.match(text)
        if not match or match["kind"].lower() not in LABELLED:
            return text
        title = match.groupdict().get("title", "") or ""
        self._draft.relabel(label_of(match["kind"], title.strip()), title.strip())
        return text[match.end() :]

    def _markup_token(self, content: str) -> None:
        self._quote_is_new = False
        stripped, anchor = without_anchor_tags(without_comments(content))
        if anchor:
            self._pending_anchor = anchor
        self._markup.read(stripped, alone=True)

    def _whole(self, token: Token) -> None:
        """A list or table is one block, as it stands in the source."""
        self._quote_is_new = False
        start, end = token.map or [0, 0]
        text = self._source(start, end)
        if token.type == "table_open":
            self._draft.add(BlockKind.TABLE, without_comments(text))
        else:
            self._draft.add(BlockKind.LIST, strip_markup(text, components=self._mdx))

    def _source(self, start: int, end: int) -> str:
        lines = self._lines[start:end]
        for _ in range(self._quotes):
            lines = [_QUOTE_MARK.sub("", line, count=1) for line in lines]
        return textwrap.dedent("\n".join(lines))

    def _fence(self, info: str, content: str) -> None:
        self._quote_is_new = False
        directive = _DIRECTIVE.fullmatch(info)
        if info.split(" ")[0] in _HIDDEN:
            return
        if info.startswith("@raw"):
            self._markup.read(content, alone=True)
        elif directive and directive["name"] in LABELLED:
            title = directive["argument"].strip()
            self._draft.open("box", label_of(directive["name"], title), title)
            self._walk_text(content)
            self._draft.close("box")
        elif directive and directive["name"] in _CODE_DIRECTIVES:
            self._draft.add(BlockKind.CODE, content, language=directive["argument"].strip())
        else:
            language = _LANGUAGE.match(info)
            title_match = _FENCE_TITLE.search(info)
            title = (title_match[1] or title_match[2] or "") if title_match else ""
            self._draft.add(
                BlockKind.CODE,
                textwrap.dedent(content),
                language=language[1] if language else "",
                label=title,
            )


def _matching_close(tokens: list[Token], index: int) -> int:
    opened = tokens[index]
    closing = opened.type.replace("_open", "_close")
    for position in range(index + 1, len(tokens)):
        if tokens[position].level == opened.level and tokens[position].type == closing:
            return position
    return len(tokens)
