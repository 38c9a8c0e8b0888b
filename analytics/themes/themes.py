"""Questions -> themes: groups with a label each, and the questions inside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.themes.grouping import UNASSIGNED, group, part
from analytics.themes.naming import Label, name_themes
from core.ports import Vectors


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions about the same thing."""

    label: Label
    members: tuple[int, ...]
    """Rows of the texts it was made from, in order."""
    questions: tuple[tuple[int, ...], ...]
    """The second level: the members by what exactly they ask, the most asked first."""

    def moved(self, rows: Sequence[int]) -> "Theme":
        """The same theme where row n of the texts is row `rows[n]` of others."""
        return replace(
            self,
            label=replace(self.label, central=rows[self.label.central]),
            members=tuple(rows[member] for member in self.members),
            questions=tuple(tuple(rows[at] for at in inside) for inside in self.questions),
        )


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes, the largest first."""

    themes: tuple[Theme, ...]
    theme_of: tuple[int | None, ...]
    """The theme of each text; None where it fits none."""

    @property
    def unassigned(self) -> float:
        """Share of the texts that fit no theme."""
        return self.theme_of.count(None) / max(len(self.theme_of), 1)


def find_themes(texts: Sequence[str], vectors: Vectors) -> Themes:
    """Themes of texts with their vectors (rows of length 1). Same input, same themes.

    There is nothing to set. The same text several times counts once where themes are looked for.
    """
    return described(texts, vectors, find_groups(texts, vectors))


def find_groups(
    texts: Sequence[str], vectors: Vectors, *, broad: bool = False
) -> list[tuple[int, ...]]:
    """The rows of the texts of each theme, not yet described; the largest first.

    Of several ways to see them that are as good, the one with fewest themes where `broad`.
    """
    distinct = list(dict.fromkeys(texts))
    place = {text: number for number, text in enumerate(distinct)}
    firsts: dict[str, int] = {}
    for row, text in enumerate(texts):
        firsts.setdefault(text, row)
    rows = np.array([firsts[text] for text in distinct], np.int64)
    groups = group(np.asarray(vectors[rows], np.float32), broad=broad) if len(rows) else rows
    members = _members([int(groups[place[text]]) for text in texts])
    return [members[at] for at in _numbered(members)]


def described(texts: Sequence[str], vectors: Vectors, members: Sequence[Sequence[int]]) -> Themes:
    """Themes of these rows, the largest first, with their labels and the questions inside."""
    labels = name_themes(texts, vectors, members)
    themes = tuple(
        Theme(labels[at], tuple(members[at]), _inside(vectors, members[at]))
        for at in _numbered(members)
    )
    theme_of: list[int | None] = [None] * len(texts)
    for number, theme in enumerate(themes):
        for row in theme.members:
            theme_of[row] = number
    return Themes(themes, tuple(theme_of))


def _numbered(members: Sequence[Sequence[int]]) -> list[int]:
    """Groups in the order of themes: the largest first, of two as large the one met first."""
    return sorted(range(len(members)), key=lambda at: (-len(members[at]), members[at][0]))


def _members(theme_of: Sequence[int]) -> list[tuple[int, ...]]:
    found: list[list[int]] = [[] for _ in range(max(theme_of, default=-1) + 1)]
    for row, number in enumerate(theme_of):
        if number != UNASSIGNED:
            found[number].append(row)
    return [tuple(rows) for rows in found]


def _inside(vectors: Vectors, rows: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The second level of a theme: see `Theme.questions`."""
    groups = part(np.asarray(vectors[list(rows)], np.float32))
    return tuple(
        tuple(rows[int(at)] for at in np.flatnonzero(groups == number))
        for number in range(int(groups.max()) + 1)
    )
