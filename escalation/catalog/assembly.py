"""Declared entities -> one catalog that holds together, and every flaw found on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.catalog import Catalog, Entity, Entry, Flaw, Person, Team
from escalation.catalog.declared import Read
from escalation.catalog.entry import Annotations, read_entry


def assemble(found: Iterable[Read], annotations: Annotations) -> Catalog:
    """A catalog in which every parent exists and no group or system is above itself.

    Of two entities with one name the first is used. A group in a circle keeps its members and
    loses its parent. An owner that does not exist stays named: who falls in for it is decided when
    it is asked for, since the group may have been there in an earlier reading.
    """
    entries: dict[str, tuple[Entry, str]] = {}
    flaws: list[Flaw] = []
    for read in found:
        if isinstance(read, Flaw):
            flaws.append(read)
            continue
        for item in read_entry(read, annotations):
            if isinstance(item, Flaw):
                flaws.append(item)
            elif item.ref in entries:
                first = entries[item.ref][1]
                flaws.append(Flaw(read.place, f"{item.ref} is declared twice, first in {first}"))
            else:
                entries[item.ref] = (item, read.place)
    return _Assembly(entries, flaws).catalog()


class _Assembly:
    """Checks what entries say of each other."""

    def __init__(self, entries: Mapping[str, tuple[Entry, str]], flaws: list[Flaw]) -> None:
        self._places = {ref: place for ref, (_, place) in entries.items()}
        self._entries = {ref: entry for ref, (entry, _) in entries.items()}
        self._flaws = flaws

    def catalog(self) -> Catalog:
        teams = {t.ref: t for t in self._entries.values() if isinstance(t, Team)}
        people = {p.ref: p for p in self._entries.values() if isinstance(p, Person)}
        entities = {e.ref: e for e in self._entries.values() if isinstance(e, Entity)}
        self._check_owners(entities.values())
        rising = self._uncircled({ref: team.parent for ref, team in teams.items()}, "parent")
        inside = self._uncircled({ref: e.within for ref, e in entities.items()}, "system or domain")
        return Catalog(
            teams={ref: replace(team, parent=rising[ref]) for ref, team in teams.items()},
            people={ref: self._person(person) for ref, person in people.items()},
            entities={ref: replace(e, within=inside[ref]) for ref, e in entities.items()},
            flaws=tuple(sorted(self._flaws, key=lambda flaw: (flaw.place, flaw.problem))),
        )

    def _check_owners(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            if entity.owner and entity.owner not in self._entries:
                self._flaw(entity.ref, f"its owner {entity.owner} does not exist")

    def _person(self, person: Person) -> Person:
        missing = [ref for ref in person.groups if ref not in self._entries]
        for ref in missing:
            self._flaw(person.ref, f"its group {ref} does not exist")
        return replace(person, groups=tuple(ref for ref in person.groups if ref not in missing))

    def _uncircled(self, above: Mapping[str, str], what: str) -> dict[str, str]:
        """The same, without what is not there and without what closes a circle."""
        kept = dict(above)
        for ref, parent in above.items():
            if parent and parent not in self._entries:
                self._flaw(ref, f"its {what} {parent} does not exist")
                kept[ref] = ""
        for circle in _circles(kept):
            shown = " -> ".join((*circle, circle[0]))
            self._flaw(circle[0], f"its {what} leads in a circle: {shown}")
            kept |= dict.fromkeys(circle, "")
        return kept

    def _flaw(self, ref: str, problem: str) -> None:
        self._flaws.append(Flaw(self._places[ref], f"{ref}: {problem}"))


def _circles(above: Mapping[str, str]) -> list[list[str]]:
    """Every circle once, each from its first name in the alphabet."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(above):
        path: list[str] = []
        here = start
        while here and here not in done and here not in path:
            path.append(here)
            here = above.get(here, "")
        if here in path:
            circle = path[path.index(here) :]
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
        done.update(path)
    return found
