"""`dialtone doctor`: every illness has its name and its remedy."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dialtone.doctor
from tests.dialtone.conftest import Dialtone
from tests.fakes import FakeApp
from tests.retrieval.model.wire import serving
from tests.state import collections

ROOT = Path(__file__).parents[2]
HOLD = (
    "import sys; from pathlib import Path; from retrieval.vectors import ChromaIndex;"
    "index = ChromaIndex(directory=Path(sys.argv[1])); index.claim(); print('held', flush=True);"
    "sys.stdin.read()"
)


@pytest.fixture
def inside(app: FakeApp) -> Iterator[FakeApp]:
    """The same Dialtone from inside, given back before the next command."""
    yield app
    app.close()


def checks(dialtone: Dialtone) -> dict[str, Any]:
    done = dialtone("doctor", "--json")
    found = {check["name"]: check for check in done.json}
    assert (done.code == 0) == all(check["ok"] for check in found.values())
    for check in found.values():
        assert check["ok"] or check["remedy"], check
        assert set(check) == {"name", "ok", "found", "remedy"}
    return found


def test_a_healthy_one_is_well_in_every_respect(filled: Dialtone) -> None:
    found = checks(filled)
    assert set(found) == {
        "python", "settings", "disk", "database", "index", "embedding model", "index in step",
        "source handbook", "catalog", "escalations",
    }  # fmt: skip
    assert all(check["ok"] for check in found.values())
    shown = filled("doctor")
    assert shown.code == 0
    assert "✗" not in shown.out


def test_a_new_one_is_told_to_read_something(dialtone: Dialtone) -> None:
    found = checks(dialtone)
    assert not found["sources"]["ok"]
    assert "dialtone ingest folder" in found["sources"]["remedy"]
    shown = dialtone("doctor")
    assert shown.code == 1
    assert "✗" in shown.out
    assert "dialtone ingest folder" in shown.out


def test_wrong_settings(filled: Dialtone, place: Path) -> None:
    (place / "dialtone.yaml").write_text("serch: {}")
    assert "'serch'" in checks(filled)["settings"]["found"]


def test_a_home_that_is_a_file(dialtone: Dialtone, place: Path) -> None:
    (place / "home").write_text("")
    found = checks(dialtone)
    assert not found["disk"]["ok"]
    assert "--home" in found["disk"]["remedy"]
    assert not found["database"]["ok"]


def test_too_little_room(filled: Dialtone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialtone.doctor, "_ROOM_NEEDED", 10**18)
    assert "Free some space" in checks(filled)["disk"]["remedy"]


def test_a_damaged_database(filled: Dialtone, place: Path) -> None:
    for file in (place / "home").glob("dialtone.db*"):
        file.unlink()
    (place / "home" / "dialtone.db").write_bytes(b"no database at all " * 500)
    found = checks(filled)
    assert "damaged" in found["database"]["found"]
    assert "backup" in found["database"]["remedy"]


def test_a_database_that_is_away(dialtone: Dialtone, place: Path) -> None:
    url = f"postgresql+psycopg://bot:hunter2@/x?host={place}"
    (place / "dialtone.yaml").write_text(f"database: {{url: '{url}'}}")
    done = dialtone("doctor", "--json")
    assert "does not answer" in done.out
    assert "hunter2" not in done.out
    assert not checks(dialtone)["database"]["ok"]


def test_an_index_that_another_process_has(filled: Dialtone, place: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place / "home" / "chroma")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    found = checks(filled)
    done = filled("ingest", "folder", "docs", "--source", "handbook")
    holder.communicate(timeout=30)
    assert f"process {holder.pid} " in found["index"]["found"]
    assert done.code == 2
    assert f"process {holder.pid} " in done.err.replace("\n", " ")


def test_a_damaged_index(filled: Dialtone, place: Path) -> None:
    (place / "home" / "chroma" / "chroma.sqlite3").write_bytes(b"no database at all " * 5000)
    found = checks(filled)
    assert "damaged" in found["index"]["found"]
    assert "dialtone reindex" in found["index"]["remedy"]


def test_a_lost_index_and_its_remedy(filled: Dialtone, place: Path) -> None:
    (place / "home" / "chroma").rename(place / "lost")
    assert "dialtone reindex" in checks(filled)["index in step"]["remedy"]
    assert filled("reindex").code == 0
    assert checks(filled)["index in step"]["ok"]


def test_vectors_that_are_missing_or_left_over(filled: Dialtone, inside: FakeApp) -> None:
    (collection,) = collections(inside)
    collection.delete(ids=[collection.get()["ids"][0]])
    inside.close()
    assert "differ" in checks(filled)["index in step"]["found"]
    assert filled("reindex", "--json").json["embedded"] > 0
    assert checks(filled)["index in step"]["ok"]


def test_a_run_that_was_interrupted(filled: Dialtone, inside: FakeApp, place: Path) -> None:
    inside.ledger.unembed("all-MiniLM-L6-v2")
    inside.close()
    found = checks(filled)
    assert not found["index in step"]["ok"]
    assert "dialtone" in found["index in step"]["remedy"]
    filled("ingest", "folder", "docs", "--source", "handbook")
    assert checks(filled)["index in step"]["ok"]


def test_a_source_that_was_never_read_to_its_end(dialtone: Dialtone, inside: FakeApp) -> None:
    inside.sources.open("handbook", "folder", "/docs")
    inside.close()
    found = checks(dialtone)["source handbook"]
    assert not found["ok"]
    assert "dialtone ingest" in found["remedy"]


def test_a_source_with_failed_pages_is_well_but_noted(filled: Dialtone, place: Path) -> None:
    (place / "docs" / "broken.md").write_bytes(b"\0\1\2" * 100)
    filled("ingest", "folder", "docs", "--source", "handbook")
    found = checks(filled)["source handbook"]
    assert found["ok"]
    assert "1 failed" in found["found"]


def test_another_embedding_model(filled: Dialtone, place: Path) -> None:
    (place / "dialtone.yaml").write_text("embedding: {model: another}")
    found = checks(filled)
    assert "dialtone reindex" in found["same model"]["remedy"]
    for command in (
        ["ask", "canary"],
        ["search", "canary"],
        ["ingest", "folder", "docs", "--source", "handbook"],
    ):
        done = filled(*command)
        assert done.code == 2, command
        assert "dialtone reindex" in done.err.replace("\n", " ")
    assert filled("search", "canary", "--json").code == 2
    assert filled("reindex").code == 0
    assert all(check["ok"] for check in checks(filled).values())
    assert filled("search", "canary", "--json").json["results"][0]["path"] == "deploy.md"


def test_a_package_that_is_missing(filled: Dialtone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    found = checks(filled)
    assert not found["index"]["ok"]
    assert "pip install" in found["index"]["remedy"]


def test_json_is_json_whatever_is_wrong(dialtone: Dialtone, place: Path) -> None:
    (place / "dialtone.yaml").write_text("a: [")
    assert json.loads(dialtone("doctor", "--json").out)[-1]["ok"] is False


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_language_model_is_asked_one_tiny_thing(filled: Dialtone, place: Path) -> None:
    with serving("openai") as provider:
        model = {"name": "openai:gpt-5-mini", "base_url": f"{provider.url}/v1", "api_key": "key-1"}
        (place / "dialtone.yaml").write_text(json.dumps({"model": model}))
        found = checks(filled)["language model"]
        assert found["ok"]
        assert "openai:gpt-5-mini answers; 129 tokens" in found["found"]
        assert len(provider.asked) == 1
        provider.statuses = [401]
        found = checks(filled)["language model"]
        assert not found["ok"]
        assert "OPENAI_API_KEY" in found["remedy"]
        assert "key-1" not in str(found)
