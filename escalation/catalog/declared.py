"""One entity as somebody declared it, before it is known whether it makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.catalog import Flaw


@dataclass(frozen=True, slots=True)
class Declared:
    """A mapping that calls itself a Backstage entity, and where it stands."""

    place: str
    """For people: a file and which document in it, or an address."""
    body: Mapping[str, Any]


Read = Declared | Flaw
"""What a reader of catalogs yields: an entity to look at, or why there is none."""
