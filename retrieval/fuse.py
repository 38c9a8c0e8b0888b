"""Two rankings -> one, by reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections.abc import Sequence

_DAMPING = 60
"""The constant of the paper: how little the first ranks differ from those below."""


def fuse(*rankings: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Chunk id -> fused score. Only the order within each ranking counts."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, (key, _) in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (_DAMPING + rank)
    return scores
