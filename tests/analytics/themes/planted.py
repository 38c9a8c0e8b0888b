"""Texts whose themes are known, as vectors around directions of their own."""

import numpy as np

from core.ports import Vectors

SUBJECTS = ("deploy", "secret", "quota", "certificate", "pipeline", "database", "cache", "login")


def planted(
    themes: int, each: int, *, spread: float = 0.6, width: int = 96
) -> tuple[list[str], Vectors, list[int]]:
    """Texts, their vectors and the theme that each was made for, well mixed."""
    chance = np.random.default_rng(11)
    centres = chance.standard_normal((themes, width))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    truth = [number for _ in range(each) for number in range(themes)]
    noise = chance.standard_normal((len(truth), width)) * spread / width**0.5
    vectors = centres[truth] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [
        f"How do I {SUBJECTS[at % len(SUBJECTS)]} a thing{at // len(SUBJECTS)} number {row}?"
        for row, at in enumerate(truth)
    ]
    return texts, np.asarray(vectors, np.float32), truth
