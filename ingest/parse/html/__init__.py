"""HTML pages: what a reader came for, without the site around it."""

from ingest.parse.html.links import links
from ingest.parse.html.page import VERSION, parse_html, read_html

__all__ = ["VERSION", "links", "parse_html", "read_html"]
