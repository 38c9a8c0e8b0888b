"""Who answers for a question: pure rules over the catalog, in one order, with the reason.

First an entity that the question names, then the owner of a page that its answer cites, then
whoever answered similar questions before, then the triage team. An owner that is gone leaves its
place to the group above it; something without an owner is in the hands of whoever owns what it is
part of. A name that is an ordinary word of this platform (`search`, where others own `search-logs`)
counts at once only where it is written as a name, and otherwise after everything else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.catalog import Catalog, Contact, Entity, Team
from core.escalation import SimilarQuestion

_SEPARATORS = re.compile(r"[-_.\s]+")
_CODE = re.compile(r"`([^`\n]+)`")
_LONGEST_CLIMB = 20


class Because(StrEnum):
    """Which rule decided."""

    NAMED = "named in the question"
    CITED = "owner of the cited page"
    SIMILAR = "answered similar questions"
    TRIAGE = "triage"
    POLICY = "policy"
    CHOSEN = "chosen by a person"


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page that an answer rests on, and its owner as the page says."""

    title: str
    owner: str


@dataclass(frozen=True, slots=True)
class Case:
    """What routing looks at: no clock, no database."""

    question: str
    cited: Sequence[CitedPage] = ()
    similar: Sequence[SimilarQuestion] = ()
    """Most alike first."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a question goes, and why. `entity` is what it is about, where that is known."""

    team: Team
    because: Because
    why: str
    """One sentence for people."""
    entity: str = ""
    contact: Contact = field(default_factory=Contact)
    """How to reach them: as the entity says, else the team, else the groups above it."""


def route(case: Case, catalog: Catalog, triage: str) -> Route:
    """The owner. `triage` is the team that takes what nobody owns, in the catalog or not."""
    sure, unsure = named(case.question, catalog)
    return (
        _by_name(sure, catalog)
        or _by_page(case, catalog)
        or _by_past(case, catalog)
        or _by_name(unsure, catalog)
        or _to_triage(catalog, triage)
    )


def responsible(entity: Entity, catalog: Catalog) -> tuple[Team, str] | None:
    """The team that answers for an entity, and the words that say how it was found."""
    about = f"{entity.kind.value} {entity.name}"
    here = entity
    for _ in range(_LONGEST_CLIMB):
        if found := _owner(here.owner, catalog):
            team, how = found
            part = "" if here is entity else f", which is part of {here.kind.value} {here.name}"
            return team, f"the question names the {about}{part}{how}"
        above = catalog.entities.get(here.within)
        if above is None:
            return None
        here = above
    return None


def owner_of(entity: Entity, catalog: Catalog) -> Team | None:
    """The team that answers for an entity; None where nobody does."""
    found = responsible(entity, catalog)
    return found[0] if found else None


