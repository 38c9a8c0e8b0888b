"""Two levels that a reader accepts: themes that one remedy can reach, and areas over them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.bare import bare
from analytics.themes.communities import Communities, Groups
from analytics.themes.naming import FEW_WORDS
from analytics.themes.neighbours import centred, neighbour_count, neighbour_graph, unit
from analytics.themes.pieces import single
from analytics.themes.terms import key_terms
from analytics.themes.themes import Theme, Themes, described
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
    found: Sequence[Sequence[int]],
    texts: Sequence[str],
    vectors: Vectors,
    replies: Sequence[str] = (),
) -> Levels:
    """Part the groups that are too broad for one remedy, and join those that one remedy reaches.

    `found`: rows of each group, as `find_groups` has them. `replies`: what people answered to each
    text, where that is known: the same was done.

    Where few groups were found, these are the areas; else themes that are near each other make one.
    """
    if not found:
        return Levels(Themes((), (None,) * len(texts)), (), ())
    groups, others = single([np.array(rows) for rows in found], vectors, bare(texts), replies)
    otherwise = tuple(_numbers(other, len(texts)) for other in others)
    themes = described(texts, vectors, [group.tolist() for group in groups])
    if len(groups) < _FEW:
        return Levels(themes, (), (None,) * len(groups), otherwise)
    if len(found) < _FEW:
        group_of = {row: number for number, rows in enumerate(found) for row in rows}
        areas = [_most(group_of[row] for row in theme.members) for theme in themes.themes]
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


def _most(groups: Iterable[int]) -> int:
    """The group that most are of; of several, the larger one."""
    counts = Counter(groups)
    return min(counts, key=lambda at: (-counts[at], at))


def _named(themes: Sequence[Theme], groups: Sequence[int], texts: Sequence[str]) -> tuple[str, ...]:
    """Each area by what sets it apart; where nothing does, by the first words of its themes."""
    inside: list[list[Theme]] = [[] for _ in range(max(groups, default=-1) + 1)]
    for theme, group in zip(themes, groups, strict=True):
        inside[group].append(theme)
    gathered = [[texts[row] for theme in several for row in theme.members] for several in inside]
    return tuple(
        ", ".join(terms or _first_words(several)) or FEW_WORDS
        for terms, several in zip(key_terms(gathered), inside, strict=True)
    )


def _first_words(themes: Sequence[Theme]) -> list[str]:
    """The first terms of the largest, up to three."""
    firsts = (theme.label.terms[0] for theme in themes if theme.label.terms)
    return list(dict.fromkeys(firsts))[:3]
