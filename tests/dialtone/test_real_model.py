"""The whole thing once, as people run it: the model that ships, through the installed command."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "dialtone" / "demo" / "handbook" / "deploy"
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def dialtone(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs `python -m dialtone` on a home that holds a part of the handbook."""
    place = tmp_path_factory.mktemp("real")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "dialtone", "--home", str(place / "home"), *words]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
        )

    done = run("ingest", "folder", str(HANDBOOK), "--source", "handbook")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "something was said that nobody asked for"
    return run


def test_the_right_pages_are_found_by_meaning(dialtone: Command, tmp_path: Path) -> None:
    asked = {
        "How do I undo a bad release?": "rollbacks.md",
        "turn something off for some customers without deploying": "feature-flags.md",
        "when is shipping forbidden because of a freeze?": "freeze-windows.md",
    }
    file = tmp_path / "asked.jsonl"
    lines = [json.dumps({"id": path, "question": words}) for words, path in asked.items()]
    file.write_text("\n".join(lines))
    done = dialtone("search", "--batch", str(file), "--json", "--top-k", "3")
    assert (done.returncode, done.stderr) == (0, "")
    for line in map(json.loads, done.stdout.splitlines()):
        assert line["id"] in [result["path"] for result in line["results"]]


def test_an_answer_says_nothing_on_the_side(dialtone: Command) -> None:
    done = dialtone("ask", "How do I roll back a deploy?", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    for citation in answer["citations"]:
        page = (HANDBOOK / citation["path"]).read_text(encoding="utf-8")
        assert " ".join(citation["quote"].split()) in " ".join(page.split())


def test_the_doctor_finds_it_well(dialtone: Command) -> None:
    done = dialtone("doctor", "--json")
    assert done.stderr == ""
    ill = [check for check in json.loads(done.stdout) if not check["ok"]]
    assert [check for check in ill if check["name"] != "disk"] == []


def test_a_model_that_is_none_is_named(dialtone: Command, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "d.yaml").write_text(f"embedding: {{model: {tmp_path / 'm'}}}")
    done = dialtone("--config", str(tmp_path / "d.yaml"), "reindex")
    assert done.returncode == 2
    assert str(tmp_path / "m") in "".join(done.stderr.split())
    assert "Traceback" not in done.stderr
