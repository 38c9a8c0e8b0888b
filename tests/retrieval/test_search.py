"""Searching a real database and a real Chroma: who sees what, and what every switch does."""

from collections.abc import Iterator, Sequence

import pytest

from core.errors import UserError
from core.ports import Vectors
from core.records import Question, Turn
from core.settings import Search as SearchSettings
from core.settings import Settings
from retrieval.search import Search
from tests.fakes import FakeApp, ScriptedSource, page

PAGES = [
    page(
        "deploy.md", "# Canary", "Deployments roll out by canary slowly.", "Canary waits an hour."
    ),
    page("vault.md", "# Secrets", "The vault holds every secret and key."),
    page("pager.md", "# Pager", "Somebody carries the pager this week."),
]
STAFF = [page("salaries.md", "# Salaries", "Salaries: canary vault pager.", audience="staff")]
THEIRS = [page("deploy.md", "# Canary", "Their canary is a bird.", source="theirs")]


@pytest.fixture
def app(settings: Settings) -> Iterator[FakeApp]:
    with FakeApp(settings) as app:
        for source in (ScriptedSource([*PAGES, *STAFF]), ScriptedSource(THEIRS, name="theirs")):
            app.pipeline.read(source, app.sources.open(source.name, "folder", "/docs"))
        yield app


def ask(
    words: str, *, audiences: set[str] | None = None, sources: set[str] | None = None
) -> Question:
    return Question(
        words,
        audiences=frozenset(audiences or {"public"}),
        sources=frozenset(sources or ()),
    )


def searcher(app: FakeApp, **switches: bool | int) -> Search:
    chosen = SearchSettings.model_validate(switches)
    return Search(app.passages, app.index, app.embedder, chosen)


SWITCHES = [{}, {"lexical": False}, {"vectors": False}, {"clean_up": False, "follow_ups": False}]


@pytest.mark.parametrize("switches", SWITCHES)
class TestWhoSeesWhat:
    EVERY_WORD = "salaries canary vault pager"

    def paths(self, search: Search, question: Question) -> set[tuple[str, str]]:
        result = search.find(question, 50)
        shown = {(page.source, page.path) for page in result.pages}
        assert {(p.source, p.path) for p in result.passages} == shown
        return shown

    def test_another_audience_is_never_found(self, app: FakeApp, switches: dict[str, bool]) -> None:
        search = searcher(app, **switches)
        found = self.paths(search, ask(self.EVERY_WORD))
        assert ("docs", "salaries.md") not in found
        assert ("docs", "deploy.md") in found
        only_staff = self.paths(search, ask(self.EVERY_WORD, audiences={"staff"}))
        assert only_staff == {("docs", "salaries.md")}
        both = self.paths(search, ask(self.EVERY_WORD, audiences={"staff", "public"}))
        assert both == found | only_staff

    def test_an_audience_that_nobody_wrote_for_finds_nothing(
        self, app: FakeApp, switches: dict[str, bool]
    ) -> None:
        result = searcher(app, **switches).find(ask("canary", audiences={"nobody"}), 50)
        assert (result.pages, result.passages, result.searched) == ((), (), ())

    def test_only_the_sources_that_were_asked(
        self, app: FakeApp, switches: dict[str, bool]
    ) -> None:
        search = searcher(app, **switches)
        assert self.paths(search, ask("canary", sources={"theirs"})) == {("theirs", "deploy.md")}
        mine = self.paths(search, ask("canary", sources={"docs"}))
        assert {source for source, _ in mine} == {"docs"}
        with pytest.raises(UserError, match="'nowhere'"):
            search.find(ask("canary", sources={"nowhere"}))

    def test_a_chunk_that_only_chroma_still_has_is_not_shown(
        self, app: FakeApp, switches: dict[str, bool]
    ) -> None:
        app.documents.remove(1, ["deploy.md"])  # and nobody has told Chroma yet
        assert app.ledger.count_stale() > 0
        found = self.paths(searcher(app, **switches), ask("canary deployments"))
        assert ("docs", "deploy.md") not in found

    def test_a_vector_in_a_wrong_collection_is_not_shown(
        self, app: FakeApp, switches: dict[str, bool]
    ) -> None:
        public = app.passages.scopes(frozenset({"public"}), frozenset({"docs"})).collections[0]
        staff = [k for k, p in app.passages.load(range(1, 50)).items() if p.audience == "staff"]
        app.index.upsert(public, staff, app.embedder.embed_passages(["canary"] * len(staff)))
        found = self.paths(searcher(app, **switches), ask("canary"))
        assert ("docs", "salaries.md") not in found


