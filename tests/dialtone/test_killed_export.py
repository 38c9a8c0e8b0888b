"""`dialtone ingest slack-export` killed at any moment: the next run makes it good."""

import random
import shutil
from pathlib import Path

import pytest

from core.settings import check
from core.source_settings import SlackExportSource
from core.thread import Thread
from tests.dialtone.test_processes import Running, settings
from tests.fakes import FakeApp
from tests.ingest.sources.slack.conftest import stored
from tests.ingest.sources.slack.workspace_export import ADA, BOB, WorkspaceExport, said
from tests.state import State, state_of

KILLS = 5
TRIES = 30
SEED = 11
THREADS = 150


def read(home: Path, export: Path) -> tuple[State, list[Thread]]:
    """An undisturbed run in this process, and what it leaves."""
    with FakeApp(settings(home)) as app:
        app.ingest(check(SlackExportSource, type="slack-export", name="help", path=export))
        return state_of(app), stored(app)


def write(folder: Path, version: int) -> Path:
    """Threads, of which the second version has some more, some less and some others."""
    export = WorkspaceExport(folder)
    for number in range(THREADS):
        minutes = number * 300
        if version and number % 20 == 3:
            continue
        told = f"Use `harbor deploy {number}`" + (" now" if version and number % 9 == 0 else "")
        export.say("help", said(minutes, ADA, f"How do I deploy service {number}?"))
        if number % 5 or version:
            export.say("help", said(minutes + 1, BOB, told, minutes))
    return export.write()


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, object]]:
    place = tmp_path_factory.mktemp("exports")
    exports = [write(place / f"export{version}", version) for version in range(2)]
    return [(export, read(place / f"home{n}", export)) for n, export in enumerate(exports)]


def test_an_export_killed_at_any_moment_is_made_good_by_the_next_run(
    tmp_path: Path, versions: list[tuple[Path, object]]
) -> None:
    chance = random.Random(SEED)
    home = tmp_path / "home"

    def words(export: Path) -> list[str]:
        return ["--home", str(home), "ingest", "slack-export", str(export), "--source", "help"]

    code, longest = Running(words(versions[0][0]), tmp_path).end()
    assert code == 0
    assert read(home, versions[0][0]) == versions[0][1]
    killed = 0
    for number in range(TRIES):
        export, wanted = versions[(number + 1) % 2]
        if number % 3 == 2:
            shutil.rmtree(home)
        after = chance.uniform(0, longest)
        if Running(words(export), tmp_path).kill_after(after):
            killed += 1
        else:
            # What is there already takes less time than the first run did.
            longest = after
        if number % 2:
            # And killed once more while it goes on.
            Running(words(export), tmp_path).kill_after(chance.uniform(0, longest / 2))
        assert read(home, export) == wanted, f"kill {number}"
        if killed == KILLS:
            return
    pytest.fail(f"only {killed} kills of {TRIES} came in time")
