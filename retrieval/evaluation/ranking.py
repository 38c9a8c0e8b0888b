"""Measures of one ranking against the relevant items, each between 0 and 1.

Definitions as in Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 8,
with binary relevance. Items are any hashable; a ranking holds each at most once.
"""

import math
from collections.abc import Callable, Collection, Hashable, Sequence

Item = Hashable


def reciprocal_rank(ranking: Sequence[Item], relevant: Collection[Item]) -> float:
    """1 / rank of the first relevant item; 0 where there is none."""
    for rank, item in enumerate(ranking, start=1):
        if item in relevant:
            return 1.0 / rank
    return 0.0


def success(ranking: Sequence[Item], relevant: Collection[Item], at: int) -> float:
    """1 if one of the first `at` items is relevant, otherwise 0."""
    return float(any(item in relevant for item in ranking[:at]))


def recall(ranking: Sequence[Item], relevant: Collection[Item], at: int) -> float:
    """Share of the relevant items that are among the first `at`."""
    return sum(item in relevant for item in ranking[:at]) / len(relevant)


def ndcg(ranking: Sequence[Item], relevant: Collection[Item], at: int) -> float:
    """Discounted cumulative gain of the first `at` items, over that of the best order."""
    gained = sum(
        1.0 / math.log2(rank + 1)
        for rank, item in enumerate(ranking[:at], start=1)
        if item in relevant
    )
    best = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(at, len(relevant)) + 1))
    return gained / best


MEASURES: dict[str, Callable[[Sequence[Item], Collection[Item]], float]] = {
    "MRR": reciprocal_rank,
    "success@1": lambda ranking, relevant: success(ranking, relevant, 1),
    "success@3": lambda ranking, relevant: success(ranking, relevant, 3),
    "success@5": lambda ranking, relevant: success(ranking, relevant, 5),
    "success@10": lambda ranking, relevant: success(ranking, relevant, 10),
    "nDCG@5": lambda ranking, relevant: ndcg(ranking, relevant, 5),
    "nDCG@10": lambda ranking, relevant: ndcg(ranking, relevant, 10),
    "Recall@5": lambda ranking, relevant: recall(ranking, relevant, 5),
}
"""What is reported of every ranking."""


def measure(ranking: Sequence[Item], relevant: Collection[Item]) -> dict[str, float]:
    """Every measure of one ranking. `relevant` must not be empty."""
    if not relevant:
        raise ValueError("a ranking cannot be measured without relevant items")
    return {name: function(ranking, relevant) for name, function in MEASURES.items()}
