"""Questions that people answered before, found by meaning."""

from collections.abc import Sequence

import numpy as np

from core.db.answered_questions import AnsweredQuestions
from core.escalation import SimilarQuestion
from core.ports import Embedder, Vectors

_REMEMBERED = 2000
_SHOWN = 5
_LIKE = 0.62
"""Cosine from which two questions are taken for the same; two of different subjects stay below."""


class EmbeddedPastQuestions:
    """Embeds each question once, when it is first compared."""

    def __init__(self, stored: AnsweredQuestions, embedder: Embedder) -> None:
        self._stored = stored
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    def like(self, question: str) -> Sequence[SimilarQuestion]:
        """Those much like this one, most alike first."""
        known = self._stored.newest(_REMEMBERED)
        if not known or not question.strip():
            return ()
        new = [(key, past.text) for key, past in known if key not in self._vectors]
        if new:
            vectors = self._embedder.embed_queries([text for _, text in new])
            self._vectors |= dict(zip((key for key, _ in new), vectors, strict=True))
        wanted = self._embedder.embed_queries([question])[0]
        scores = np.stack([self._vectors[key] for key, _ in known]) @ wanted
        best = np.argsort(-scores, kind="stable")[:_SHOWN]
        return tuple(known[i][1] for i in best if scores[i] >= _LIKE)
