"""Directives that docutils does not know, or reads in a way that would lose words.

Sphinx and its extensions define hundreds. None is run: each becomes a box that holds its parsed
content, or code, or nothing. Registering is process-wide in docutils and is done once a name.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList

_HIDDEN = """
    toctree contents index currentmodule module py:module py:currentmodule highlight default-domain
    tabularcolumns include literalinclude meta sectnum section-numbering target-notes testsetup
    testcleanup bibliography sectionauthor codeauthor header footer title
"""
_CODE = """
    code code-block sourcecode prompt console ipython ipython3 jupyter-execute doctest testcode
    testoutput graphviz digraph graph mermaid plantuml uml productionlist parsed-literal math
    code-cell terminal autosummary exec
"""
_ADMONITIONS = """
    attention caution danger error hint important note tip warning seealso todo deprecated
    versionadded versionchanged versionremoved admonition
"""
_TITLED = """
    tab tab-item group-tab code-tab dropdown card grid-item-card details collapse topic-title
    example-block step faq
"""
HIDDEN = frozenset(_HIDDEN.split())
"""They show nothing of their own in the file: other pages, or settings."""
CODE = frozenset(_CODE.split())
ADMONITIONS = frozenset(_ADMONITIONS.split())
TITLED = frozenset(_TITLED.split())
"""Their argument is a title that readers see."""
VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "versionremoved": "Removed in version",
}
_BUILT_IN = frozenset(
    (
        *("image", "figure", "table", "list-table", "csv-table", "topic", "sidebar", "rubric"),
        *("epigraph", "highlights", "pull-quote", "compound", "line-block", "replace", "unicode"),
        *("date", "role", "default-role"),
    )
)
"""Left to docutils."""
_OVERRIDDEN = HIDDEN | CODE | ADMONITIONS | {"raw", "class", "container"}
_DIRECTIVE = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([A-Za-z][\w:.+-]*?)::", re.MULTILINE
)
_SIGNATURE = re.compile(
    r"(?:\w+:)?(?:function|class|method|attribute|data|exception|classmethod|staticmethod|property"
    r"|decorator|decoratormethod|module|option|cmdoption|envvar|confval|setting|describe|object"
    r"|program|macro|type|struct|member|var|enum|enumerator|union|namespace|directive|role|get"
    r"|post|put|delete|patch|auto\w+|py-\w+|opcode|c\w*|describe)"
)
_WORDLESS = frozenset(("only", "ifconfig", "class", "rst-class", "cssclass", "container"))
"""Their argument is a condition or a style."""
_known: set[str] = set()


class _AnyOption(dict[str, Callable[[str | None], Any]]):
    """Every option is allowed and read as text: `:emphasize-lines: 3` must not cost the block."""

    def __init__(self) -> None:
        super().__init__(name=directives.unchanged)

    def __missing__(self, name: str) -> Callable[[str | None], Any]:
        return directives.unchanged


class _Any(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption()

    def same_line(self) -> str:
        """What stands beside the directive's name."""
        first, *_ = self.block_text.split("\n", 1)
        return first.partition("::")[2].strip()

    def argument_below(self) -> str:
        """Words on the lines below, before a blank line: docutils counts them as argument."""
        argument = self.arguments[0] if self.arguments else ""
        return argument[len(self.same_line()) :].strip() if self.same_line() else argument

    def box(self, title: str, *, above: str = "") -> list[nodes.Node]:
        """A box with everything below the first line; `above` becomes its first words."""
        node = nodes.container()
        node["box"], node["title"] = self.name.lower(), title
        lines = [*above.split("\n"), ""] if above else []
        if below := self.argument_below():
            lines += [*below.split("\n"), ""]
        content = StringList(lines + list(self.content), source="page")
        self.state.nested_parse(content, self.content_offset, node, match_titles=True)
        return [node]


class _Hidden(_Any):
    def run(self) -> list[nodes.Node]:
        return []


class _Box(_Any):
    """An unknown directive: its content, and its argument as words or as the name of a thing."""

    def run(self) -> list[nodes.Node]:
        name, argument = self.name.lower(), self.same_line()
        if name in TITLED:
            return self.box(argument)
        if name in _WORDLESS or not argument:
            return self.box("")
        if " " in argument:
            return self.box("", above=argument)
        return [nodes.literal_block(argument, argument), *self.box("")]


class _Admonition(_Any):
    def run(self) -> list[nodes.Node]:
        name, words = self.name.lower(), self.same_line()
        if name == "admonition":
            return self.box(words)
        if name in VERSIONS:
            version, _, rest = words.partition(" ")
            return self.box(version, above=rest)
        return self.box("", above=words)


class _Signature(_Any):
    """A described function, option or the like: its signature is code, searchable as written."""

    def run(self) -> list[nodes.Node]:
        signature = self.arguments[0] if self.arguments else ""
        shown = [nodes.literal_block(signature, signature)] if signature else []
        self.arguments = []
        return [*shown, *self.box("")]


class _Code(_Any):
    def run(self) -> list[nodes.Node]:
        named = self.name.lower() in ("code", "code-block", "sourcecode", "code-cell", "prompt")
        first = self.argument_below() if named else "\n".join(self.arguments)
        code = "\n".join(filter(None, [first, "\n".join(self.content)]))
        node = nodes.literal_block(code, code)
        node["language"] = self.same_line() if named else self.name.lower()
        node["caption"] = self.options.get("caption") or ""
        return [node] if code.strip() else []


class _Raw(_Any):
    """Raw HTML: its words. Other raw formats show nothing on a page."""

    def run(self) -> list[nodes.Node]:
        if "html" not in self.same_line().lower():
            return []
        html = re.sub(r"(?is)<(script|style)\b.*?(</\1>|\Z)", " ", "\n".join(self.content))
        words = " ".join(re.sub(r"<[^<>]*>", " ", html).split())
        return [nodes.paragraph(words, words)] if words else []


def _class_for(name: str) -> type[Directive]:
    if name in HIDDEN:
        return _Hidden
    if name in ADMONITIONS:
        return _Admonition
    if name in CODE:
        return _Code
    if name == "raw":
        return _Raw
    return _Signature if _SIGNATURE.fullmatch(name) else _Box


def register(text: str) -> None:
    """Make every directive that `text` uses known to docutils."""
    for name in _OVERRIDDEN | {match[1].lower() for match in _DIRECTIVE.finditer(text)}:
        if name in _known:
            continue
        _known.add(name)
        if name not in _BUILT_IN:
            directives.register_directive(name, _class_for(name))
