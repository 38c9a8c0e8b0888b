"""What the index should hold, on both kinds of database."""

import pytest

from core.errors import UserError
from tests.core.db.conftest import Store
from tests.fakes import page

ONE = "Deploys run from the main branch. " * 2
TWO = "Rollbacks take one command and a minute. " * 2


def test_what_is_embedded_is_title_headings_and_plain_words(store: Store) -> None:
    store.save(page("a.md", "# Deploy", "## Canary", "Run [the tool](t.md) `now`.", title="Guide"))
    (item,) = store.ledger.pending(10)
    assert item.text == "Guide > Deploy > Canary\nRun the tool now."


def test_waiting_chunks_come_oldest_first_and_no_more_than_asked(store: Store) -> None:
    store.save(*(page(f"{number}.md", ONE) for number in range(5)))
    assert [item.chunk_id for item in store.ledger.pending(3)] == [1, 2, 3]
    store.ledger.embedded(store.ledger.pending(1)[0].collection, [1, 2])
    assert [item.chunk_id for item in store.ledger.pending(3)] == [3, 4, 5]
    assert store.ledger.count_pending() == 3


def test_vectors_are_counted_by_collection(store: Store) -> None:
    store.save(page("a.md", ONE, TWO), page("b.md", ONE, audience="staff"))
    assert sorted(store.ledger.vector_counts().values()) == [0, 0]
    store.embed()
    assert sorted(store.ledger.vector_counts().values()) == [1, 2]


def test_stale_vectors_come_a_few_at_a_time_until_they_are_removed(store: Store) -> None:
    store.save(*(page(f"{number}.md", ONE) for number in range(5)))
    store.embed()
    store.documents.remove(store.source_id, [f"{number}.md" for number in range(5)])
    ((name, ids),) = store.ledger.stale(2).items()
    assert ids == [1, 2]
    store.ledger.removed(ids)
    assert store.ledger.stale(10) == {name: [3, 4, 5]}
    store.ledger.removed([3, 4, 5])
    assert store.ledger.count_stale() == 0


def test_a_dropped_collection_stays_to_be_dropped_until_it_is_gone(store: Store) -> None:
    store.save(page("a.md", ONE))
    store.documents.remove_source("docs")
    (name,) = store.ledger.dropped()
    store.ledger.gone(name)
    assert store.ledger.dropped() == []


def test_unembedding_makes_everything_wait_and_every_collection_go(store: Store) -> None:
    store.save(page("a.md", ONE), page("b.md", TWO, audience="staff"), page("c.md", ONE))
    store.embed()
    store.documents.remove(store.source_id, ["c.md"])
    store.ledger.adopt_model("old")
    for _ in range(2):
        store.ledger.unembed("new")
        assert store.ledger.count_pending() == 2
        assert store.ledger.count_stale() == 0
        assert store.ledger.dropped() == sorted(store.ledger.vector_counts())
        assert store.ledger.model() == "new"
        assert store.ledger.rebuilding() == "new"
    store.ledger.rebuilt()
    assert store.ledger.rebuilding() is None


def test_a_source_may_be_removed_while_everything_waits_to_be_embedded_anew(store: Store) -> None:
    other = store.sources.open("other", "folder", "/other")
    store.save(page("a.md", ONE))
    store.save(page("b.md", TWO, source="other"), source_id=other)
    store.embed()
    both = sorted(store.ledger.vector_counts())
    store.ledger.unembed("new")
    store.documents.remove_source("docs")
    assert store.ledger.dropped() == both


def test_what_is_to_be_dropped_is_not_forgotten_by_a_rebuild(store: Store) -> None:
    other = store.sources.open("other", "folder", "/other")
    store.save(page("a.md", ONE))
    store.save(page("b.md", TWO, source="other"), source_id=other)
    store.embed()
    both = sorted(store.ledger.vector_counts())
    store.documents.remove_source("docs")
    store.ledger.unembed("new")
    assert store.ledger.dropped() == both


def test_an_index_has_one_model(store: Store) -> None:
    store.ledger.check_model("any")
    store.ledger.adopt_model("first")
    store.ledger.adopt_model("first")
    for check in (store.ledger.check_model, store.ledger.adopt_model):
        with pytest.raises(UserError, match=r"'first'.*'second'.*dialtone reindex"):
            check("second")
    assert store.ledger.model() == "first"


def test_a_fact_is_the_last_that_was_said(store: Store) -> None:
    assert store.ledger.fact("colour") is None
    store.ledger.remember("colour", "red")
    store.ledger.remember("colour", "blue")
    assert store.ledger.fact("colour") == "blue"
