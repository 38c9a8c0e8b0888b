"""AsciiDoc, as Asciidoctor and Antora publish it."""

from ingest.parse.asciidoc.page import parse_asciidoc

__all__ = ["parse_asciidoc"]
