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


def find_themes(texts: Sequence[str], vectors: Vectors, *, broad: bool = False) -> Themes:
    """Themes of texts with their vectors (rows of length 1). Same input, same themes.

    There is nothing to set. The same text several times counts once where themes are looked for.
    Of several ways to see them that are as good, the one with fewest themes where `broad`.
    """
    distinct = list(dict.fromkeys(texts))
    place = {text: number for number, text in enumerate(distinct)}
    firsts: dict[str, int] = {}
    for row, text in enumerate(texts):
        firsts.setdefault(text, row)
    rows = np.array([firsts[text] for text in distinct], np.int64)
    groups = group(np.asarray(vectors[rows], np.float32), broad=broad) if len(rows) else rows
    theme_of = [int(groups[place[text]]) for text in texts]
    members = _members(theme_of)
    labels = name_themes(texts, vectors, members)
    order = numbered(members)
    number = {old: new for new, old in enumerate(order)}
    return Themes(
        tuple(Theme(labels[at], tuple(members[at]), inside(vectors, members[at])) for at in order),
        tuple(None if at == UNASSIGNED else number[at] for at in theme_of),
    )


def numbered(members: Sequence[Sequence[int]]) -> list[int]:
    """Groups in the order of themes: the largest first, of two as large the one met first."""
    return sorted(range(len(members)), key=lambda at: (-len(members[at]), members[at][0]))


def _members(theme_of: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(max(theme_of, default=-1) + 1)]
    for row, number in enumerate(theme_of):
        if number != UNASSIGNED:
            found[number].append(row)
    return found


def inside(vectors: Vectors, rows: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The second level of a theme: see `Theme.questions`."""
    groups = part(np.asarray(vectors[list(rows)], np.float32))
    return tuple(
        tuple(rows[int(at)] for at in np.flatnonzero(groups == number))
        for number in range(int(groups.max()) + 1)
    )
