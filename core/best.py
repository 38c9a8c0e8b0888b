"""The best of many scores."""

import numpy as np
from numpy.typing import NDArray


def best(
    ids: NDArray[np.int64], scores: NDArray[np.floating], limit: int
) -> list[tuple[int, float]]:
    """(id, score) of the `limit` highest, best first; of equal ones the lower ids."""
    if len(scores) > limit:
        # All that tie with the last one stay, so that ids decide and not chance.
        floor = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = scores >= floor
        ids, scores = ids[kept], scores[kept]
    order = np.lexsort((ids, -scores))[:limit]
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))
