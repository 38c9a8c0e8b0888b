"""The stored catalog, on both kinds of database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.catalog import Catalog, Contact, Entity, EntityKind, Flaw, Person, Team
from core.db.catalogs import Catalogs
from core.db.engine import Database

CONTACT = Contact("help", "t@example.com", {"pagerduty": "R1"}, "Europe/Amsterdam")
TEAM = Team("group:default/t", "t", "The T", parent="group:default/all", contact=CONTACT)
ALL = Team("group:default/all", "all", aliases=("everybody",))
ADA = Person("user:default/ada", "Ada", (TEAM.ref,), "ada@example.com")
API = Entity("api:default/a", EntityKind.API, "a", owner=TEAM.ref, aliases=("A1", "A2"))
FLAWS = (Flaw("b.yaml:1", "bad"), Flaw("a.yaml:9", "worse"))
WHOLE = Catalog({TEAM.ref: TEAM, ALL.ref: ALL}, {ADA.ref: ADA}, {API.ref: API}, FLAWS)


@pytest.fixture
def stored(database_url: str) -> Iterator[Catalogs]:
    database = Database(database_url)
    yield Catalogs(database)
    database.close()


def test_is_read_back_as_it_was(stored: Catalogs) -> None:
    assert stored.load() == Catalog()
    assert stored.read_at() is None
    stored.replace(WHOLE)
    assert stored.load() == WHOLE
    assert stored.read_at()


def test_team_that_is_gone_stays_known_until_it_is_back(stored: Catalogs) -> None:
    stored.replace(WHOLE)
    without = replace(WHOLE, teams={ALL.ref: ALL}, people={}, entities={API.ref: API})
    for _ in range(2):
        stored.replace(without)
        loaded = stored.load()
        assert loaded.teams[TEAM.ref] == replace(TEAM, gone=True)
        assert loaded.orphans() == ((API, TEAM.ref),)
        assert not loaded.people
    stored.replace(WHOLE)
    assert stored.load() == WHOLE
