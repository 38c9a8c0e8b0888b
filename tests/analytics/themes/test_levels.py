"""Two levels: themes that one remedy reaches, and areas over them."""

import os
import subprocess
import sys

import numpy as np

from analytics.themes.levels import two_levels
from analytics.themes.themes import Themes, find_groups
from core.ports import Vectors
from tests.analytics.themes.planted import planted


def nested(
    areas: int, inside: int, each: int, apart: float = 0.8
) -> tuple[list[str], Vectors, list[int]]:
    """Texts of themes that lie close together in areas that lie far apart; the area of each.

    apart: how far the themes of an area are, where areas are 1 from each other.
    """
    chance = np.random.default_rng(3)
    width = 384
    far = chance.standard_normal((areas, width))
    near = chance.standard_normal((areas, inside, width)) * apart
    rows, truth = [], []
    for _ in range(each):
        for area in range(areas):
            for theme in range(inside):
                noise = chance.standard_normal(width) * 0.8
                rows.append(far[area] + near[area, theme] + noise)
                truth.append(area)
    vectors = np.array(rows)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"How do I theme{row % (areas * inside)} number {row}?" for row in range(len(rows))]
    return texts, np.asarray(vectors, np.float32), truth


def test_many_themes_are_gathered_into_areas() -> None:
    texts, vectors, truth = nested(4, 6, 15, apart=1.5)
    levels = two_levels(find_groups(texts, vectors), texts, vectors)
    assert len(levels.themes.themes) >= 12
    for number, theme in enumerate(levels.themes.themes):
        mine = {truth[row] for row in theme.members}
        others = [
            other
            for at, other in enumerate(levels.themes.themes)
            if levels.area_of[at] == levels.area_of[number]
        ]
        assert {truth[row] for other in others for row in other.members} == mine
        assert levels.name(number)


def test_few_broad_themes_are_areas_and_their_parts_the_themes() -> None:
    texts, vectors, truth = nested(3, 8, 40, apart=3.0)
    rows = [tuple(row for row, at in enumerate(truth) if at == area) for area in range(3)]
    levels = two_levels(rows, texts, vectors)
    assert 12 <= len(levels.themes.themes) <= 36
    assert sorted(row for one in levels.themes.themes for row in one.members) == list(
        range(len(texts))
    )
    for number, theme in enumerate(levels.themes.themes):
        assert {truth[row] for row in theme.members} == {levels.area_of[number]}
        assert {levels.themes.theme_of[row] for row in theme.members} == {number}


def test_a_few_themes_of_one_question_each_stay_as_they_are() -> None:
    texts, vectors, _ = planted(4, 60, spread=0.5)
    found = find_groups(texts, vectors)
    levels = two_levels(found, texts, vectors)
    assert [one.members for one in levels.themes.themes] == found


def test_nothing() -> None:
    assert two_levels([], [], np.zeros((0, 8), np.float32)).themes == Themes((), ())


def test_a_theme_of_one_matter_is_not_parted_however_it_is_put() -> None:
    texts, vectors, truth = nested(3, 4, 40, apart=0.8)
    rows = [tuple(row for row, at in enumerate(truth) if at == area) for area in range(3)]
    one = two_levels(rows, texts, vectors).themes
    assert sorted(theme.members for theme in one.themes) == sorted(rows)


def test_what_the_same_rare_word_is_said_of_is_one_theme() -> None:
    """Two wordings whose vectors are little alike: only their words tell."""
    vectors, truth = _wordings(alike=0.35)
    ask = ("the runner is offline {}", "nobody picks up jobs of my runner {}")
    told = [ask[at].format(row) if at < 2 else f"matter{at} {row}" for row, at in enumerate(truth)]
    ask = ("the machine is offline {}", "nobody picks up jobs of mine {}")
    untold = [
        ask[at].format(row) if at < 2 else f"matter{at} {row}" for row, at in enumerate(truth)
    ]
    rows = [tuple(row for row, at in enumerate(truth) if at == one) for one in range(8)]
    together = tuple(sorted(rows[0] + rows[1]))
    assert together in [one.members for one in two_levels(rows, told, vectors).themes.themes]
    assert together not in [one.members for one in two_levels(rows, untold, vectors).themes.themes]


