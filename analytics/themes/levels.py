"""Two levels that a reader accepts: themes that one remedy can reach, and areas over them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.bare import bare
from analytics.themes.communities import Communities, Groups
from analytics.themes.naming import key_terms, name_themes
from analytics.themes.neighbours import centred, neighbour_count, neighbour_graph, unit
from analytics.themes.pieces import single
from analytics.themes.themes import Theme, Themes, inside, numbered
from core.ports import Vectors

_FEW = 12
"""Fewer themes than this need no areas over them."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Fine themes, and the area that each is in."""

    themes: Themes
    areas: tuple[str, ...]
    """Names, by key terms."""
    area_of: tuple[int | None, ...]
    """The area of each theme; None where there are too few themes for areas."""
    otherwise: tuple[Groups, ...] = ()
    """Other ways to see it, as the group of each text: what is one theme is no certain thing."""

    def name(self, theme: int) -> str:
        """The name of a theme's area; empty where it has none."""
        area = self.area_of[theme]
        return "" if area is None else self.areas[area]


def two_levels(
    found: Themes, texts: Sequence[str], vectors: Vectors, replies: Sequence[str] = ()
) -> Levels:
    """Part the themes that are too broad for one remedy, and join those that one remedy reaches.

    `replies`: what people answered to each text, where that is known: the same was done.

    Where few themes were found, these are the areas; else themes that are near each other make one.
    """
    if not found.themes:
        return Levels(found, (), ())
    rows = [np.array(theme.members) for theme in found.themes]
    groups, others = single(rows, vectors, bare(texts), replies)
    otherwise = tuple(_numbers(other, len(texts)) for other in others)
    themes = _themes(texts, vectors, [group.tolist() for group in groups])
    if len(groups) < _FEW:
        return Levels(themes, (), (None,) * len(groups), otherwise)
    if len(rows) < _FEW:
        areas = [_most(found.theme_of[row] for row in theme.members) for theme in themes.themes]
    else:
        middles = [vectors[list(theme.members)].mean(axis=0) for theme in themes.themes]
        between = centred(unit(np.stack(middles)))
        graph = neighbour_graph(between, neighbour_count(len(between)))
        areas = Communities(graph).at(1.0).tolist()
    return Levels(themes, _named(themes.themes, areas, texts), tuple(areas), otherwise)


def _numbers(groups: Sequence[Groups], size: int) -> Groups:
    """The group of each row; a row that is in none is in one that nobody else is in."""
    found = len(groups) + np.arange(size)
    for number, rows in enumerate(groups):
        found[rows] = number
    return found


def _most(themes: Iterable[int | None]) -> int:
    """The theme that most are of; of several, the larger one."""
    counts = Counter(at for at in themes if at is not None)
    return min(counts, key=lambda at: (-counts[at], at))


def _themes(texts: Sequence[str], vectors: Vectors, members: Sequence[Sequence[int]]) -> Themes:
    """Themes of these rows, the largest first."""
    labels = name_themes(texts, vectors, members)
    themes = tuple(
        Theme(labels[at], tuple(members[at]), inside(vectors, members[at]))
        for at in numbered(members)
    )
    theme_of: list[int | None] = [None] * len(texts)
    for number, theme in enumerate(themes):
        for row in theme.members:
            theme_of[row] = number
    return Themes(themes, tuple(theme_of))


def _named(themes: Sequence[Theme], groups: Sequence[int], texts: Sequence[str]) -> tuple[str, ...]:
    gathered: list[list[str]] = [[] for _ in range(max(groups, default=-1) + 1)]
    for theme, group in zip(themes, groups, strict=True):
        gathered[group] += [texts[row] for row in theme.members]
    return tuple(", ".join(terms) or "(few words)" for terms in key_terms(gathered))
