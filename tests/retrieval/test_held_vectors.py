"""What is held in memory, and what is not for want of room."""

import numpy as np
import pytest

from retrieval import held_vectors
from retrieval.held_vectors import HeldVectors, Stored

ROWS = np.eye(6, dtype=np.float32)


def stored(*ids: int) -> Stored:
    return np.array(ids), ROWS[: len(ids)]


def hold(held: HeldVectors, name: str, *ids: int) -> bool:
    """Whether it is held now."""
    held.hold(name, lambda: len(ids), lambda: stored(*ids))
    return held.nearest(name, ROWS[:1], 1) is not None


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldVectors:
    monkeypatch.setattr(held_vectors, "_MOST", 3)
    monkeypatch.setattr(held_vectors, "_MOST_OF_ALL", 5)
    return HeldVectors()


def test_a_large_collection_is_not_read(held: HeldVectors) -> None:
    held.hold("large", lambda: 4, lambda: pytest.fail("read"))
    held.hold("none", lambda: 0, lambda: pytest.fail("read"))
    assert held.nearest("large", ROWS[:1], 1) is None


def test_several_have_room_together_or_the_later_ones_wait(held: HeldVectors) -> None:
    assert hold(held, "one", 1, 2, 3)
    assert hold(held, "two", 4, 5)
    assert not hold(held, "three", 6)
    held.forget("two")
    assert hold(held, "three", 6)


def test_one_that_grows_too_large_is_let_go(held: HeldVectors) -> None:
    assert hold(held, "one", 1, 2)
    held.put("one", [2, 3], ROWS[4:6])
    assert held.nearest("one", ROWS[4:5], 1) == [[(2, 1.0)]]
    held.put("one", [4], ROWS[:1])
    assert held.nearest("one", ROWS[:1], 1) is None


def test_questions_of_another_length_are_not_compared(held: HeldVectors) -> None:
    assert hold(held, "one", 1, 2)
    assert held.nearest("one", np.ones((1, 3), np.float32), 1) is None
