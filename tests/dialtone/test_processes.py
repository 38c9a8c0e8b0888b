"""Real processes: killed at any moment, two at once, stopped by hand, on a full disk, in a pipe."""

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import dialtone.doctor
from core.settings import Settings
from core.source_settings import FolderSource
from tests import program
from tests.fakes import FakeApp
from tests.state import State, state_of

ROOT = Path(__file__).parents[2]
PAGES = 40
KILLS = 20
SEED = 20_250_331
# What a command needs is imported once; every process starts as a copy of that.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["tests.program", "chromadb", "core.db.engine", "ingest.sources.folder"]
)


def write_docs(place: Path, version: int) -> Path:
    """A folder of pages. Of two versions some pages differ, some are new, some are gone."""
    place.mkdir()
    for number in range(PAGES):
        if number % 7 == version:
            continue
        edited = f"Edited in version {version}. " if number % 3 == 0 else "Always the same. "
        audience = "---\naudience: staff\n---\n" if number % 5 == version else ""
        sections = (
            f"## Section {part}\n\n{edited if part == 1 else ''}"
            + f"Page {number} says in part {part} what there is to say. " * 12
            for part in range(3)
        )
        text = f"{audience}# Page {number}\n\n" + "\n\n".join(sections)
        (place / f"page{number}.md").write_text(text, encoding="utf-8")
    return place


def arguments(home: Path, docs: Path) -> list[str]:
    return ["--home", str(home), "ingest", "folder", str(docs), "--source", "docs"]


def settings(home: Path) -> Settings:
    return Settings(home=home)


def read(home: Path, docs: Path) -> State:
    """An undisturbed run in this process, and what it leaves."""
    with FakeApp(settings(home)) as app:
        app.ingest(FolderSource(type="folder", name="docs", path=docs))
        return state_of(app)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, State]]:
    """Two versions of a folder, and what an undisturbed run over each leaves."""
    place = tmp_path_factory.mktemp("versions")
    found = []
    for version in range(2):
        docs = write_docs(place / f"docs{version}", version)
        found.append((docs, read(place / f"home{version}", docs)))
    return found


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialtone.doctor, "App", FakeApp)


class Running:
    """A `dialtone` command in a process of its own, caught after its imports."""

    def __init__(self, words: Sequence[str], place: Path) -> None:
        began, self._said = place / f"began{random.random()}", place / f"said{random.random()}"
        self.process = _FORKS.Process(target=program.run, args=(list(words), began, self._said))
        self.process.start()
        while not began.exists():
            assert self.process.is_alive(), "it ended before it began"
            time.sleep(0.005)
        self.began = time.monotonic()

    def kill_after(self, seconds: float) -> bool:
        """Kill it then; whether it was still at work."""
        self.process.join(max(0.0, self.began + seconds - time.monotonic()))
        alive = self.process.is_alive()
        if alive:
            self.process.kill()
        self.process.join(60)
        return alive

    @property
    def said(self) -> str:
        """Everything it printed, on one line."""
        return " ".join(self._said.read_text().split())

    def end(self) -> tuple[int | None, float]:
        """Its exit code, and how long it was at work."""
        self.process.join(120)
        return self.process.exitcode, time.monotonic() - self.began


def is_well(home: Path) -> None:
    """The doctor finds nothing wrong but what this machine may lack."""
    ill = [c for c in dialtone.doctor.examine(lambda: settings(home)) if not c.ok]
    assert [check for check in ill if check.name != "disk"] == []


def test_a_run_killed_at_any_moment_is_made_good_by_the_next(
    tmp_path: Path, versions: list[tuple[Path, State]]
) -> None:
    chance = random.Random(SEED)
    home = tmp_path / "home"
    code, whole = Running(arguments(home, versions[0][0]), tmp_path).end()
    assert code == 0
    killed = 0
    for number in range(KILLS):
        docs, wanted = versions[(number + 1) % 2]
        if number % 4 == 3:
            shutil.rmtree(home)
        caught = Running(arguments(home, docs), tmp_path).kill_after(chance.uniform(0, whole))
        killed += caught
        assert read(home, docs) == wanted, f"kill {number}"
    is_well(home)
    assert killed >= KILLS / 2, "most of the kills came too late"


def test_a_reindex_killed_at_any_moment_goes_on(
    tmp_path: Path, versions: list[tuple[Path, State]]
) -> None:
    chance = random.Random(SEED)
    home = tmp_path / "home"
    docs, wanted = versions[0]
    read(home, docs)
    words = ["--home", str(home), "reindex"]
    code, whole = Running(words, tmp_path).end()
    assert code == 0
    for number in range(4):
        Running(words, tmp_path).kill_after(chance.uniform(0, whole))
        if number % 2:
            assert Running(words, tmp_path).end()[0] == 0
        assert read(home, docs) == wanted, f"kill {number}"
    is_well(home)


