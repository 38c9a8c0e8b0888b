"""The words inside a block, as a reader sees them."""

from bs4 import Tag

from ingest.parse.html.soup import is_text, words

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol", "menu", "dir")
BLOCKS = words(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form header hgroup hr html legend li main nav p pre section summary table tbody "
    "td tfoot th thead tr caption"
).union(HEADINGS, LISTS)

# HTML text cannot hold a NUL, so it can mark the line breaks that the author meant.
BREAK = "\0"


def raw_text(tag: Tag) -> str:
    """The text below `tag` with BREAK where a line ends; white space not yet collapsed."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                parts.append(BREAK)
            elif node.name in BLOCKS:
                parts.append(" ")
        elif is_text(node):
            parts.append(str(node))
    return "".join(parts)


def collapse(raw: str) -> str:
    """Raw text as lines, white space collapsed, without empty lines."""
    lines = (" ".join(line.split()) for line in raw.split(BREAK))
    return "\n".join(line for line in lines if line)


def line_of(tag: Tag) -> str:
    """The tag's text in one line."""
    return collapse(raw_text(tag)).replace("\n", " ")
