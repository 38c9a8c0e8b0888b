"""reStructuredText, with Sphinx's directives and roles."""

from ingest.parse.rst.page import parse_rst

__all__ = ["parse_rst"]
