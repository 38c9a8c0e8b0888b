"""What every parser returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.records import Block


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as its format tells it."""

    title: str
    """Front matter's title, else the first heading, else empty. That heading is not repeated
    among the blocks when it is the page's only top heading."""
    blocks: tuple[Block, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Front matter, keys as written."""
    warnings: tuple[str, ...] = ()
    """What was wrong and got repaired (broken front matter, invalid UTF-8); shown after the run."""
