"""Storing pages: what is kept, what is replaced, what is forgotten. On both kinds of database."""

from dataclasses import replace

import pytest

from core.records import DocumentKind, Known
from tests.core.db.conftest import Store
from tests.fakes import MOMENT, page

ONE = "Deploys run from the main branch. " * 2
TWO = "Rollbacks take one command and a minute. " * 2
THREE = "Secrets live in the vault and nowhere else. " * 2


def test_what_is_stored_comes_back(store: Store) -> None:
    stored = page("a.md", "# Deploy", ONE, title="Guide", url="https://docs.example.com/a")
    store.save(stored)
    assert list(store.documents.bodies(store.source_id)) == [stored]
    assert store.documents.known(store.source_id) == {"a.md": Known(stored.fingerprint)}
    (passage,) = store.passages.load([1]).values()
    assert passage.text == ONE
    assert passage.title == "Guide"
    assert passage.heading_path == ("Deploy",)
    assert passage.url == "https://docs.example.com/a#deploy"
    assert passage.updated_at == MOMENT
    assert (passage.source, passage.path, passage.audience) == ("docs", "a.md", "public")


def test_every_page_is_read_back_once_and_in_order(store: Store) -> None:
    paths = [f"{number:03}.md" for number in range(250)]
    store.save(*(page(path, ONE) for path in paths))
    read = []
    for stored in store.documents.bodies(store.source_id):
        read.append(stored.path)
        store.save(stored)  # as a rebuild does, while it reads
    assert read == paths


def test_a_changed_page_keeps_the_chunks_that_are_the_same(store: Store) -> None:
    store.save(page("a.md", ONE, TWO, THREE))
    first, second, third = store.embed()
    store.save(page("a.md", THREE, "New words. " * 10, ONE))
    (waiting,) = store.ledger.pending(10)
    assert waiting.text.startswith("a.md\nNew words.")
    assert store.ledger.stale(10) == {waiting.collection: [second]}
    loaded = store.passages.load([first, second, third, waiting.chunk_id])
    assert [loaded[key].ordinal for key in (third, waiting.chunk_id, first)] == [0, 1, 2]
    assert second not in loaded


def test_twins_in_one_page_are_two_chunks(store: Store) -> None:
    store.save(page("a.md", ONE, TWO, ONE))
    assert len(store.embed()) == 3
    store.save(page("a.md", ONE, ONE, TWO))
    assert store.ledger.count_pending() == 0
    store.save(page("a.md", ONE, TWO))
    assert store.ledger.count_stale() == 1
    assert store.texts() == {"a.md": [ONE, TWO]}


def test_the_same_page_again_changes_nothing(store: Store) -> None:
    store.save(page("a.md", ONE, TWO))
    keys = store.embed()
    store.save(page("a.md", ONE, TWO))
    assert (store.ledger.count_pending(), store.ledger.count_stale()) == (0, 0)
    assert set(store.passages.load(keys)) == set(keys)


def test_a_new_title_embeds_every_chunk_anew(store: Store) -> None:
    store.save(page("a.md", ONE, TWO, title="Before"))
    store.embed()
    store.save(page("a.md", ONE, TWO, title="After"))
    assert [item.text.split("\n")[0] for item in store.ledger.pending(10)] == ["After"] * 2
    assert store.ledger.count_stale() == 2


def test_a_new_link_or_owner_embeds_nothing(store: Store) -> None:
    store.save(page("a.md", ONE, url="https://old.example.com/a"))
    (key,) = store.embed()
    store.save(page("a.md", ONE, url="https://new.example.com/a"))
    assert store.ledger.count_pending() == 0
    assert store.passages.load([key])[key].url == "https://new.example.com/a"


def test_another_audience_is_another_collection(store: Store) -> None:
    store.save(page("a.md", ONE))
    store.embed()
    before = store.ledger.vector_counts()
    store.save(page("a.md", ONE, audience="staff"))
    (waiting,) = store.ledger.pending(10)
    assert waiting.collection not in before
    assert store.ledger.stale(10) == {next(iter(before)): [1]}


def test_a_removed_page_is_nowhere(store: Store) -> None:
    store.save(page("a.md", ONE), page("b.md", TWO))
    store.embed()
    store.documents.remove(store.source_id, ["a.md", "never-was.md"])
    assert store.texts() == {"b.md": [TWO]}
    assert store.passages.search_words(["deploys"], (), 10) == []
    assert set(store.documents.known(store.source_id)) == {"b.md"}
    assert store.ledger.count_stale() == 1


def test_a_page_that_was_never_embedded_leaves_no_vector_to_remove(store: Store) -> None:
    store.save(page("a.md", ONE))
    store.documents.remove(store.source_id, ["a.md"])
    assert (store.ledger.count_pending(), store.ledger.count_stale()) == (0, 0)


