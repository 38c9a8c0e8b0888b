"""Scores of chunks and pages, against values computed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.db.passages import Place
from retrieval.fuse import _CHUNK_WORDS as CHUNK
from retrieval.fuse import _PAGE_WORDS as PAGE
from retrieval.fuse import score

ONE, TWO, LONG = Place(1, 1), Place(2, 1), Place(3, 9)


def test_a_chunk_is_its_cosine_and_its_share_of_the_best_words() -> None:
    found = score([(10, 0.8), (20, 0.6)], [(20, 4.0), (10, 1.0)], {10: ONE, 20: TWO})
    assert found.chunks[10] == pytest.approx(0.8 + CHUNK * 0.25)
    assert found.chunks[20] == pytest.approx(0.6 + CHUNK * 1.0)
    assert found.pages[1] == pytest.approx(0.8 + PAGE * 0.25)
    assert found.pages[2] == pytest.approx(0.6 + PAGE * 1.0)


def test_a_chunk_that_only_words_found_is_as_far_as_the_farthest() -> None:
    found = score([(10, 0.8), (11, 0.2)], [(20, 4.0)], {10: ONE, 11: ONE, 20: TWO})
    assert found.chunks[20] == pytest.approx(0.2 + CHUNK)


def test_a_page_is_the_mean_of_its_best_few() -> None:
    near = [(1, 0.9), (2, 0.7), (3, 0.5), (4, 0.3)]
    found = score(near, [], dict.fromkeys((1, 2, 3, 4), LONG), passages_a_page=3)
    assert found.pages == {3: pytest.approx((0.9 + 0.7 + 0.5) / 3)}


def test_what_was_not_found_of_a_long_page_counts_as_the_farthest() -> None:
    near = [(1, 0.9), (9, 0.3)]
    found = score(near, [], {1: LONG, 9: ONE}, passages_a_page=3)
    assert found.pages[3] == pytest.approx((0.9 + 0.3 + 0.3) / 3)
    assert found.pages[1] == pytest.approx(0.3)


def test_a_short_page_is_the_mean_of_all_it_has() -> None:
    found = score([(1, 0.9), (9, 0.1)], [], {1: ONE, 9: TWO}, passages_a_page=5)
    assert found.pages[1] == pytest.approx(0.9)


def test_chunks_without_a_place_are_nowhere() -> None:
    found = score([(1, 0.9), (2, 0.8)], [(3, 2.0)], {2: TWO})
    assert set(found.chunks) == {2}
    assert set(found.pages) == {2}


def test_nothing_gives_nothing() -> None:
    assert score([], [], {}).pages == {}
    assert score([], [(1, 2.0)], {1: ONE}).chunks == {1: pytest.approx(CHUNK)}


@given(st.dictionaries(st.integers(1, 30), st.floats(-1, 1), min_size=1), st.floats(0.1, 50))
def test_the_scale_of_words_does_not_matter(near: dict[int, float], scale: float) -> None:
    places = {key: Place(key % 4, 5) for key in near}
    ranked = sorted(near.items(), key=lambda hit: -hit[1])
    worded = [(key, 1.0 + key) for key in near]
    scaled = [(key, value * scale) for key, value in worded]
    first, second = score(ranked, worded, places), score(ranked, scaled, places)
    assert first.pages == pytest.approx(second.pages)
    assert first.chunks == pytest.approx(second.chunks)
