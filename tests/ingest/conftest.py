"""A Dialtone with a real database and a real Chroma, and an embedder without a model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from tests.fakes import FakeApp

MakeApp = Callable[..., FakeApp]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Everything in a folder of the test's own; small chunks, so that pages have several."""
    return Settings.model_validate(
        {"home": tmp_path / "home", "chunking": {"target_characters": 100, "max_characters": 200}}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[FakeApp]:
    with FakeApp(settings) as app:
        yield app