def test_chunk_ids_are_never_used_twice(store: Store) -> None:
    store.save(page("a.md", ONE, TWO))
    used = store.embed()
    store.documents.remove(store.source_id, ["a.md"])
    store.save(page("b.md", THREE))
    assert min(item.chunk_id for item in store.ledger.pending(10)) > max(used)


def test_pages_are_of_their_source_only(store: Store) -> None:
    other = store.sources.open("other", "folder", "/other")
    store.save(page("a.md", ONE))
    store.save(page("a.md", TWO, source="other"), source_id=other)
    store.documents.remove(other, ["a.md"])
    assert store.texts() == {"a.md": [ONE]}


def test_a_removed_source_is_nowhere_and_its_collections_are_to_be_dropped(store: Store) -> None:
    other = store.sources.open("other", "folder", "/other")
    store.save(page("a.md", ONE), page("b.md", ONE, audience="staff"), page("c.md", ONE))
    store.save(page("d.md", TWO, source="other"), source_id=other)
    store.embed()
    store.documents.remove(store.source_id, ["c.md"])
    (kept,) = (name for name, n in store.ledger.vector_counts().items() if f"scope{other}x" in name)
    assert store.documents.remove_source("docs")
    assert store.texts() == {"d.md": [TWO]}
    assert store.passages.search_words(["deploys"], (), 10) == []
    assert store.ledger.vector_counts() == {kept: 1}
    assert len(store.ledger.dropped()) == 2
    assert store.ledger.count_stale() == 0
    assert [source.name for source in store.sources.all()] == ["other"]
    assert not store.documents.remove_source("docs")


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    store.save(page("a.md", ONE))
    with pytest.raises(ZeroDivisionError):
        store.documents.save(
            store.source_id,
            ((page(path, THREE), [] if path == "b.md" else [1 / 0]) for path in ("b.md", "c.md")),  # type: ignore[list-item]
        )
    assert set(store.documents.known(store.source_id)) == {"a.md"}


def test_any_text_that_a_page_may_hold_is_stored_as_it_is(store: Store) -> None:
    strange = "quotes ' \" \\ ` $1 %s :name {x} ; -- /* \u202e right \U0001f600 e\u0301 \u2028 end"
    store.save(page("ä ö/'\".md", f"# {strange}", strange, title=strange))
    assert store.texts() == {"ä ö/'\".md": [strange]}
    (stored,) = store.documents.bodies(store.source_id)
    assert stored.title == strange


class TestSources:
    def test_a_source_is_counted(self, store: Store) -> None:
        empty = store.sources.open("empty", "jsonl", "/x.jsonl")
        store.save(page("a.md", ONE, TWO), page("b.md", THREE))
        by_name = {source.name: source for source in store.sources.all()}
        assert (by_name["docs"].documents, by_name["docs"].chunks) == (2, 3)
        assert (by_name["empty"].documents, by_name["empty"].chunks) == (0, 0)
        assert by_name["empty"].id == empty
        assert by_name["docs"].last_read_at is None

    def test_a_name_is_one_source_wherever_it_is_read_from(self, store: Store) -> None:
        assert store.sources.open("docs", "jsonl", "/elsewhere") == store.source_id
        (source,) = store.sources.all()
        assert (source.kind, source.location) == ("jsonl", "/elsewhere")

    def test_a_run_to_the_end_is_remembered(self, store: Store) -> None:
        store.sources.close_run(store.source_id, {"added": 3})
        (source,) = store.sources.all()
        assert source.last_counts == {"added": 3}
        assert source.last_read_at is not None
        assert source.last_read_at.tzinfo is not None


def test_pages_and_threads_of_one_source_have_collections_of_their_own(store: Store) -> None:
    thread = replace(page("t", "Rolled back?"), kind=DocumentKind.THREAD)
    store.save(page("p", "Roll back."), thread)
    collections = {item.collection for item in store.ledger.pending(10)}
    assert len(collections) == len(store.ledger.vector_counts()) == 2
    kinds = {p.path: p.kind for p in store.passages.load(range(1, 10)).values()}
    assert kinds == {"p": DocumentKind.PAGE, "t": DocumentKind.THREAD}


def test_a_page_that_becomes_a_thread_leaves_its_collection(store: Store) -> None:
    store.save(page("p", "Roll back."))
    before = store.embed()
    store.save(replace(page("p", "Roll back."), kind=DocumentKind.THREAD))
    assert [key for keys in store.ledger.stale(10).values() for key in keys] == before
    (waiting,) = store.ledger.pending(10)
    assert waiting.collection.endswith("thread")
