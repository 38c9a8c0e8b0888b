"""Lists and tables of docutils' tree, written out as text again with the source's words."""

import textwrap
from typing import Any

from docutils import nodes


def source_of(node: nodes.Element) -> str:
    """The words as written. A paragraph's last `::` only announces code."""
    source = node.rawsource or node.astext()
    if isinstance(node, nodes.paragraph) and source.endswith("::"):
        return source[:-1].rstrip() if not source.endswith(" ::") else source[:-3].rstrip()
    return source.replace("\x00", "\\")


def lines_of(block: nodes.Node) -> str:
    """A line block's lines."""
    lines = [source_of(line) for line in block.findall(nodes.line)]
    return "\n".join(lines)


def text_of(node: nodes.Node) -> str:
    """A list, nested ones included, with markers and indentation."""
    return "\n".join(_list_lines(node))


def note_of(node: nodes.Element) -> str:
    """A footnote or citation with its mark."""
    mark = next((child.astext() for child in node.findall(nodes.label)), "#")
    return f"[{mark}] {_body(node)}"


def rows_of(table: nodes.table) -> str:
    """One line a row, its cells between bars."""
    rows = []
    for row in table.findall(nodes.row):
        cells = [c for c in row.children if isinstance(c, nodes.entry)]
        rows.append(" | ".join(" ".join(_body(cell).split()) for cell in cells))
    return "\n".join(rows)


def fields(node: nodes.Node) -> dict[str, Any]:
    """A field list as settings."""
    found: dict[str, Any] = {}
    for field in node.children:
        if isinstance(field, nodes.field) and len(field.children) == 2:
            name, body = field.children
            found[name.astext()] = body.astext()
    return found


def _list_lines(node: nodes.Node) -> list[str]:
    lines: list[str] = []
    number = node.get("start", 1) if isinstance(node, nodes.enumerated_list) else 0
    for item in node.children:
        match item:
            case nodes.list_item():
                marker = f"{_number(node, number)} " if number else f"{_bullet(node)} "
                number += bool(number)
                lines += _marked(marker, _body(item))
            case nodes.definition_list_item():
                lines += _definition(item)
            case nodes.field() | nodes.option_list_item():
                first, rest = item.children[0], item.children[-1]
                name = first.astext() if isinstance(item, nodes.field) else _options(first)
                marker = f":{name}: " if isinstance(item, nodes.field) else f"{name}  "
                body = _body(rest)
                lines += [marker.rstrip()] if not body else _marked(marker, body, 4)
            case nodes.Element():
                lines += _body(item).split("\n")
    return lines


def _bullet(node: nodes.Node) -> str:
    return str(node.get("bullet", "-")) if isinstance(node, nodes.Element) else "-"


def _number(node: nodes.Node, number: int) -> str:
    if not isinstance(node, nodes.Element):
        return f"{number}."
    kind = node.get("enumtype", "arabic")
    shown = str(number)
    if kind in ("loweralpha", "upperalpha") and number <= 26:
        shown = chr(ord("a" if kind == "loweralpha" else "A") + number - 1)
    return f"{node.get('prefix', '')}{shown}{node.get('suffix', '.')}"


def _options(group: nodes.Node) -> str:
    return ", ".join(option.astext() for option in group.children)


def _marked(marker: str, body: str, indent: int = 0) -> list[str]:
    first, *rest = body.split("\n")
    space = " " * (indent or len(marker))
    return [f"{marker}{first}".rstrip(), *(f"{space}{line}" if line else "" for line in rest)]


def _definition(item: nodes.Node) -> list[str]:
    lines: list[str] = []
    for child in item.children:
        if isinstance(child, nodes.term):
            lines.append(source_of(child))  # with its classifiers
        elif isinstance(child, nodes.definition):
            lines += textwrap.indent(_body(child), "    ").split("\n")
    return lines


def _body(node: nodes.Node) -> str:
    """What an item or cell holds, one block below the other."""
    parts: list[str] = []
    for child in node.children:
        match child:
            case nodes.literal_block() | nodes.doctest_block():
                parts.append(textwrap.indent(child.astext(), "    "))
            case nodes.table():
                parts.append(rows_of(child))
            case nodes.line_block():
                parts.append(lines_of(child))
            case nodes.image():
                parts.append(child.get("alt", ""))
            case (
                nodes.bullet_list()
                | nodes.enumerated_list()
                | nodes.definition_list()
                | nodes.field_list()
                | nodes.option_list()
            ):
                parts.append(text_of(child))
            case nodes.comment() | nodes.target() | nodes.pending() | nodes.label():
                pass
            case nodes.system_message():
                parts += [c.astext() for c in child.findall(nodes.literal_block)]
            case nodes.TextElement():
                parts.append(source_of(child))
            case nodes.Element():
                parts.append("\n".join(filter(None, [child.get("title", ""), _body(child)])))
            case nodes.Text():
                parts.append(child.astext())
    return "\n".join(filter(None, parts))
