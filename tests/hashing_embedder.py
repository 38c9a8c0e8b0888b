"""An embedder that needs no model: words hashed into a vector. Same text, same vector."""

import zlib
from collections.abc import Sequence

import numpy as np

from core.ports import Vectors
from retrieval.words import stems

_DIMENSIONS = 256


class HashingEmbedder:
    """Texts that share words are near each other; good enough to run the whole pipeline."""

    model = "hashing"
    dimensions = _DIMENSIONS

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_vector(text) for text in texts]) if texts else _none()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)


def _vector(text: str) -> Vectors:
    vector = np.full(_DIMENSIONS, 1e-6, np.float32)
    for stem in stems(text):
        vector[zlib.crc32(stem.encode()) % _DIMENSIONS] += 1.0
    return vector / np.linalg.norm(vector)


def _none() -> Vectors:
    return np.zeros((0, _DIMENSIONS), np.float32)