class TestResults:
    def test_a_page_comes_once_with_its_passages_best_first(self, app: FakeApp) -> None:
        result = searcher(app).find(ask("canary deployments"), 10)
        keys = [(page.source, page.path) for page in result.pages]
        assert keys[0] == ("docs", "deploy.md")
        assert len(keys) == len(set(keys))
        for found in result.pages:
            scores = [passage.score for passage in found.passages]
            assert scores == sorted(scores, reverse=True)
        scores = [found.score for found in result.pages]
        assert scores == sorted(scores, reverse=True)
        assert result.pages[0].heading == "Canary"

    def test_no_more_than_the_limit(self, app: FakeApp) -> None:
        assert len(searcher(app).find(ask("canary vault pager"), 2).pages) == 2

    def test_many_questions_find_what_each_would_alone(self, app: FakeApp) -> None:
        search = searcher(app)
        asked = [ask("canary"), ask("vault secret", sources={"docs"}), ask("pager")]
        together = search.find_many(asked, 5)
        assert [r.pages for r in together] == [search.find(one, 5).pages for one in asked]
        assert search.find_many([], 5) == []

    def test_the_same_question_finds_the_same(self, app: FakeApp) -> None:
        search = searcher(app)
        assert search.find(ask("canary"), 5) == search.find(ask("canary"), 5)

    def test_no_stage_at_all_finds_nothing(self, app: FakeApp) -> None:
        assert searcher(app, vectors=False, lexical=False).find(ask("canary")).pages == ()

    def test_words_alone_ask_no_model_and_no_index(
        self, app: FakeApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.fake, "embed_queries", None)
        monkeypatch.setattr(app.index, "query", None)
        result = searcher(app, vectors=False).find(ask("canary deployments"))
        assert result.pages[0].path == "deploy.md"
        assert result.similarities == {}

    def test_a_question_without_words_is_searched_by_its_vector(self, app: FakeApp) -> None:
        assert searcher(app).find(ask("how is it?")).pages
        assert searcher(app, vectors=False).find(ask("how is it?")).pages == ()


def test_an_empty_index_finds_nothing(settings: Settings) -> None:
    with FakeApp(settings) as app:
        result = app.search.find(Question("canary"))
    assert (result.pages, result.passages, result.searched) == ((), (), ())


def test_a_source_without_a_page_finds_nothing(settings: Settings) -> None:
    with FakeApp(settings) as app:
        app.sources.open("empty", "folder", "/docs")
        assert app.search.find(ask("canary", sources={"empty"})).pages == ()


@pytest.fixture
def embedded(app: FakeApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question that the model was given, in order."""
    given: list[str] = []
    embed = app.embedder.embed_queries

    def noted(texts: Sequence[str]) -> Vectors:
        given.extend(texts)
        return embed(texts)

    monkeypatch.setattr(app.embedder, "embed_queries", noted)
    return given


def test_what_several_ask_word_for_word_is_embedded_once(app: FakeApp, embedded: list[str]) -> None:
    search = searcher(app)
    first, again, other = search.find_many([ask("canary"), ask("canary"), ask("vault secret")])
    assert embedded == ["canary", "vault secret"]
    assert (first, search.find(ask("vault secret"))) == (again, other)
    assert embedded == ["canary", "vault secret"]
    assert searcher(app).find(ask("canary")) == first


def test_a_follow_up_finds_the_same_whether_or_not_its_question_was_asked_here(
    app: FakeApp, embedded: list[str]
) -> None:
    first = ask("How does the canary roll out?")
    follow_up = Question("and the vault?", history=(Turn("user", first.text),))
    fresh = searcher(app).find(follow_up)
    assert embedded == [follow_up.text, first.text]
    embedded.clear()
    asked = searcher(app)
    asked.find(first)
    assert asked.find(follow_up) == fresh
    assert embedded == [first.text, follow_up.text]
    assert asked.find_many([follow_up, first])[0] == fresh
    assert embedded == [first.text, follow_up.text]