def test_what_is_answered_by_the_same_action_is_one_theme() -> None:
    vectors, truth = _wordings(alike=0.35)
    texts = [f"matter{at} {row}" for row, at in enumerate(truth)]
    rows = [tuple(row for row, at in enumerate(truth) if at == one) for one in range(8)]
    together = tuple(sorted(rows[0] + rows[1]))
    same = ["restarted the runner" if at < 2 else f"done, see page{at}" for at in truth]
    any_ = [("Done.", "Looking", "on it")[row % 3] for row in range(len(truth))]
    for replies, is_one in ((same, True), (any_, False), ((), False)):
        themes = two_levels(rows, texts, vectors, replies).themes.themes
        assert (together in [one.members for one in themes]) is is_one


def test_what_is_asked_most_is_one_theme_in_all_its_wordings() -> None:
    """However much of a channel it is: what all share is not what is asked most."""
    for often in (8, 80):
        vectors, truth = _wordings(alike=0.55, often=often)
        texts = [f"matter{at} {row}" for row, at in enumerate(truth)]
        rows = [tuple(row for row, at in enumerate(truth) if at == one) for one in range(8)]
        themes = two_levels(rows, texts, vectors).themes.themes
        assert tuple(sorted(rows[0] + rows[1])) in [one.members for one in themes]


def test_what_may_be_one_theme_is_one_in_another_way_to_see_it() -> None:
    """From half of what is needed to be joined: intervals of toil are drawn over these ways."""
    for alike, may_be in ((0.33, True), (0.25, False)):
        vectors, truth = _wordings(alike)
        texts = [f"matter{at} {row}" for row, at in enumerate(truth)]
        rows = [tuple(row for row, at in enumerate(truth) if at == one) for one in range(8)]
        levels = two_levels(rows, texts, vectors)
        assert len(levels.themes.themes) == 8
        ways = [len(set(way[[*rows[0], *rows[1]]])) == 1 for way in levels.otherwise]
        assert any(ways) is may_be


def _wordings(alike: float, often: int = 8) -> tuple[Vectors, list[int]]:
    """Vectors of eight matters, 8 questions each, the first two of which are somewhat alike."""
    chance = np.random.default_rng(5)
    middles = np.eye(8, 96)
    middles[1] = alike * middles[0] + (1 - alike**2) ** 0.5 * middles[1]
    truth = [at for _ in range(8) for at in range(8)]
    truth += [at for _ in range(often - 8) for at in (0, 1)]
    vectors = middles[truth] + chance.standard_normal((len(truth), 96)) * 0.04
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors, np.float32), truth


def test_another_process_sees_the_same() -> None:
    """Names and numbers too, although its sets and hashes are in another order."""
    program = (
        "from analytics.themes.levels import two_levels\n"
        "from analytics.themes.themes import find_groups\n"
        "from tests.analytics.themes.planted import planted\n"
        "texts, vectors, _ = planted(4, 8)\n"
        "print(two_levels(find_groups(texts, vectors, broad=True), texts, vectors))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "777")
    }
    assert len(said) == 1
    assert "Theme(" in said.pop()


def test_an_area_that_shares_no_word_is_named_by_those_of_its_themes() -> None:
    _, vectors, _ = nested(2, 12, 15, apart=1.5)
    texts = [f"How do I theme{row % 24}?" for row in range(len(vectors))]
    levels = two_levels(find_groups(texts, vectors), texts, vectors)
    assert len(levels.areas) == 2
    for number, name in enumerate(levels.areas):
        mine = [one for at, one in enumerate(levels.themes.themes) if levels.area_of[at] == number]
        assert set(name.split(", ")) <= {one.label.terms[0] for one in mine}
