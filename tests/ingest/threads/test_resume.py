"""A reading of an export that is stopped again and again loses nothing and doubles nothing."""

import random
from pathlib import Path

import pytest

from core.settings import Settings, check
from core.source_settings import SlackExportSource
from ingest.pipeline import Progress
from tests.fakes import FakeApp
from tests.ingest.sources.slack.conftest import stored
from tests.ingest.sources.slack.workspace_export import ADA, BOB, WorkspaceExport, said
from tests.state import state_of


class Stopped(BaseException):
    """As if the process had been killed."""


@pytest.mark.parametrize("seed", range(3))
def test_stopped_and_resumed_equals_undisturbed(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    export = WorkspaceExport(tmp_path / "export")
    for number in range(200):
        minutes = number * 400
        export.say(
            chosen.choice(("help", "random")),
            said(minutes, ADA, f"How do I deploy service {number}?"),
            said(minutes + 1, BOB, f"Use `harbor deploy {number}`", minutes),
        )
    source = check(SlackExportSource, type="slack-export", name="help", path=export.write())

    def dying() -> Progress:
        left = chosen.randint(1, 200)

        def step(_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped

        return Progress(thread=step, page=step)

    stops = 0
    with FakeApp(Settings(home=tmp_path / "stopped")) as app:
        for _ in range(6):
            try:
                app.ingest(source, dying())
            except Stopped:
                stops += 1
        app.ingest(source)
        again = app.ingest(source)
        assert (again.unchanged, again.added, again.changed, again.embedded) == (200, 0, 0, 0)
        disturbed = state_of(app), stored(app)
    with FakeApp(Settings(home=tmp_path / "whole")) as app:
        app.ingest(source)
        assert (state_of(app), stored(app)) == disturbed
    assert stops
