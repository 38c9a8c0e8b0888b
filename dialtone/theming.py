"""Texts -> themes, with the embedder that this Dialtone has."""

from collections.abc import Sequence

import numpy as np

from analytics.asked import asked
from analytics.bare import bare
from analytics.themes.themes import Themes, find_themes
from core.ports import Embedder, Vectors


def question_vectors(embedder: Embedder, texts: Sequence[str]) -> tuple[list[str], Vectors]:
    """What each text asks, and its vector. What is asked several times is embedded once.

    Whom or what a request is for is no part of the vector (`analytics/slots.py`).
    """
    prose = [asked(text) for text in texts]
    meant = bare(prose)
    distinct = list(dict.fromkeys(meant))
    place = {text: row for row, text in enumerate(distinct)}
    # Exactly: themes are found among many that are near each other.
    vectors = embedder.embed_passages(distinct)
    return prose, np.asarray(vectors[[place[text] for text in meant]], np.float32)


def themes_of(embedder: Embedder, texts: Sequence[str]) -> Themes:
    """The themes of these texts; one that says nothing is in none."""
    spoken = [row for row, text in enumerate(texts) if text.strip()]
    prose, vectors = question_vectors(embedder, [texts[row] for row in spoken])
    found = find_themes(prose, vectors)
    if len(spoken) == len(texts):
        return found
    theme_of: list[int | None] = [None] * len(texts)
    for row, theme in zip(spoken, found.theme_of, strict=True):
        theme_of[row] = theme
    return Themes(tuple(theme.moved(spoken) for theme in found.themes), tuple(theme_of))
