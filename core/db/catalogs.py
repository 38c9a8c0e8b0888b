"""The catalog as last read. Teams that are gone stay known, for what they still own."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from core.catalog import Catalog, Contact, Entity, EntityKind, Entry, Flaw, Person, Team
from core.db.catalog_tables import catalog_entries, catalog_flaws
from core.db.engine import Database
from core.db.leases import choosing
from core.db.tables import facts

_READ = "catalog read at"
_TRIED = "catalog tried at"
_ERROR = "catalog error"
_CHOOSING = 0x64696170
"""PostgreSQL's name for the lock under which whoever reads it next is chosen."""


class Catalogs:
    """The repository of the one catalog."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def replace(self, catalog: Catalog) -> Catalog:
        """Store a reading in the place of the one before; what is stored then, gone teams too."""
        with self.database.begin() as connection:
            before = _load(connection)
            gone = {
                ref: replace(team, gone=True)
                for ref, team in before.teams.items()
                if ref not in catalog.teams
            }
            stored = replace(catalog, teams={**catalog.teams, **gone})
            _write(connection, stored)
            return stored

    def load(self) -> Catalog:
        """What is stored; an empty catalog where nothing was ever read."""
        with self.database.read() as connection:
            return _load(connection)

    def read_at(self) -> datetime | None:
        """When it was last read."""
        with self.database.read() as connection:
            value = connection.execute(select(facts.c.value).filter_by(name=_READ)).scalar()
        return datetime.fromisoformat(value) if value else None

    def take_turn(self, now: datetime, every: timedelta) -> bool:
        """Whether it is time to read it again, and nobody else does so now.

        Of several processes on one database the first takes the turn; it is over after `every`,
        whatever became of it.
        """
        with choosing(self.database, _CHOOSING) as connection:
            taken = connection.execute(select(facts.c.value).filter_by(name=_TRIED)).scalar()
            if taken and abs(now - datetime.fromisoformat(taken)) < every:
                return False
            _remember(connection, _TRIED, now.isoformat())
            return True

    def could_not_read(self, error: str) -> None:
        """The last reading failed; what was stored before stays."""
        with self.database.begin() as connection:
            _remember(connection, _ERROR, error)

    def error(self) -> str:
        """Why the last reading failed; empty where it did not."""
        with self.database.read() as connection:
            return connection.execute(select(facts.c.value).filter_by(name=_ERROR)).scalar() or ""


def _remember(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))


def _write(connection: Connection, catalog: Catalog) -> None:
    now = datetime.now(UTC)
    connection.execute(delete(catalog_entries))
    connection.execute(delete(catalog_flaws))
    entries: list[Entry] = [
        *catalog.teams.values(),
        *catalog.people.values(),
        *catalog.entities.values(),
    ]
    if entries:
        connection.execute(insert(catalog_entries), [_row(entry, now) for entry in entries])
    if catalog.flaws:
        rows = [{"position": n, **asdict(flaw)} for n, flaw in enumerate(catalog.flaws)]
        connection.execute(insert(catalog_flaws), rows)
    _remember(connection, _READ, now.isoformat())
    _remember(connection, _TRIED, now.isoformat())
    _remember(connection, _ERROR, "")


def _load(connection: Connection) -> Catalog:
    teams: dict[str, Team] = {}
    people: dict[str, Person] = {}
    entities: dict[str, Entity] = {}
    for row in connection.execute(select(catalog_entries).order_by(catalog_entries.c.ref)):
        body = dict(row.body)
        if "contact" in body:
            body["contact"] = Contact(**body["contact"])
        body |= {key: tuple(body[key]) for key in ("aliases", "groups") if key in body}
        match row.type:
            case "team":
                teams[row.ref] = Team(row.ref, gone=row.gone_at is not None, **body)
            case "person":
                people[row.ref] = Person(row.ref, **body)
            case _:
                kind = EntityKind(body.pop("kind"))
                entities[row.ref] = Entity(row.ref, kind, **body)
    found = connection.execute(select(catalog_flaws).order_by(catalog_flaws.c.position))
    flaws = tuple(Flaw(row.place, row.problem) for row in found)
    return Catalog(teams, people, entities, flaws)


def _row(entry: Entry, now: datetime) -> dict[str, Any]:
    body = asdict(entry)
    ref = body.pop("ref")
    gone = body.pop("gone", False)
    kind = type(entry).__name__.lower()
    return {"ref": ref, "type": kind, "body": body, "gone_at": now if gone else None}
