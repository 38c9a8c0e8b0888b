"""A Dialtone of one test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from tests.fakes import FakeApp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {"home": tmp_path / "home", "chunking": {"target_characters": 100, "max_characters": 200}}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[FakeApp]:
    with FakeApp(settings) as app:
        yield app
