"""Measurements: each prints a table and writes JSON, ours beside a peer in one run."""