def test_of_two_runs_at_once_the_second_is_refused_by_name(
    tmp_path: Path, versions: list[tuple[Path, State]]
) -> None:
    home = tmp_path / "home"
    docs, wanted = versions[0]
    first = Running(arguments(home, docs), tmp_path)
    while not (home / "chroma" / "owner.json").exists():
        time.sleep(0.005)
    other = Running(["--home", str(home), "ingest", "folder", str(docs), "--source", "x"], tmp_path)
    assert other.end()[0] == 2
    assert f"process {first.process.pid} " in other.said
    assert first.process.is_alive(), "the first run was too short for this test"
    assert first.end()[0] == 0
    with FakeApp(settings(home)) as app:
        assert state_of(app) == wanted
        assert [source.name for source in app.sources.all()] == ["docs"]


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-m", "tests.program", "--home", str(tmp_path / "home")]


def test_ctrl_c_stops_with_130_and_the_same_command_goes_on(
    tmp_path: Path, command: list[str]
) -> None:
    docs = tmp_path / "many"
    docs.mkdir()
    for number in range(600):
        parts = (f"Part {part} of page {number}. " * 12 for part in range(5))
        (docs / f"p{number}.md").write_text(f"# Page {number}\n\n" + "\n\n".join(parts))
    words = ["ingest", "folder", str(docs), "--source", "docs"]
    for _ in range(10):
        shutil.rmtree(tmp_path / "home", ignore_errors=True)
        code, out, err = _stopped_half_way(tmp_path / "home", [*command, *words])
        if code != 0:
            break
    assert code == 130, err
    assert "Stopped." in err
    assert "Traceback" not in err
    assert out == ""
    assert read(tmp_path / "home", docs) == read(tmp_path / "undisturbed", docs)


def _stopped_half_way(home: Path, command: list[str]) -> tuple[int, str, str]:
    """What a run prints that is sent Ctrl-C; its code is 0 where it had ended before that."""
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's job in the background ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with FakeApp(settings(home)) as app:
        while app.passages.count_chunks() < 20 and running.poll() is None:
            time.sleep(0.01)
    if running.poll() is None:
        running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)
    return running.returncode, out, err


@pytest.mark.parametrize("limit", [60_000, 400_000])
def test_a_full_disk_is_said_and_loses_nothing(
    tmp_path: Path, versions: list[tuple[Path, State]], command: list[str], limit: int
) -> None:
    (before, wanted_before), (after, wanted) = versions
    home = tmp_path / "home"
    words = ["ingest", "folder", str(after), "--source", "docs"]

    def little_room() -> None:
        # No file may grow past this: what a full disk is to whoever writes.
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    read(home, before)
    done = subprocess.run(
        [*command, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=little_room,
    )  # fmt: skip
    said = " ".join(done.stderr.split())
    assert done.returncode == 2, said
    assert "is full" in said
    assert "Free some space" in said
    assert "Traceback" not in said
    with FakeApp(settings(home)) as app:
        stored = set(app.documents.known(1))
    assert stored >= {path for _, path in wanted_before.pages} & {path for _, path in wanted.pages}
    assert read(home, after) == wanted


def test_a_reader_that_goes_away_ends_a_command_in_silence(
    tmp_path: Path, versions: list[tuple[Path, State]], command: list[str]
) -> None:
    read(tmp_path / "home", versions[0][0])
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": 1, "question": "what does page 5 say?"}\n' * 300)
    for words in (["search", "--batch", str(asked)], ["search", "page", "--json"], ["sources"]):
        running = subprocess.Popen(
            [*command, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert running.stdout
        assert running.stderr
        if "--batch" in words:
            assert json.loads(running.stdout.readline())["id"] == 1
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 0
        running.stderr.close()


def test_help_imports_nothing_heavy() -> None:
    heavy = ("torch", "chromadb", "sqlalchemy", "transformers", "numpy", "httpx", "core.settings")
    script = (
        "import sys\nfrom dialtone.cli.main import app\n"
        "for words in ([], ['ingest'], ['ingest', 'folder'], ['ask'], ['eval'], ['doctor']):\n"
        "    try: app([*words, '--help'])\n"
        "    except SystemExit: pass\n"
        f"print('LOADED', [name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.stdout.endswith("LOADED []\n")
    assert done.stdout.count("Usage:") == 6
