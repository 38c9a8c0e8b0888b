"""Two levels that a reader accepts: themes that one remedy can reach, and areas over them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.themes.communities import Communities
from analytics.themes.grouping import part
from analytics.themes.naming import key_terms, name_themes
from analytics.themes.neighbours import centred, neighbour_count, neighbour_graph, unit
from analytics.themes.themes import Theme, Themes, inside, numbered
from core.ports import Vectors

_BROAD = 0.5
"""Themes are broad where there are fewer than this share of sqrt(n / 2), Mardia's rule of thumb."""
ALIKE = 0.5
"""Cosine from which two questions are taken to ask for the same."""
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

    def name(self, theme: int) -> str:
        """The name of a theme's area; empty where it has none."""
        area = self.area_of[theme]
        return "" if area is None else self.areas[area]


def two_levels(found: Themes, texts: Sequence[str], vectors: Vectors) -> Levels:
    """Where themes are broad, they are the areas and what is inside them the themes.

    Otherwise themes that are near each other make an area.
    """
    count = len(found.themes)
    if count < _BROAD * (len(texts) / 2) ** 0.5:
        return _parted(found, texts, vectors)
    if count < _FEW:
        return Levels(found, (), (None,) * count)
    middles = unit(np.stack([vectors[list(one.members)].mean(axis=0) for one in found.themes]))
    space = centred(middles)
    groups = Communities(neighbour_graph(space, neighbour_count(count))).at(1.0).tolist()
    return Levels(found, _named(found.themes, groups, texts), tuple(groups))


def _parted(found: Themes, texts: Sequence[str], vectors: Vectors) -> Levels:
    members: list[list[int]] = []
    areas: list[int] = []
    for area, theme in enumerate(found.themes):
        rows = np.array(theme.members)
        own = np.asarray(vectors[rows], np.float32)
        groups = np.zeros(len(rows), np.int64) if _is_one(own) else part(own)
        for number in range(int(groups.max()) + 1):
            members.append(rows[groups == number].tolist())
            areas.append(area)
    labels = name_themes(texts, vectors, members)
    order = numbered(members)
    themes = tuple(
        Theme(labels[at], tuple(members[at]), inside(vectors, members[at])) for at in order
    )
    theme_of: list[int | None] = [None] * len(texts)
    for number, theme in enumerate(themes):
        for row in theme.members:
            theme_of[row] = number
    names = _named(found.themes, range(len(found.themes)), texts)
    return Levels(Themes(themes, tuple(theme_of)), names, tuple(areas[at] for at in order))


def _is_one(vectors: Vectors) -> bool:
    """Whether these ask for the same, on average over all pairs."""
    return float(np.square(vectors.mean(axis=0)).sum()) >= ALIKE


def _named(themes: Sequence[Theme], groups: Sequence[int], texts: Sequence[str]) -> tuple[str, ...]:
    gathered: list[list[str]] = [[] for _ in range(max(groups, default=-1) + 1)]
    for theme, group in zip(themes, groups, strict=True):
        gathered[group] += [texts[row] for row in theme.members]
    return tuple(", ".join(terms) or "(few words)" for terms in key_terms(gathered))
