"""Words are words the same way everywhere: in a text, in a question, in the index."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.db.engine import Database
from core.db.fulltext import Fts5, IndexedText
from core.words import stem, stems, words

ANY_WORDS = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=12),
        st.text("abcdefghijklmnopqrstuvwxyzäßéİ東０²_-'.", min_size=1, max_size=15),
        st.sampled_from("assembly technology deployments queries flies running bed us".split()),
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kube_Config's v1.25-rc", ["kube", "config", "s", "v1", "25", "rc"]),
        ("Überprüfung ÉTÉ naïve", ["uberprufung", "ete", "naive"]),
        ("x" * 300, ["x" * 100]),
        ("  — …!", []),
    ],
)
def test_words_are_what_stands_between_signs(written: str, read: list[str]) -> None:
    assert words(written) == read


@pytest.mark.parametrize(
    "family",
    [
        "deploy deploys deployed deploying deployment deployments",
        "assembly assemblies",
        "technology technologies",
        "secret secrets",
        "rotate rotates rotated rotating",
        "policy policies",
    ],
)
def test_one_stem_for_a_family(family: str) -> None:
    assert len(set(map(stem, family.split()))) == 1


def test_other_words_have_other_stems() -> None:
    assert stem("deploy") != stem("depend")
    assert stem("us") == "us"


@given(ANY_WORDS)
def test_words_are_lower_case_and_short_and_have_no_space(written: str) -> None:
    for word in words(written):
        assert word.isalnum() or not word.isascii()
        assert 0 < len(word) <= 100
        assert not any(letter.isspace() for letter in word)


@given(ANY_WORDS)
def test_reading_words_again_changes_nothing(written: str) -> None:
    once = words(written)
    assert words(" ".join(once)) == once


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_WORDS)
def test_the_index_holds_exactly_these_stems(index: Database, written: str) -> None:
    with index.begin() as connection:
        Fts5().add(connection, [IndexedText(1, "", "", written, "scope1")])
        held = connection.execute(text("SELECT term, cnt FROM chunk_stems")).all()
        counted = {row.term: row.cnt for row in held if row.term != "scope1"}
        expected = stems(written)
        found = Fts5().frequencies(connection, expected)
        searched = Fts5().search_many(connection, [words(written)], ["scope1"], 5)[0]
        Fts5().remove(connection, [1])
    assert counted == {one: expected.count(one) for one in expected}
    assert set(found) == set(expected)
    assert bool(searched) == bool(expected)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Database:
    place: Path = tmp_path_factory.mktemp("words")
    return Database(f"sqlite:///{place / 'dialtone.db'}")


def test_threads_do_not_stem_each_others_words() -> None:
    made = [f"{a}{b}{n}{c}" for n in range(60) for a in ("re", "un") for b in ("deploy", "organ")
            for c in ("ization", "fulness", "ational", "ing")]  # fmt: skip
    alone = [stem.__wrapped__(word) for word in made]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            every = list(pool.map(lambda _: [stem.__wrapped__(word) for word in made], range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert all(each == alone for each in every)
