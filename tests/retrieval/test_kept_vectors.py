"""The vectors of the last questions."""

import numpy as np

from retrieval.kept_vectors import KeptVectors


def test_what_was_kept_is_known_and_nothing_else() -> None:
    kept = KeptVectors()
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    kept.keep(["deploy", "vault"], rows)
    rows[:] = 0
    known = kept.among(["vault", "pager"])
    assert list(known) == ["vault"]
    assert known["vault"].tolist() == [3, 4, 5]


def test_the_longest_unused_is_forgotten_first() -> None:
    kept = KeptVectors(most=2)
    row = np.ones((1, 3), np.float32)
    kept.keep(["a"], row)
    kept.keep(["b"], row)
    kept.among(["a"])
    kept.keep(["c"], row)
    assert set(kept.among(["a", "b", "c"])) == {"a", "c"}
