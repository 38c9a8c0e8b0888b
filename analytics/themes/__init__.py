"""Texts and their vectors -> themes a reader accepts, with no setting touched."""
