"""Reading sources into a real database and a real Chroma: only what changed is done."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.errors import Transient, UserError
from core.ports import Source
from core.records import Document, Failed, Found, Question
from core.settings import Settings
from ingest.pipeline import Progress, Summary
from tests.fakes import FakeApp, HashEmbedder, ScriptedSource, page
from tests.state import collections, state_of

PAGES = [
    page("deploy.md", "# Deploy", "Deployments roll out by canary. " * 3, "Then they wait. " * 6),
    page("vault.md", "# Secrets", "The vault holds every secret. " * 3, "Rotate monthly. " * 6),
    page("pager.md", "# On call", "Somebody carries the pager. " * 3, title="Pager duty"),
]


def run(app: FakeApp, source: Source, progress: Progress | None = None) -> Summary:
    source_id = app.sources.open(source.name, "folder", "/docs")
    return app.pipeline.read(source, source_id, progress)


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    numbers = summary.counts()
    return (
        numbers["added"],
        numbers["changed"],
        numbers["unchanged"],
        numbers["removed"],
        numbers["failed"],
    )


def found(app: FakeApp, words: str, **scope: frozenset[str]) -> list[str]:
    return [p.path for p in app.search.find(Question(words, **scope), 10).pages]  # type: ignore[arg-type]


def clean_state(settings: Settings, pages: Sequence[Document]) -> object:
    """What an undisturbed run over these pages leaves."""
    with FakeApp(settings.model_copy(update={"home": settings.home / "clean"})) as app:
        run(app, ScriptedSource(pages))
        return state_of(app)


class TestOneRunAfterAnother:
    def test_a_first_run_adds_everything(self, app: FakeApp) -> None:
        summary = run(app, ScriptedSource(PAGES))
        assert counts(summary) == (3, 0, 0, 0, 0)
        assert summary.embedded == len(app.fake.passages) == app.passages.count_chunks()
        assert found(app, "canary")[0] == "deploy.md"

    def test_a_second_run_embeds_nothing(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        app.fake.passages.clear()
        summary = run(app, ScriptedSource(PAGES))
        assert counts(summary) == (0, 0, 3, 0, 0)
        assert (summary.embedded, app.fake.passages) == (0, [])
        assert state_of(app) == before

    def test_a_changed_page_embeds_only_what_changed(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        app.fake.passages.clear()
        first, *others = PAGES
        changed = page("deploy.md", "# Deploy", first.blocks[1].text, "Now they fly. " * 6)
        summary = run(app, ScriptedSource([changed, *others]))
        assert counts(summary) == (0, 1, 2, 0, 0)
        assert app.fake.passages == ["deploy.md > Deploy\n" + "Now they fly. " * 6]
        assert summary.embedded == 1
        assert found(app, "fly")[0] == "deploy.md"

    def test_a_deleted_page_is_out_of_every_answer_in_the_same_run(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        summary = run(app, ScriptedSource(PAGES[:2]))
        assert counts(summary) == (0, 0, 2, 1, 0)
        assert "pager.md" not in found(app, "pager")
        assert ("docs", "pager.md") not in state_of(app).pages

    def test_a_page_that_fails_keeps_its_stored_version(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        summary = run(app, ScriptedSource(PAGES, broken=["pager.md", "deploy.md"]))
        assert counts(summary) == (0, 0, 1, 0, 2)
        assert Failed("pager.md", "it is broken") in summary.failed
        assert state_of(app) == before

    def test_a_page_that_always_failed_is_not_there(self, app: FakeApp) -> None:
        summary = run(app, ScriptedSource(PAGES, broken=["pager.md"]))
        assert counts(summary) == (2, 0, 0, 0, 1)
        assert "pager.md" not in found(app, "pager")

    def test_a_source_that_ends_in_an_error_loses_nothing(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        for error in (Transient("the site is down"), UserError("no such folder")):
            with pytest.raises(type(error)):
                run(app, ScriptedSource(PAGES[:1], ends=error))
            assert state_of(app) == before

    def test_a_page_that_becomes_empty_is_still_there(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        run(app, ScriptedSource([*PAGES[:2], page("pager.md", title="Pager duty")]))
        assert state_of(app).pages["docs", "pager.md"] == ("Pager duty",)

    def test_two_sources_do_not_touch_each_other(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        theirs = page("deploy.md", "Theirs is another way.", source="other")
        run(app, ScriptedSource([theirs], name="other"))
        run(app, ScriptedSource([], name="other"))
        assert set(state_of(app).pages) == {("docs", p.path) for p in PAGES}

    def test_warnings_of_a_page_are_handed_on(self, app: FakeApp) -> None:
        noted = page("a.md", "Words.")
        noted = replace(noted, state={"warnings": ["an odd date"]})
        assert run(app, ScriptedSource([noted])).warnings == [Failed("a.md", "an odd date")]


class TestAudiences:
    def test_vectors_move_with_the_audience(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        staff = page("vault.md", *_paragraphs(PAGES[1]), audience="staff")
        summary = run(app, ScriptedSource([PAGES[0], staff, PAGES[2]]))
        assert counts(summary) == (0, 1, 2, 0, 0)
        assert set(state_of(app).vectors) == {("docs", "public"), ("docs", "staff")}
        assert "vault.md" not in found(app, "vault secret rotate")
        assert found(app, "vault", audiences=frozenset({"staff"})) == ["vault.md"]

    def test_and_back_again(self, app: FakeApp, settings: Settings) -> None:
        staff = [page(p.path, *_paragraphs(p), title=p.title, audience="staff") for p in PAGES]
        for pages in (staff, PAGES, staff, PAGES):
            run(app, ScriptedSource(pages))
        assert state_of(app) == clean_state(settings, PAGES)


class TestProgress:
    def test_every_step_is_told(self, app: FakeApp) -> None:
        totals: list[int | None] = []
        pages: list[Found] = []
        embedded: list[int] = []
        progress = Progress(totals.append, pages.append, totals.append, embedded.append)
        summary = run(app, ScriptedSource(PAGES), progress)
        assert totals == [3, summary.embedded]
        assert [item.path for item in pages] == [p.path for p in PAGES]
        assert sum(embedded) == summary.embedded


class TestStrangePages:
    @pytest.mark.parametrize("strange", ["half a pair \ud83d here", "nul \0 here"])
    def test_what_no_database_stores_as_text_does_not_end_the_run(
        self, app: FakeApp, strange: str
    ) -> None:
        odd = page("odd.md", f"# {strange}", strange, title=strange, url=f"https://x.org/{strange}")
        assert counts(run(app, ScriptedSource([odd, *PAGES]))) == (4, 0, 0, 0, 0)
        assert "odd.md" in found(app, "half nul here")
        assert counts(run(app, ScriptedSource([odd, *PAGES]))) == (0, 0, 4, 0, 0)

    def test_a_page_of_thousands_of_chunks(self, app: FakeApp) -> None:
        big = page("big.md", *(f"Paragraph number {n} of many. " * 3 for n in range(2_500)))
        assert run(app, ScriptedSource([big])).embedded == 2_500
        assert run(app, ScriptedSource([])).removed == 1
        assert state_of(app).pages == {}


class TestModels:
    def test_another_model_on_an_old_index_is_told_to_reindex(
        self, app: FakeApp, settings: Settings
    ) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        app.close()
        with FakeApp(settings, HashEmbedder("newer", 48)) as newer:
            with pytest.raises(UserError, match="dialtone reindex"):
                run(newer, ScriptedSource([]))
            with pytest.raises(UserError, match="dialtone reindex"):
                _ = newer.search
            assert state_of(newer) == before

    def test_reindexing_embeds_everything_with_the_new_one(
        self, app: FakeApp, settings: Settings
    ) -> None:
        run(app, ScriptedSource(PAGES))
        pages = state_of(app).pages
        app.close()
        with FakeApp(settings, HashEmbedder("newer", 48)) as newer:
            assert newer.pipeline.rebuild() == newer.passages.count_chunks()
            after = state_of(newer)
            assert "deploy.md" in found(newer, "canary")
            assert counts(run(newer, ScriptedSource(PAGES))) == (0, 0, 3, 0, 0)
        assert after.pages == pages
        assert {len(v) for held in after.vectors.values() for v in held.values()} == {48}

    def test_a_model_that_cannot_be_loaded_costs_nothing(
        self, app: FakeApp, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        app.close()
        with FakeApp(settings, HashEmbedder("broken")) as broken:

            def fail(_: object) -> None:
                raise UserError("there is no such model")

            monkeypatch.setattr(broken.fake, "embed_passages", fail)
            with pytest.raises(UserError, match="no such model"):
                broken.pipeline.rebuild()
        with FakeApp(settings) as app:
            assert state_of(app) == before
            assert found(app, "canary")

    def test_an_empty_index_takes_any_model(self, app: FakeApp, settings: Settings) -> None:
        run(app, ScriptedSource([]))
        app.close()
        with FakeApp(settings, HashEmbedder("newer", 48)) as newer:
            assert counts(run(newer, ScriptedSource(PAGES))) == (3, 0, 0, 0, 0)

    def test_reindexing_mends_a_lost_index(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        for collection in collections(app):
            app.index.drop(collection.name)
        app.pipeline.rebuild()
        assert state_of(app) == before

    def test_reindexing_twice_changes_nothing(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        for _ in range(2):
            assert app.pipeline.rebuild() == app.passages.count_chunks()
            assert state_of(app) == before


class TestChunkSize:
    def test_another_size_cuts_stored_pages_anew_without_reading_them(
        self, app: FakeApp, settings: Settings
    ) -> None:
        run(app, ScriptedSource(PAGES))
        few = app.passages.count_chunks()
        app.close()
        smaller = settings.model_validate(
            {**settings.model_dump(), "chunking": {"target_characters": 100, "max_characters": 250}}
        )
        larger = settings.model_validate(
            {**settings.model_dump(), "chunking": {"target_characters": 900, "max_characters": 900}}
        )
        with FakeApp(larger) as app:
            assert counts(run(app, ScriptedSource(PAGES))) == (0, 0, 3, 0, 0)
            assert app.passages.count_chunks() == 3 < few
            assert state_of(app) == clean_state(larger, PAGES)
        with FakeApp(smaller) as app:
            app.pipeline.rebuild()
            assert state_of(app) == clean_state(smaller, PAGES)


class TestRemovedSources:
    def test_its_collections_are_gone_from_the_index(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        run(app, ScriptedSource([page("x.md", "Theirs.", source="other")], name="other"))
        assert app.documents.remove_source("docs")
        assert found(app, "canary vault pager theirs") == ["x.md"]
        app.pipeline.embed()
        assert set(state_of(app).pages) == {("other", "x.md")}
        assert len(collections(app)) == 1

    def test_a_source_of_the_same_name_starts_anew(self, app: FakeApp) -> None:
        run(app, ScriptedSource(PAGES))
        before = state_of(app)
        app.documents.remove_source("docs")
        assert counts(run(app, ScriptedSource(PAGES))) == (3, 0, 0, 0, 0)
        assert state_of(app) == before


def _paragraphs(document: Document) -> list[str]:
    return ["#" * block.level + " " * bool(block.level) + block.text for block in document.blocks]
