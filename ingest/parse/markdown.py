"""Markdown as GitHub, MkDocs, Docusaurus and Documenter.jl write it."""

import re
from collections.abc import Sequence

from core.errors import Permanent
from core.records import Block
from ingest.parse import front_matter
from ingest.parse.anchors import Flavour
from ingest.parse.headline import entitle
from ingest.parse.markdown_reader import Reader
from ingest.parse.parsed import Parsed

_DOCUMENTER = re.compile(
    r"\]\(@(?:id|ref)\b|^```+[ \t]*(?:jldoctest|julia-repl"
    r"|@(?:docs|meta|example|contents|index|autodocs|repl|eval|setup)\b)",
    re.MULTILINE,
)
_MKDOCS = re.compile(r"^(?:!!!|\?\?\?\+?) ?\w", re.MULTILINE)
_TOO_DEEP = re.compile(r"^(?:[ \t]{0,3}>){90}", re.MULTILINE)


def parse_markdown(text: str, *, flavour: Flavour | None = None) -> Parsed:
    """Read a Markdown page. `flavour` says who publishes it; None asks the page itself.

    Raises Permanent for a page nested beyond what anyone reads.
    """
    front = front_matter.split(text)
    blocks = read_body(front.body, flavour, mdx=False)
    return entitle(blocks, front.meta, front.warnings)


def read_body(body: str, flavour: Flavour | None, *, mdx: bool) -> Sequence[Block]:
    """The blocks of a page without its front matter."""
    if _TOO_DEEP.search(body):
        raise Permanent("quotes are nested more than 90 deep; flatten them")
    return Reader(body, flavour or flavour_of(body), mdx=mdx).read()


def flavour_of(body: str) -> Flavour:
    """Guess from what only one site generator understands; GitHub's rule is the widest."""
    if _DOCUMENTER.search(body):
        return Flavour.DOCUMENTER
    return Flavour.MKDOCS if _MKDOCS.search(body) else Flavour.GITHUB
