"""Improve: conversations -> themes -> report."""
