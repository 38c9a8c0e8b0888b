"""Catalogs that are broken in one place: that place is named, and the rest is used."""

from pathlib import Path

import pytest

from core.catalog import Catalog
from core.errors import UserError
from escalation.catalog.assembly import assemble
from escalation.catalog.entry import Annotations
from escalation.catalog.folder import read_folder


def entity(name: str, kind: str = "Component", **spec: str) -> str:
    lines = "".join(f"\n  {key}: {value}" for key, value in spec.items())
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n"
        f"spec:\n  type: x{lines}\n"
    )


def read(folder: Path, *documents: str, name: str = "catalog-info.yaml") -> Catalog:
    (folder / name).write_text("---\n".join(documents), "utf-8")
    return assemble(read_folder(folder), Annotations())


def problems(catalog: Catalog) -> list[str]:
    return [f"{flaw.place}: {flaw.problem}" for flaw in catalog.flaws]


def test_invalid_yaml_costs_one_document(tmp_path: Path) -> None:
    found = read(
        tmp_path, entity("a", owner="t"), "kind: [Component\n", entity("t", "Group"),
    )  # fmt: skip
    assert set(found.entities) == {"component:default/a"}
    assert set(found.teams) == {"group:default/t"}
    [problem] = problems(found)
    assert problem.startswith("catalog-info.yaml:")
    assert "not valid YAML" in problem


def test_duplicate_name_is_used_once_and_both_places_are_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "catalog-info.yaml").write_text(entity("A", owner="u"), "utf-8")
    found = read(tmp_path, entity("a", owner="t"), entity("t", "Group"), entity("u", "Group"))
    assert found.entities["component:default/a"].owner == "group:default/t"
    [problem] = problems(found)
    assert problem == (
        "b/catalog-info.yaml:1: component:default/a is declared twice, first in catalog-info.yaml:1"
    )


def test_circle_of_groups_is_named_once_and_opened(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        entity("a", "Group", parent="b"), entity("b", "Group", parent="c"),
        entity("c", "Group", parent="a"), entity("d", "Group", parent="a"),
    )  # fmt: skip
    assert {ref: team.parent for ref, team in found.teams.items()} == {
        "group:default/a": "", "group:default/b": "", "group:default/c": "",
        "group:default/d": "group:default/a",
    }  # fmt: skip
    [problem] = problems(found)
    assert "circle: group:default/a -> group:default/b -> group:default/c ->" in problem


def test_circle_of_one_and_of_domains(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        entity("t", "Group", parent="t"),
        entity("x", "Domain", owner="t", subdomainOf="y"),
        entity("y", "Domain", owner="t", subdomainOf="x"),
        entity("c", owner="t", system="nowhere"),
    )  # fmt: skip
    assert [problem.partition(": ")[2].split(":")[0] for problem in problems(found)] == [
        "group", "component", "domain",
    ]  # fmt: skip
    assert not any(e.within for e in found.entities.values())


def test_missing_owner_is_named_and_the_entity_kept(tmp_path: Path) -> None:
    found = read(tmp_path, entity("a"), entity("b", owner="nobody"), entity("t", "Group"))
    assert set(found.entities) == {"component:default/a", "component:default/b"}
    assert [problem.partition(": ")[2] for problem in problems(found)] == [
        "component:default/a: it names no owner",
        "component:default/b: its owner group:default/nobody does not exist",
    ]


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("- a\n- b\n", "holds a list"),
        ("kind: Component\n", "is no name"),
        ("metadata: {name: x}\n", "has no kind"),
        ("kind: Component\nmetadata: {name: 'a b'}\n", "is no name"),
        ("kind: Component\nmetadata: {name: '${{ values.name }}'}\n", "is no name"),
        ("kind: Gadget\nmetadata: {name: x}\n", "no kind that Dialtone knows"),
        ("kind: Component\nmetadata: {name: x}\nspec: {owner: [t]}\n", "is no reference"),
        ("kind: Component\nmetadata: {name: x}\nspec: 7\n", "names no owner"),
        ("kind: User\nmetadata: {name: x}\nspec: {memberOf: t}\n", "is no list"),
        ("a: &a [*b]\n", "not valid YAML"),
        ("? [a]\n: b\n", "not valid YAML"),
        ("{" * 5000, "not valid YAML"),
    ],
)
def test_what_makes_no_sense_is_named(tmp_path: Path, document: str, says: str) -> None:
    found = read(tmp_path, entity("t", "Group"), document)
    assert set(found.teams) == {"group:default/t"}
    assert any(says in problem for problem in problems(found)), problems(found)


def test_bytes_that_are_no_text_and_files_of_others(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("{{ .Values }}\n", "utf-8")
    (tmp_path / "teams.yml").write_text(entity("t", "Group"), "utf-8")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "catalog-info.yml").write_bytes(b"\xff\xfe\x00bad")
    found = assemble(read_folder(tmp_path), Annotations())
    assert set(found.teams) == {"group:default/t"}
    assert problems(found) == ["x/catalog-info.yml: it is not text in UTF-8"]


def test_references_are_read_as_backstage_reads_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        entity("a", owner="group:other/T"), entity("b", owner="user:ada"),
        entity("c", owner="Other/t", subcomponentOf="a", system="s"),
        entity("s", "System", owner="t", domain="d"), entity("d", "Domain", owner="t"),
        entity("t", "Group"), "kind: Location\nmetadata: {name: here}\n",
    )  # fmt: skip
    owners = {e.name: (e.owner, e.within) for e in found.entities.values()}
    assert owners == {
        "a": ("group:other/t", ""), "b": ("user:default/ada", ""),
        "c": ("group:other/t", "component:default/a"),
        "s": ("group:default/t", "domain:default/d"), "d": ("group:default/t", ""),
    }  # fmt: skip


def test_no_place_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no"):
        list(read_folder(tmp_path / "nowhere"))
