"""Surfaces: where people ask. The assistant in the middle is channel-neutral."""
