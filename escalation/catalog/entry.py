"""One declared entity -> what the house knows of it, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.catalog import Contact, Entity, EntityKind, Entry, Flaw, Person, Team
from escalation.catalog.declared import Declared

DEFAULT_NAMESPACE = "default"
_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_REF = re.compile(r"(?:([A-Za-z]+):)?(?:([^/:\s]+)/)?([^/:\s]+)")
_LONGEST = 200
_IGNORED = frozenset({"location", "template"})
_OWNED = frozenset(kind.value for kind in EntityKind)


@dataclass(frozen=True, slots=True)
class Annotations:
    """Which annotations say how to reach somebody; of several, the first that is there counts."""

    help_channel: tuple[str, ...] = ("dialtone.dev/help-channel", "slack.com/channel")
    on_call: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Paging service -> the annotations that may name its key."""
    aliases: tuple[str, ...] = ("dialtone.dev/aliases",)
    time_zone: tuple[str, ...] = ("dialtone.dev/time-zone",)


def read_entry(declared: Declared, annotations: Annotations) -> Iterator[Entry | Flaw]:
    """The entry, if it can be used, and every flaw in it. Nothing for kinds that own nothing."""
    body, place = declared.body, declared.place
    kind = body.get("kind")
    if not isinstance(kind, str) or not kind:
        yield Flaw(place, "it has no kind")
        return
    kind = kind.lower()
    if kind in _IGNORED:
        return
    if kind not in _OWNED and kind not in ("group", "user"):
        yield Flaw(place, f"{kind!r} is no kind that Dialtone knows")
        return
    metadata, spec = body.get("metadata"), body.get("spec")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or len(name) > _LONGEST or not _NAME.fullmatch(name):
        yield Flaw(place, f"its name {str(name)[:60]!r} is no name")
        return
    assert isinstance(metadata, dict)
    yield from _Reader(kind, name, metadata, spec, place, annotations).read()


class _Reader:
    """Reads one entity; collects what is wrong on the way."""

    def __init__(
        self,
        kind: str,
        name: str,
        metadata: Mapping[str, Any],
        spec: object,
        place: str,
        annotations: Annotations,
    ) -> None:
        self.kind = kind
        self.name = name
        self.metadata = metadata
        self.spec: Mapping[str, Any] = spec if isinstance(spec, dict) else {}
        self.place = place
        self.known = annotations
        self.flaws: list[Flaw] = []
        self.namespace = _text(metadata.get("namespace")).lower() or DEFAULT_NAMESPACE
        noted = metadata.get("annotations")
        self.annotations: Mapping[str, Any] = noted if isinstance(noted, dict) else {}

    def read(self) -> Iterator[Entry | Flaw]:
        match self.kind:
            case "group":
                entry: Entry = self._team()
            case "user":
                entry = self._person()
            case _:
                entry = self._entity()
        yield entry
        yield from self.flaws

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}".lower()

    def _team(self) -> Team:
        return Team(
            self.ref,
            self.name,
            self._title(),
            parent=self._one("parent", "group"),
            aliases=self._aliases(),
            contact=self._contact(),
        )

    def _person(self) -> Person:
        return Person(
            self.ref,
            self._title() or self.name,
            groups=self._many("memberOf", "group"),
            email=self._email(),
        )

    def _entity(self) -> Entity:
        owner = self._one("owner", "group")
        if not owner:
            self._flaw("it names no owner")
        above = {"domain": (("subdomainOf", "domain"),), "system": (("domain", "domain"),)}
        usual = (("subcomponentOf", "component"), ("system", "system"))
        within = (self._one(field, kind) for field, kind in above.get(self.kind, usual))
        return Entity(
            self.ref,
            EntityKind(self.kind),
            self.name,
            self._title(),
            owner=owner,
            within=next(filter(None, within), ""),
            aliases=self._aliases(),
            contact=self._contact(),
        )

    def _one(self, field: str, kind: str) -> str:
        """The full ref that a field names; empty where it names none."""
        value = self.spec.get(field)
        if value is None or value == "":
            return ""
        ref = full_ref(value, kind, self.namespace)
        if not ref:
            self._flaw(f"its spec.{field} {str(value)[:60]!r} is no reference")
        return ref

    def _many(self, field: str, kind: str) -> tuple[str, ...]:
        value = self.spec.get(field)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._flaw(f"its spec.{field} is no list")
            return ()
        refs = [full_ref(item, kind, self.namespace) for item in value]
        if not all(refs):
            self._flaw(f"its spec.{field} holds what is no reference")
        return tuple(filter(None, refs))

    def _title(self) -> str:
        profile = self.spec.get("profile")
        shown = profile.get("displayName") if isinstance(profile, dict) else ""
        return _text(self.metadata.get("title")) or _text(shown)

    def _email(self) -> str:
        profile = self.spec.get("profile")
        return _text(profile.get("email")) if isinstance(profile, dict) else ""

    def _aliases(self) -> tuple[str, ...]:
        return tuple(
            part for text in self._noted(self.known.aliases).split(",") if (part := text.strip())
        )

    def _contact(self) -> Contact:
        on_call = {
            service: value
            for service, names in self.known.on_call.items()
            if (value := self._noted(names))
        }
        return Contact(
            channel=self._noted(self.known.help_channel).removeprefix("#"),
            email=self._email(),
            on_call=on_call,
            time_zone=self._noted(self.known.time_zone),
        )

    def _noted(self, names: tuple[str, ...]) -> str:
        return next((text for name in names if (text := _text(self.annotations.get(name)))), "")

    def _flaw(self, problem: str) -> None:
        self.flaws.append(Flaw(self.place, f"{self.ref}: {problem}"))


def full_ref(value: object, kind: str, namespace: str) -> str:
    """`team-a` -> `group:default/team-a`, as Backstage reads it; empty for what is no reference."""
    if not isinstance(value, str) or len(value) > 3 * _LONGEST:
        return ""
    found = _REF.fullmatch(value.strip())
    if not found or not _NAME.fullmatch(found[3]):
        return ""
    return f"{found[1] or kind}:{found[2] or namespace}/{found[3]}".lower()


def _text(value: object) -> str:
    """One line of text; numbers as written, anything else as nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(str(value).split())[:_LONGEST]
