"""The nouns of ownership: entities, the teams that own them, and what is wrong with a catalog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EntityKind(StrEnum):
    """What somebody can own, as Backstage calls it."""

    COMPONENT = "component"
    SYSTEM = "system"
    API = "api"
    RESOURCE = "resource"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach whoever owns something. Every field may be empty."""

    channel: str = ""
    """The help channel, as the catalog writes it: a name or an id."""
    email: str = ""
    on_call: Mapping[str, str] = field(default_factory=dict)
    """Paging service -> its key, service or schedule: `pagerduty` -> an integration key."""
    time_zone: str = ""
    """An IANA name such as Europe/Amsterdam."""


@dataclass(frozen=True, slots=True)
class Team:
    """A group of people. One that is gone stays known, so that what it owned finds its parent."""

    ref: str
    """`group:namespace/name`, lower case."""
    name: str
    title: str = ""
    parent: str = ""
    """The ref of the group it is part of."""
    aliases: tuple[str, ...] = ()
    contact: Contact = Contact()
    gone: bool = False

    @property
    def called(self) -> str:
        """What people call it."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a catalog, and the refs of the groups that they are in."""

    ref: str
    name: str
    groups: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that is owned."""

    ref: str
    """`kind:namespace/name`, lower case."""
    kind: EntityKind
    name: str
    title: str = ""
    owner: str = ""
    """The ref of a team or person, whether or not there is one such; empty where none is named."""
    within: str = ""
    """The ref of the system, domain or component that it is part of."""
    aliases: tuple[str, ...] = ()
    contact: Contact = Contact()


Entry = Team | Person | Entity


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a catalog: where, and what. The rest is used."""

    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """Who owns what, as last read."""

    teams: Mapping[str, Team] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()

    def team(self, name: str) -> Team | None:
        """The team with that ref, name, title or alias."""
        found = self.teams.get(name)
        wanted = name.strip().removeprefix("@").removeprefix("group:").casefold()
        for team in () if found else self.teams.values():
            known = (team.name, team.ref.partition(":")[2], team.title, *team.aliases)
            if wanted and wanted in (text.casefold() for text in known):
                # A team that is still there goes before one of the same name that is not.
                if not team.gone:
                    return team
                found = found or team
        return found

    def ancestors(self, team: Team) -> Iterator[Team]:
        """The groups above a team, nearest first."""
        seen = {team.ref}
        while (team := self.teams.get(team.parent) or team).ref not in seen:
            seen.add(team.ref)
            yield team

    def living(self, team: Team) -> Team | None:
        """The team itself, or the nearest group above it that still exists."""
        if not team.gone:
            return team
        return next((above for above in self.ancestors(team) if not above.gone), None)

    def team_of(self, person: Person) -> Team | None:
        """The first of somebody's teams that still exists, or that a group stands above."""
        teams = (self.teams[ref] for ref in person.groups if ref in self.teams)
        return next((living for team in teams if (living := self.living(team))), None)

    def orphans(self) -> tuple[tuple[Entity, str], ...]:
        """Entities whose named owner does not exist any more, or never did, and that owner."""
        return tuple(
            (entity, entity.owner)
            for entity in self.entities.values()
            if entity.owner and not self._lives(entity.owner)
        )

    def _lives(self, ref: str) -> bool:
        team = self.teams.get(ref)
        return ref in self.people or bool(team and not team.gone)
