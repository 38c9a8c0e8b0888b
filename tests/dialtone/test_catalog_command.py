"""`dialtone catalog`, and what the doctor says of owners."""

import shutil
from pathlib import Path

from dialtone.demo.session import CATALOG
from tests.dialtone.conftest import Dialtone


def test_load_show_and_route(dialtone: Dialtone) -> None:
    assert "There is no catalog yet" in dialtone("catalog").out
    assert "60 entities, 23 teams" in dialtone("catalog", "load", CATALOG).out
    shown = dialtone("catalog").out
    assert "object-store, pgbouncer-pool" in shown
    assert len(dialtone("catalog", "show", "--json").json["entities"]) == 60
    assert dialtone("catalog", "route", "is vault down?").out.startswith("team-security: ")
    routed = dialtone("catalog", "route", "is vault down?", "--json").json
    assert (routed["because"], routed["channel"]) == ("named in the question", "team-security")
    nowhere = dialtone("catalog", "route", "lunch?", "--json").json
    assert (nowhere["because"], nowhere["entity"]) == ("triage", None)


def test_declared_catalog_is_found_beside_its_settings(dialtone: Dialtone, place: Path) -> None:
    shutil.copytree(CATALOG, place / "catalog")
    (place / "dialtone.yaml").write_text("catalog:\n  path: catalog\n", "utf-8")
    assert dialtone("catalog", "load", "--json").json["owners_missing"] == []


def test_nothing_to_read_leaves_what_is_stored(dialtone: Dialtone, place: Path) -> None:
    assert dialtone("catalog", "load").code == 2
    dialtone("catalog", "load", CATALOG)
    (place / "empty").mkdir()
    refused = dialtone("catalog", "load", place / "empty")
    assert (refused.code, "what was stored before stays" in refused.err) == (2, True)
    assert len(dialtone("catalog", "--json").json["entities"]) == 60


def test_owner_that_is_gone_is_the_doctors_to_tell(dialtone: Dialtone, place: Path) -> None:
    shutil.copytree(CATALOG, place / "catalog")
    assert dialtone("catalog", "load", "catalog", "--strict").code == 0
    file = place / "catalog" / "groups.yaml"
    groups = file.read_text("utf-8").split("---\n")
    file.write_text("---\n".join(g for g in groups if "name: team-tracking\n" not in g), "utf-8")
    loaded = dialtone("catalog", "load", "catalog", "--strict")
    assert loaded.code == 3
    assert "Teams that are gone: group:default/team-tracking" in loaded.out
    found = {check["name"]: check for check in dialtone("doctor", "--json").json}
    check = found["owner group:default/team-tracking"]
    assert not check["ok"]
    assert "owns tracking-web and does not exist; questions go to Product" in check["found"]
