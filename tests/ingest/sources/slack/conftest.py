"""An export to write, and what a Dialtone makes of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.settings import check
from core.source_settings import SlackExportSource
from core.thread import Thread
from ingest.pipeline import Summary
from tests.fakes import FakeApp
from tests.ingest.sources.slack.workspace_export import MONDAY, WorkspaceExport

Ingest = Callable[..., Summary]


@pytest.fixture
def export(tmp_path: Path) -> WorkspaceExport:
    return WorkspaceExport(tmp_path / "export")


@pytest.fixture
def ingest(app: FakeApp, export: WorkspaceExport) -> Ingest:
    """Writes the export as it stands and reads it."""

    def run(path: Path | None = None, **settings: Any) -> Summary:
        given = {"type": "slack-export", "name": "help", "path": path or export.write()}
        return app.ingest(check(SlackExportSource, **{"workspace": "harbor", **given, **settings}))

    return run


def stored(app: FakeApp) -> list[Thread]:
    """Every thread, oldest first."""
    span = timedelta(days=9000)
    return list(app.threads.between(MONDAY - span, MONDAY + span))
