"""`dialtone themes`: one line in, one line out."""

import json
from pathlib import Path

from tests.dialtone.conftest import Dialtone

LINES = [
    *({"id": f"d{n}", "text": f"How do I deploy the service number {n} today?"} for n in range(12)),
    {"text": "   "},
    *({"id": f"s{n}", "text": f"Where is my vault secret {n} rotated?"} for n in range(12)),
]


def file_of(place: Path, lines: list[dict[str, str]]) -> Path:
    file = place / "texts.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return file


def test_a_line_each_in_order(dialtone: Dialtone, place: Path) -> None:
    rows = dialtone("themes", file_of(place, LINES), "--json").lines
    assert [row["id"] for row in rows] == [line.get("id", 13) for line in LINES]
    assert all(set(row) == {"id", "theme", "label"} for row in rows)
    assert rows[12] == {"id": 13, "theme": None, "label": None}
    deploy, secret = {row["theme"] for row in rows[:12]}, {row["theme"] for row in rows[13:]}
    assert not deploy & secret
    assert "deploy" in rows[0]["label"]


def test_people_read_a_list(dialtone: Dialtone, place: Path) -> None:
    shown = dialtone("themes", file_of(place, LINES)).out
    assert "deploy" in shown
    assert "25 texts" in shown


def test_an_empty_file_has_no_themes(dialtone: Dialtone, place: Path) -> None:
    file = file_of(place, [])
    assert dialtone("themes", file, "--json").out == ""
    assert "No themes" in dialtone("themes", file).out


def test_a_line_without_text_is_named(dialtone: Dialtone, place: Path) -> None:
    done = dialtone("themes", file_of(place, [{"text": "x"}, {"question": "y"}]), "--json")
    assert done.code == 2
    assert "Line 2" in done.err
