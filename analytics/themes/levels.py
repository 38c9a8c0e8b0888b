"""Two levels that a reader accepts: themes that one remedy can reach, and areas over them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.themes.communities import Communities, Groups
from analytics.themes.grouping import part
from analytics.themes.naming import key_terms, name_themes
from analytics.themes.neighbours import centred, neighbour_count, neighbour_graph, unit
from analytics.themes.themes import Theme, Themes, inside, numbered
from core.ports import Vectors

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
    """Part the themes that are too broad for one remedy; say what area each belongs to.

    Where few themes were found, these are the areas of their parts; else themes that are near each
    other make an area.
    """
    if not found.themes:
        return Levels(found, (), ())
    rows = [np.array(theme.members) for theme in found.themes]
    space = centred(vectors)
    parts = [(area, part) for area, mine in enumerate(rows) for part in _parted(mine, space)]
    themes, order = found, list(range(len(rows)))
    if len(parts) > len(rows):
        themes, order = _themes(texts, vectors, [part.tolist() for _, part in parts])
    if len(parts) < _FEW:
        return Levels(themes, (), (None,) * len(parts))
    if len(rows) < _FEW:
        areas = [parts[at][0] for at in order]
    else:
        middles = [vectors[list(theme.members)].mean(axis=0) for theme in themes.themes]
        between = centred(unit(np.stack(middles)))
        graph = neighbour_graph(between, neighbour_count(len(between)))
        areas = Communities(graph).at(1.0).tolist()
    return Levels(themes, _named(themes.themes, areas, texts), tuple(areas))


def _parted(rows: Groups, space: Vectors) -> list[Groups]:
    """The rows of a theme; of one that is not about one thing, of its parts, and of theirs.

    space: vectors without what all questions share, which makes none of them alike.
    """
    own = np.asarray(space[rows], np.float32)
    if _is_one(own):
        return [rows]
    groups = part(own)
    count = int(groups.max()) + 1
    if count == 1:
        return [rows]
    return [piece for at in range(count) for piece in _parted(rows[groups == at], space)]


def _is_one(vectors: Vectors) -> bool:
    """Whether these questions are alike, on average, to what is in the middle of them."""
    count = len(vectors)
    together = float(np.square(vectors.mean(axis=0)).sum())
    # Mean cosine of pairs, which is the square of the mean cosine with the middle.
    return count < 2 or (count * together - 1) / (count - 1) >= ALIKE**2


def _themes(
    texts: Sequence[str], vectors: Vectors, members: Sequence[Sequence[int]]
) -> tuple[Themes, list[int]]:
    """Themes of these rows, the largest first, and the place of each in `members`."""
    labels = name_themes(texts, vectors, members)
    order = numbered(members)
    themes = tuple(
        Theme(labels[at], tuple(members[at]), inside(vectors, members[at])) for at in order
    )
    theme_of: list[int | None] = [None] * len(texts)
    for number, theme in enumerate(themes):
        for row in theme.members:
            theme_of[row] = number
    return Themes(themes, tuple(theme_of)), order


def _named(themes: Sequence[Theme], groups: Sequence[int], texts: Sequence[str]) -> tuple[str, ...]:
    gathered: list[list[str]] = [[] for _ in range(max(groups, default=-1) + 1)]
    for theme, group in zip(themes, groups, strict=True):
        gathered[group] += [texts[row] for row in theme.members]
    return tuple(", ".join(terms) or "(few words)" for terms in key_terms(gathered))
