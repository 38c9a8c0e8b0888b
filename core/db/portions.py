"""Long lists of ids, cut to what one statement may carry."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

_MANY = 500
"""SQLite allows 32,766 variables in a statement; PostgreSQL's planner likes fewer."""

Item = TypeVar("Item")


def portions(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    """The items in order, a few hundred at a time."""
    return (items[start : start + _MANY] for start in range(0, len(items), _MANY))
