"""The same product on a PostgreSQL and a Chroma server: two settings, and nothing else changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import dialtone.doctor
from core.errors import UserError
from core.records import Question
from core.settings import Settings
from core.source_settings import FolderSource
from tests.fakes import FakeApp


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str, chroma_url: str) -> Settings:
    return Settings.model_validate(
        {"home": tmp_path, "database": {"url": postgres_url}, "vectors": {"url": chroma_url}}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[FakeApp]:
    with FakeApp(settings) as app:
        yield app
        # The Chroma server is shared, and every new database counts its sources from one.
        for name in app.ledger.vector_counts():
            app.index.drop(name)


@pytest.fixture
def docs(tmp_path: Path) -> FolderSource:
    place = tmp_path / "docs"
    place.mkdir()
    (place / "deploy.md").write_text("# Deploying\n\nDeployments roll out by canary.\n")
    (place / "vault.md").write_text("# Secrets\n\nThe vault holds every secret.\n")
    return FolderSource(type="folder", name="handbook", path=place)


def found(app: FakeApp, words: str) -> list[str]:
    return [page.path for page in app.search.find(Question(words)).pages]


def test_pages_are_read_changed_found_and_forgotten(
    app: FakeApp, docs: FolderSource, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.ingest(docs).added == 2
    assert found(app, "canary deployment")[0] == "deploy.md"
    (docs.path / "deploy.md").write_text("# Deploying\n\nNow by train.\n")
    (docs.path / "vault.md").unlink()
    summary = app.ingest(docs)
    assert (summary.changed, summary.removed, summary.embedded) == (1, 1, 1)
    assert found(app, "vault train") == ["deploy.md"]
    assert app.ingest(docs).unchanged == 1
    monkeypatch.setattr(dialtone.doctor, "App", FakeApp)
    checks = dialtone.doctor.examine(lambda: settings)
    assert [check for check in checks if not check.ok and check.name != "disk"] == []
    assert app.pipeline.rebuild() == 1
    assert found(app, "train") == ["deploy.md"]
    assert app.documents.remove_source("handbook")
    app.pipeline.embed()
    assert found(app, "train") == []


def test_several_may_search_and_one_may_write(
    app: FakeApp, docs: FolderSource, settings: Settings
) -> None:
    app.ingest(docs)
    with FakeApp(settings) as other:
        with app.writing():
            assert found(other, "canary deployment")[0] == "deploy.md"
            with pytest.raises(UserError, match="Another process"):
                other.ingest(docs)
        assert other.ingest(docs).unchanged == 2
