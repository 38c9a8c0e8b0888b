"""Formats: bytes of a page -> title, metadata and blocks. One format a file."""
