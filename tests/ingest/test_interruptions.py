"""A run that ends at any step: nothing is lost, and the next run ends where a clean one does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import ingest.pipeline
from core.settings import Settings
from tests.fakes import FakeApp, HashEmbedder, ScriptedSource, page
from tests.state import State, state_of

LONG = "These are words that fill a chunk of their own, all of them. " * 2

BEFORE = [
    page("kept.md", LONG, "Kept as it is. " * 6),
    page("changed.md", LONG, "It says this. " * 6),
    page("deleted.md", LONG, "It is here. " * 6),
    page("moved.md", "It is public. " * 6),
]
AFTER = [
    page("kept.md", LONG, "Kept as it is. " * 6),
    page("changed.md", "It says something new. " * 5, LONG),
    page("moved.md", "It is public. " * 6, audience="staff"),
    page("added.md", LONG, "It is new. " * 9),
]


class Crash(BaseException):
    """The end of a process, as far as one process can play it."""


class Crasher:
    """Counts the calls of repositories and index, and ends the run at one of them."""

    def __init__(self, app: FakeApp) -> None:
        self._parts = (app.documents, app.ledger, app.index, app.sources)
        self.calls: list[str] = []

    @contextmanager
    def crashing(self, at: int, *, after: bool) -> Iterator[None]:
        """Within this, call number `at` raises, before it does anything or after it is done."""
        self.calls.clear()
        with pytest.MonkeyPatch.context() as patch:
            for part in self._parts:
                for name in _methods(part):
                    patch.setattr(part, name, self._wrapped(getattr(part, name), at, after))
            yield

    def _wrapped(self, method: Callable[..., Any], at: int, after: bool) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append(method.__name__)
            here = len(self.calls) == at
            if here and not after:
                raise Crash
            result = method(*arguments, **named)
            if here:
                raise Crash
            return result

        return call


def _methods(part: object) -> list[str]:
    return [
        name
        for name in dir(part)
        if not name.startswith("_") and callable(getattr(part, name)) and name != "bodies"
    ]


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApp]:
    # Small steps, so that a small run has many.
    monkeypatch.setattr(ingest.pipeline, "_PAGES_AT_ONCE", 2)
    monkeypatch.setattr(ingest.pipeline, "_CHUNKS_AT_ONCE", 2)
    with FakeApp(settings) as app:
        yield app


def read(app: FakeApp, source: ScriptedSource) -> None:
    source_id = app.sources.open(source.name, "folder", "/docs")
    app.sources.close_run(source_id, app.pipeline.read(source, source_id).counts())


def clean(settings: Settings, name: str, source: ScriptedSource) -> State:
    with FakeApp(settings.model_copy(update={"home": settings.home / name})) as app:
        read(app, source)
        return state_of(app)


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_ends_at_any_step_is_made_good_by_the_next(
    app: FakeApp, settings: Settings, after: bool
) -> None:
    sources = [ScriptedSource(AFTER), ScriptedSource(BEFORE)]
    wanted = [clean(settings, "a", sources[0]), clean(settings, "b", sources[1])]
    read(app, sources[1])
    crasher = Crasher(app)
    at = 0
    while True:
        at += 1
        which = at % 2
        try:
            with crasher.crashing(at, after=after):
                read(app, sources[which])
        except Crash:
            read(app, sources[which])
            assert state_of(app) == wanted[which], f"after {crasher.calls}"
        else:
            break
    assert {"save", "remove", "upsert", "delete", "embedded", "removed"} <= set(crasher.calls)


@pytest.mark.parametrize("after", [False, True])
def test_a_removal_that_ends_at_any_step_is_made_good_by_the_next(
    app: FakeApp, settings: Settings, after: bool
) -> None:
    theirs = ScriptedSource([page("theirs.md", LONG, source="theirs")], name="theirs")
    wanted = clean(settings, "a", theirs)
    crasher = Crasher(app)
    at = 0
    ended = False
    while not ended:
        at += 1
        read(app, theirs)
        read(app, ScriptedSource(BEFORE))
        try:
            with crasher.crashing(at, after=after):
                app.documents.remove_source("docs")
                app.pipeline.embed()
                ended = True
        except Crash:
            app.documents.remove_source("docs")
            read(app, theirs)
        assert state_of(app) == wanted, f"after {crasher.calls}"
    assert {"remove_source", "drop", "gone"} <= set(crasher.calls)


@pytest.mark.parametrize("by", ["reindex", "ingest"])
def test_a_rebuild_that_ends_at_any_step_goes_on_by_either_command(
    app: FakeApp, settings: Settings, by: str
) -> None:
    source = ScriptedSource(BEFORE)
    newer = HashEmbedder("newer", 24)
    wanted = []
    for name, embedder in (("a", HashEmbedder()), ("b", newer)):
        home = settings.home / name
        with FakeApp(settings.model_copy(update={"home": home}), embedder) as other:
            read(other, source)
            wanted.append(state_of(other))
    read(app, source)
    crasher = Crasher(app)
    at = 0
    ended = False
    while not ended:
        at += 1
        # Every time from the other model to this one, so that there is something to do.
        use(app, [HashEmbedder(), newer][at % 2])
        try:
            with crasher.crashing(at, after=at % 3 == 0):
                app.pipeline.rebuild()
                ended = True
        except Crash:
            begun = app.ledger.model() == app.fake.model
            if by == "ingest" and begun:
                read(app, source)
            else:
                app.pipeline.rebuild()
        assert state_of(app) == wanted[at % 2], f"after {crasher.calls}"
        assert app.ledger.rebuilding() is None
    assert {"unembed", "drop", "save", "upsert", "embedded"} <= set(crasher.calls)


def use(app: FakeApp, embedder: HashEmbedder) -> None:
    """Start anew with another embedder, as a changed setting does."""
    app.fake = embedder
    for part in ("embedder", "pipeline", "search"):
        app.__dict__.pop(part, None)


def test_a_rebuild_goes_on_where_it_stopped(app: FakeApp) -> None:
    read(app, ScriptedSource(BEFORE))
    every = app.passages.count_chunks()
    crasher = Crasher(app)
    with crasher.crashing(10_000, after=False):
        app.pipeline.rebuild()
    third_vectors = [n for n, call in enumerate(crasher.calls, 1) if call == "upsert"][2]
    with pytest.raises(Crash), crasher.crashing(third_vectors, after=False):
        app.pipeline.rebuild()
    app.fake.passages.clear()
    app.pipeline.rebuild()
    assert 0 < len(app.fake.passages) < every


def test_a_rebuild_starts_over_where_the_index_was_lost_meanwhile(app: FakeApp) -> None:
    read(app, ScriptedSource(BEFORE))
    before = state_of(app)
    crasher = Crasher(app)
    with crasher.crashing(10_000, after=False):
        app.pipeline.rebuild()
    last = max(n for n, call in enumerate(crasher.calls, 1) if call == "upsert")
    with pytest.raises(Crash), crasher.crashing(last, after=False):
        app.pipeline.rebuild()
    for name in app.ledger.vector_counts():
        app.index.drop(name)
    app.pipeline.rebuild()
    assert state_of(app) == before
