"""MDX: Markdown with JSX. Imports, exports and comments go; see markup_reader for components."""

from ingest.parse import front_matter
from ingest.parse.anchors import Flavour
from ingest.parse.headline import entitle
from ingest.parse.markdown import read_body
from ingest.parse.parsed import Parsed


def parse_mdx(text: str, *, flavour: Flavour | None = None) -> Parsed:
    """Read an MDX page. Raises Permanent for a page nested beyond what anyone reads."""
    front = front_matter.split(text)
    return entitle(read_body(front.body, flavour, mdx=True), front.meta, front.warnings)
