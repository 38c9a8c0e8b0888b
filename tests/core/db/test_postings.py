"""What is kept of SQLite's lexical index says what FTS5 itself says, also after it has changed."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.db.engine import Database
from core.db.fulltext import Fts5, IndexedText
from core.db.postings import Postings

WORDS = "deploy canary rollout region secret vault pager token quota build".split()
STEMS = "deploy canari secret".split()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'dialtone.db'}")
    yield opened
    opened.close()


def write(database: Database, keys: Sequence[int], seed: int = 1) -> None:
    """Chunks of chance words, in two scopes."""
    chance = random.Random(seed)
    texts = [
        IndexedText(
            key,
            " ".join(chance.choices(WORDS, k=2)),
            " ".join(chance.choices(WORDS, k=3)),
            " ".join(chance.choices(WORDS, k=chance.randint(1, 40))),
            f"scope{key % 2}",
        )
        for key in keys
    ]
    with database.begin() as connection:
        Fts5().add(connection, texts)


def by_fts5(database: Database, scopes: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """The same search, scored by SQLite."""
    match = "{title headings body} : (" + " OR ".join(STEMS) + ")"
    if scopes:
        match = f"({match}) AND scope : ({' OR '.join(scopes)})"
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT rowid, -bm25(chunk_words, 3.0, 2.0, 1.0, 0.0) AS score FROM chunk_words"
            " WHERE chunk_words MATCH ? ORDER BY score DESC, rowid LIMIT ?",
            (match, limit),
        ).all()
    return [(row[0], row[1]) for row in rows]


def kept(
    database: Database, postings: Postings, scopes: Sequence[str], limit: int
) -> list[tuple[int, float]]:
    with database.read() as connection:
        return postings.search_many(connection, [STEMS], scopes, limit)[0]


@pytest.mark.parametrize("scopes", [(), ("scope1",), ("scope0", "scope1"), ("scope7",)])
@pytest.mark.parametrize("keys", [range(1, 90), range(1_000_000, 1_000_080)])
def test_the_scores_are_those_of_fts5(
    database: Database, scopes: Sequence[str], keys: Sequence[int]
) -> None:
    write(database, keys)
    expected = by_fts5(database, scopes, 1000)
    found = kept(database, Postings("chunk"), scopes, 1000)
    assert sorted(key for key, _ in found) == sorted(key for key, _ in expected)
    assert dict(found) == pytest.approx(dict(expected), rel=1e-9)
    few = kept(database, Postings("chunk"), scopes, 7)
    assert [score for _, score in few] == pytest.approx([score for _, score in expected[:7]])


def test_what_another_process_changes_is_seen(database: Database) -> None:
    postings = Postings("chunk")
    write(database, range(1, 40))
    before = kept(database, postings, (), 1000)
    other = Database(database.url.render_as_string())
    write(other, range(40, 60), seed=2)
    more = kept(database, postings, (), 1000)
    assert len(more) > len(before)
    with other.begin() as connection:
        Fts5().remove(connection, [key for key, _ in more[:10]])
    other.close()
    left = kept(database, postings, (), 1000)
    assert {key for key, _ in left} == {key for key, _ in more[10:]}
    assert dict(left) == pytest.approx(dict(by_fts5(database, (), 1000)))


def test_little_room_changes_nothing_but_the_time(database: Database) -> None:
    write(database, range(1, 90))
    postings = Postings("chunk", most=50)
    for scopes in ((), ("scope1",), ()):
        assert kept(database, postings, scopes, 20) == kept(database, Postings("chunk"), scopes, 20)


@pytest.mark.parametrize("scopes", [(), ("scope1",)])
@pytest.mark.parametrize("sample", [9, 30])
def test_judging_the_best_by_a_few_chunks_changes_nothing_but_the_time(
    database: Database, monkeypatch: pytest.MonkeyPatch, scopes: Sequence[str], sample: int
) -> None:
    write(database, range(1, 90))
    expected = kept(database, Postings("chunk"), scopes, 1000)
    monkeypatch.setattr("core.db.postings._SAMPLE", sample)
    for limit in (1, 5, 20):
        assert kept(database, Postings("chunk"), scopes, limit) == expected[:limit]


def test_chunks_that_tie_come_in_order(database: Database) -> None:
    texts = [IndexedText(key, "", "", "deploy", "scope1") for key in range(1, 30)]
    with database.begin() as connection:
        Fts5().add(connection, texts)
    assert [key for key, _ in kept(database, Postings("chunk"), (), 5)] == [1, 2, 3, 4, 5]
