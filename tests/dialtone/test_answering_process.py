"""Answers made in a process of their own: the same ones, whatever becomes of the process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from core.errors import Transient, UserError
from core.records import Question
from core.settings import Settings
from core.source_settings import FolderSource
from dialtone.app import App
from tests.bot.web.line import wait_for
from tests.fakes import FakeApp

PAGES = {
    "rollback.md": "# Rolling back\n\nRun `harbor rollback` with the name of the service.\n",
    "vault.md": "# Secrets\n\nThe vault holds every secret of a service. Secrets rotate monthly.\n",
    "pager.md": "# On call\n\nWhoever carries the pager this week is in the rota.\n",
}
ROLLBACK = Question("How do I roll back a service with harbor?")
VAULT = Question("Where are the secrets of a service?")

HOLDER = """
import sys
from pathlib import Path
from core.settings import Settings
from tests.fakes import FakeApp

app = FakeApp(Settings(home=Path(sys.argv[1])))
app.answer_apart()
app.index.claim()
print(app._process._running._process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def docs(tmp_path: Path) -> FolderSource:
    place = tmp_path / "docs"
    place.mkdir()
    for name, text in PAGES.items():
        (place / name).write_text(text, encoding="utf-8")
    return FolderSource(type="folder", name="docs", path=place)


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[FakeApp]:
    with FakeApp(Settings(home=tmp_path / "home")) as app:
        app.answer_apart()
        yield app


def pid_of(app: App) -> int:
    assert app._process
    assert app._process._running
    found = app._process._running._process.pid
    assert found
    return found


def is_another_than(pid: int, app: App) -> bool:
    return pid_of(app) != pid


def is_there(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_what_is_answered_there_is_what_would_be_answered_here(
    tmp_path: Path, apart: FakeApp, docs: FolderSource
) -> None:
    assert apart.ingest(docs).added == len(PAGES)
    apart.warm()
    theirs = apart.answerer.answer_many([ROLLBACK, VAULT])
    with ThreadPoolExecutor(12) as askers:
        at_once = list(askers.map(apart.answerer.answer, [ROLLBACK, VAULT] * 12))
    grounded = apart.answerer.ground(ROLLBACK)
    found = apart.search.find(VAULT)
    rows = apart.embedder.embed_queries([ROLLBACK.text])
    dimensions = apart.embedder.dimensions
    chunks = sum(apart.index.count(name) for name in apart.ledger.vector_counts())
    pid = pid_of(apart)
    apart.close()
    assert not is_there(pid)

    with FakeApp(Settings(home=tmp_path / "home")) as here:
        ours = here.answerer.answer_many([ROLLBACK, VAULT])
        assert theirs == ours
        assert "harbor rollback" in theirs[0].parts[0].text
        assert at_once == ours * 12
        assert grounded.answer == ours[0]
        assert [page.path for page in grounded.result.pages]
        assert found.pages == here.search.find(VAULT).pages
        assert (rows == here.embedder.embed_queries([ROLLBACK.text])).all()
        assert dimensions == here.embedder.dimensions == rows.shape[1]
        assert chunks == sum(here.index.count(name) for name in here.ledger.vector_counts()) > 0


@pytest.mark.parametrize("warm_at", ["never", "start", "full"])
def test_pages_that_change_while_it_runs_are_answered_from(
    apart: FakeApp, docs: FolderSource, warm_at: str
) -> None:
    if warm_at == "start":
        apart.warm()
    apart.ingest(docs)
    if warm_at == "full":
        apart.warm()
    before = apart.answerer.answer(VAULT)
    (docs.path / "vault.md").write_text("# Secrets\n\nThe safe holds the secrets of a service.\n")
    assert apart.ingest(docs).changed == 1
    (docs.path / "vault.md").unlink()
    said = apart.answerer.answer(VAULT)
    assert "The safe" in said.parts[0].text != before.parts[0].text
    assert apart.ingest(docs).removed == 1
    assert all("safe" not in part.text for part in apart.answerer.answer(VAULT).parts)


def test_it_may_be_killed_at_any_time(apart: FakeApp, docs: FolderSource) -> None:
    apart.ingest(docs)
    said = apart.answerer.answer(ROLLBACK)
    for _ in range(2):
        first = pid_of(apart)
        os.kill(first, signal.SIGKILL)
        with ThreadPoolExecutor(12) as askers:
            again = list(askers.map(apart.answerer.answer, [ROLLBACK] * 12))
        assert again == [said] * 12
        assert pid_of(apart) != first
    # What a terminal and a service manager send to all processes does not end it.
    last = pid_of(apart)
    os.kill(last, signal.SIGINT)
    os.kill(last, signal.SIGTERM)
    assert apart.answerer.answer(ROLLBACK) == said
    assert pid_of(apart) == last


def test_the_next_one_is_warm_before_anybody_asks_it(
    apart: FakeApp, docs: FolderSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialtone.answering_process._LOOK_SECONDS", 0.1)
    apart.ingest(docs)
    apart.warm()
    for _ in range(2):
        ended = pid_of(apart)
        os.kill(ended, signal.SIGKILL)
        wait_for(partial(is_another_than, ended, apart), 30.0)
    assert apart.answerer.answer(ROLLBACK).parts
    last = pid_of(apart)
    apart.close()
    assert not is_there(last)


def test_what_goes_wrong_there_is_said_here(tmp_path: Path, apart: FakeApp) -> None:
    with FakeApp(Settings(home=tmp_path / "home")) as other:
        other.index.claim()
        with pytest.raises(UserError) as raised:
            apart.index.claim()
    assert str(raised.value)
    assert raised.value.remedy
    with pytest.raises(AttributeError) as broken:
        apart.embedder.embed_queries([3])  # type: ignore[list-item]
    # Where it went wrong.
    assert "fakes.py" in "".join(broken.value.__notes__)
    apart.index.claim()


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        pid = int(holder.stdout.readline())
        assert is_there(pid)
        holder.kill()
    wait_for(lambda: not is_there(pid))
    with FakeApp(Settings(home=home)) as app:
        app.index.claim()


def test_what_was_opened_before_is_handed_over(tmp_path: Path, docs: FolderSource) -> None:
    with FakeApp(Settings(home=tmp_path / "home")) as app:
        app.ingest(docs)
        said = app.answerer.answer(ROLLBACK)
        app.answer_apart()
        assert app.answerer.answer(ROLLBACK) == said


def test_who_waits_for_it_when_it_is_closed_is_told(apart: FakeApp, docs: FolderSource) -> None:
    apart.ingest(docs)
    pid = pid_of(apart)
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as asker:
        waiting = asker.submit(apart.answerer.answer, ROLLBACK)
        wait_for(waiting.running)
        os.kill(pid, signal.SIGCONT)
        apart.close()
        # Answered at the last moment, or told that it is too late; but not by another process.
        error = waiting.exception()
        assert error is None or isinstance(error, Transient)
    assert not is_there(pid)
    with pytest.raises(Transient):
        apart.answerer.answer(ROLLBACK)