def named(question: str, catalog: Catalog) -> tuple[list[Entity | Team], list[Entity | Team]]:
    """What a question names, in its order: surely, and perhaps.

    Of names that overlap the longest counts.
    """
    hits = [
        _Hit(start, end, sure, item)
        for item, names in _names(catalog)
        for name in names
        for start, end, sure in _places(name, question, item, catalog)
    ]
    hits.sort(key=lambda hit: (hit.start, -hit.end, not hit.sure))
    kept: list[_Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    sure = {hit.item.ref: hit.item for hit in kept if hit.sure}
    unsure = {hit.item.ref: hit.item for hit in kept if hit.item.ref not in sure}
    return list(sure.values()), list(unsure.values())


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    sure: bool
    item: Entity | Team


def _by_name(items: Sequence[Entity | Team], catalog: Catalog) -> Route | None:
    for item in items:
        if isinstance(item, Team):
            if living := catalog.living(item):
                why = f"the question names {item.called}{_moved(item, living)}"
                return _route(living, Because.NAMED, why, catalog)
        elif found := responsible(item, catalog):
            team, why = found
            return _route(team, Because.NAMED, why, catalog, item)
    return None


def _by_page(case: Case, catalog: Catalog) -> Route | None:
    for page in case.cited:
        if found := _owner_by_name(page.owner, catalog):
            team, how = found
            why = f"the answer cites the page {page.title!r}{how}"
            return _route(team, Because.CITED, why, catalog)
    return None


def _by_past(case: Case, catalog: Catalog) -> Route | None:
    counts: dict[str, int] = {}
    for past in case.similar:
        counts[past.team] = counts.get(past.team, 0) + 1
    # Most of them; of as many, the one whose question is most alike, which came first.
    for name in sorted(counts, key=lambda name: -counts[name]):
        if found := _owner_by_name(name, catalog):
            team, how = found
            times = counts[name]
            what = f"{times} similar questions were" if times > 1 else "a similar question was"
            gone = how if "gone" in how else ""
            why = f"{what} answered by {_shown(name, catalog)}{gone}"
            return _route(team, Because.SIMILAR, why, catalog)
    return None


def _to_triage(catalog: Catalog, triage: str) -> Route:
    known = catalog.team(triage)
    team = (catalog.living(known) if known else None) or Team(f"group:default/{triage}", triage)
    why = "no service or team that I know is named in it"
    return _route(team, Because.TRIAGE, why, catalog)


def _route(
    team: Team, because: Because, why: str, catalog: Catalog, entity: Entity | None = None
) -> Route:
    return Route(
        team, because, why, entity.ref if entity else "", contact_of(team, catalog, entity)
    )


def contact_of(team: Team, catalog: Catalog, entity: Entity | None = None) -> Contact:
    """How to reach a team: of each way, the nearest that is written down."""
    near = [entity.contact] if entity else []
    near += [team.contact, *(above.contact for above in catalog.ancestors(team))]
    on_call: dict[str, str] = {}
    for contact in reversed(near):
        on_call |= contact.on_call
    return Contact(
        channel=next((c.channel for c in near if c.channel), ""),
        email=next((c.email for c in near if c.email), ""),
        on_call=on_call,
        time_zone=next((c.time_zone for c in near if c.time_zone), ""),
    )


def _owner_by_name(name: str, catalog: Catalog) -> tuple[Team, str] | None:
    """Of an owner as pages write it: a team's name, a ref, or a person's."""
    if not name:
        return None
    team = catalog.team(name)
    if team:
        return _owner(team.ref, catalog)
    bare = name.removeprefix("user:").removeprefix("@")
    for person in catalog.people.values():
        if name == person.ref or bare == person.ref.rpartition("/")[2]:
            return _owner(person.ref, catalog)
    return None


def _owner(ref: str, catalog: Catalog) -> tuple[Team, str] | None:
    """The living team behind an owner's ref, and the words for it."""
    if team := catalog.teams.get(ref):
        living = catalog.living(team)
        return (living, f", owned by {team.called}{_moved(team, living)}") if living else None
    if (person := catalog.people.get(ref)) and (living := catalog.team_of(person)):
        return living, f", owned by {person.name} of {living.called}"
    return None


def _moved(team: Team, living: Team | None) -> str:
    if living is None or living is team:
        return ""
    return f", which is gone: {living.called} is the group above it"


def _shown(name: str, catalog: Catalog) -> str:
    team = catalog.team(name)
    return team.called if team else name


def _names(catalog: Catalog) -> Iterator[tuple[Entity | Team, set[str]]]:
    for entity in catalog.entities.values():
        yield entity, {entity.name, entity.title, *entity.aliases} - {""}
    for team in catalog.teams.values():
        yield team, {team.name, team.title, *team.aliases} - {""}


def _places(
    name: str, question: str, item: Entity | Team, catalog: Catalog
) -> Iterator[tuple[int, int, bool]]:
    """Where a question writes this name, and whether that surely means this entity."""
    parts = [re.escape(part) for part in _SEPARATORS.split(name) if part]
    if not parts or parts[0].replace("\\", "").casefold() not in question.casefold():
        return
    between = "[-_. ]?" if len(name) > _SHORT else "[-_.]"
    written = between.join(parts)
    code = [match.span(1) for match in _CODE.finditer(question)]
    for found in re.finditer(rf"(?<![\w-])(?<!\w\.){written}(?!\w|[-.]\w)", question, re.I):
        start, end = found.span()
        sure = (
            any(a <= start and end <= b for a, b in code)
            or bool(_BEFORE.search(question[:start]) or _AFTER.match(question[end:]))
            or (len(name) > _SHORT and not (name.isalpha() and _is_ordinary(name, item, catalog)))
        )
        yield start, end, sure


def _is_ordinary(word: str, item: Entity | Team, catalog: Catalog) -> bool:
    """Whether something that others own has this word in its name: then it says little."""
    owner = item.owner if isinstance(item, Entity) else item.ref
    return any(
        word.casefold() in _SEPARATORS.split(other.name.casefold())
        for other in catalog.entities.values()
        if other is not item and other.owner != owner
    )


_SHORT = 3
_KIND_WORD = (
    r"(?:service|component|system|api|resource|domain|team|cluster|library|website|app|database"
    r"|topic|queue|bucket|pipeline|job)"
)
_BEFORE = re.compile(rf"(?:\b{_KIND_WORD}[\s:]+|#)$", re.I)
_AFTER = re.compile(rf"\s+{_KIND_WORD}s?\b", re.I)
"""Words around a name that say it is one: `the search service`."""
