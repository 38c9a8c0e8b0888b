"""Themes: found at whatever number there is, the same every time, with a name."""

import numpy as np
import pytest

from analytics.themes import grouping, neighbours
from analytics.themes.communities import agreement
from analytics.themes.themes import Themes, find_themes
from core.ports import Vectors
from tests.analytics.themes.planted import planted


def fit(found: Themes, truth: list[int]) -> float:
    theme_of = [-1 if theme is None else theme for theme in found.theme_of]
    return agreement(np.array(theme_of) + 1, np.array(truth))


class TestFinding:
    @pytest.mark.parametrize(("themes", "each"), [(3, 10), (8, 40), (60, 20), (5, 200)])
    def test_as_many_themes_as_there_are(self, themes: int, each: int) -> None:
        texts, vectors, truth = planted(themes, each)
        found = find_themes(texts, vectors)
        assert fit(found, truth) > 0.9
        assert found.unassigned < 0.1

    def test_unequal_themes(self) -> None:
        texts, vectors, truth = planted(6, 120)
        keep = [row for row, at in enumerate(truth) if row % 120 < 120 / (1 + at * 3)]
        found = find_themes([texts[row] for row in keep], vectors[keep])
        assert fit(found, [truth[row] for row in keep]) > 0.9

    def test_the_same_texts_give_the_same_themes(self) -> None:
        texts, vectors, _ = planted(12, 25, spread=1.2)
        assert find_themes(texts, vectors) == find_themes(texts, vectors)

    def test_every_theme_is_whole_and_the_largest_comes_first(self) -> None:
        texts, vectors, _ = planted(12, 25, spread=1.2)
        found = find_themes(texts, vectors)
        sizes = [len(theme.members) for theme in found.themes]
        assert sizes == sorted(sizes, reverse=True)
        for number, theme in enumerate(found.themes):
            assert {found.theme_of[row] for row in theme.members} == {number}
            assert sorted(row for inside in theme.questions for row in inside) == list(
                theme.members
            )
            assert theme.label.central in theme.members

    def test_a_large_set_is_parted_like_its_sample(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(grouping, "_WHOLE", 600)
        monkeypatch.setattr(grouping, "_SAMPLE", 300)
        monkeypatch.setattr(neighbours, "_EXACT", 500)
        texts, vectors, truth = planted(20, 60)
        assert fit(find_themes(texts, vectors), truth) > 0.9


class TestEdges:
    def test_nothing(self) -> None:
        assert find_themes([], np.zeros((0, 8), np.float32)) == Themes((), ())

    def test_one_question(self) -> None:
        found = find_themes(["How do I deploy?"], unit(np.ones((1, 8))))
        assert found.theme_of == (0,)
        assert "deploy" in str(found.themes[0].label)

    @pytest.mark.parametrize("count", [2, 3, 5])
    def test_a_few_questions(self, count: int) -> None:
        texts, vectors, _ = planted(count, 1)
        assert len(find_themes(texts, vectors).theme_of) == count

    def test_a_few_that_are_alike_are_together(self) -> None:
        vectors = unit(np.array([[1.0, 0.1], [0.1, 1.0], [1.0, 0.2]]))
        assert find_themes(["a b", "c d", "a e"], vectors).theme_of == (0, 1, 0)

    def test_the_same_question_over_and_over_is_one_theme(self) -> None:
        found = find_themes(["How do I deploy?"] * 500, np.repeat(unit(np.ones((1, 8))), 500, 0))
        assert set(found.theme_of) == {0}
        assert len(found.themes) == 1

    def test_different_texts_with_one_vector(self) -> None:
        found = find_themes(
            [f"text {n}" for n in range(50)], np.repeat(unit(np.ones((1, 8))), 50, 0)
        )
        assert len(found.theme_of) == 50


def unit(rows: "np.typing.NDArray[np.float64]") -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
