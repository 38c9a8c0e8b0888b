"""Searching words and scopes, the same on both kinds of database."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.errors import UserError
from core.records import DocumentKind
from core.words import stems
from tests.core.db.conftest import Store
from tests.fakes import page

EVERYONE = frozenset({"public"})


def found(store: Store, *words: str, scopes: Sequence[str] = (), limit: int = 10) -> list[str]:
    """The paths of the pages whose chunks hold any of the words, best first."""
    hits = store.passages.search_words(words, scopes, limit)
    loaded = store.passages.load([key for key, _ in hits])
    assert all(score > 0 for _, score in hits)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    return [loaded[key].path for key, _ in hits]


@pytest.fixture
def filled(store: Store) -> Store:
    store.save(
        page("deploy.md", "# Deploying", "Deployments roll out by canary.", title="Shipping"),
        page("vault.md", "# Secrets", "Rotate them monthly; deploy nothing.", title="Vault"),
        page("pager.md", "# On call", "Who carries the pager this week.", title="Pager"),
    )
    return store


class TestWords:
    def test_words_are_found_by_their_stem(self, filled: Store) -> None:
        for word in ("deploy", "deploys", "Deployed", "DEPLOYMENTS"):
            assert set(found(filled, word)) == {"deploy.md", "vault.md"}, word

    def test_a_word_in_title_and_heading_counts_more(self, filled: Store) -> None:
        assert found(filled, "deploy")[0] == "deploy.md"
        assert found(filled, "vault") == ["vault.md"]
        assert found(filled, "secrets") == ["vault.md"]

    def test_any_of_the_words_is_enough(self, filled: Store) -> None:
        assert set(found(filled, "canary", "monthly", "unheard")) == {"deploy.md", "vault.md"}

    def test_a_word_that_is_common_english_is_a_word(self, filled: Store) -> None:
        assert found(filled, "who") == ["pager.md"]
        assert found(filled, "on") == ["pager.md"]

    def test_no_words_find_nothing(self, filled: Store) -> None:
        assert found(filled) == []
        assert found(filled, "", "  ", "--", "'") == []

    def test_the_best_few(self, filled: Store) -> None:
        assert len(found(filled, "deploy", "pager", limit=2)) == 2

    @pytest.mark.parametrize(
        "typed",
        [
            '"canary"', "canary*", "(canary", "canary)", "canary'", "^canary", "canary:",
            "{canary}", "body:canary", "title : canary", "canary AND pager", "canary NOT canary",
            "canary & !x",
            "canary <-> x", "canary | x", "-canary", "+canary", "NEAR(canary, 3)", "canary\\",
            "canary\0", "'; DROP TABLE chunks; --canary", "canary:*A", "%canary%", "canary$1",
        ],
    )  # fmt: skip
    def test_signs_and_operators_are_inert(self, filled: Store, typed: str) -> None:
        assert "deploy.md" in found(filled, typed)
        assert found(filled, typed.replace("canary", "unheard").replace("pager", "x")) == []

    def test_the_scope_is_no_word(self, filled: Store) -> None:
        (name,) = filled.passages.scopes(EVERYONE, frozenset()).collections
        assert found(filled, name) == []
        assert found(filled, "scope") == []

    def test_thousands_of_words_are_fine(self, filled: Store) -> None:
        many = [f"word{number}" for number in range(40_000)]
        assert found(filled, "canary", *many) == ["deploy.md"]
        assert filled.passages.frequencies([*many, "canari"]) == {"canari": 1}

    def test_accents_and_case_do_not_matter(self, store: Store) -> None:
        store.save(page("a.md", "Überprüfung des Zertifikats — ÉTÉ naïve ŁÓDŹ 東京 tower."))
        for word in ("uberprufung", "ÜBERPRÜFUNG", "ete", "naive", "łodz", "東京"):
            assert found(store, word) == ["a.md"], word

    def test_identifiers_paths_and_versions_are_their_words(self, store: Store) -> None:
        store.save(page("a.md", "Set KUBE_CONFIG in /etc/harbor-cli/x.yaml to v1.25.3 at x@y.io"))
        for word in ("kube", "config", "harbor", "cli", "yaml", "25", "v1", "io"):
            assert found(store, word) == ["a.md"], word

    def test_a_key_as_long_as_a_page_is_stored_and_found(self, store: Store) -> None:
        store.save(page("a.md", "x" * 5_000), page("b.md", "ünï" * 2_000))
        assert set(found(store, "x" * 5_000)) == {"a.md"}

    def test_frequencies_count_the_chunks_of_a_stem(self, filled: Store) -> None:
        wanted = [*stems("deploying pagers canary unheard"), "o'clock", "\\", ""]
        assert filled.passages.frequencies(wanted) == {"deploy": 2, "pager": 1, "canari": 1}
        assert filled.passages.frequencies([]) == {}

    def test_what_threads_say_leaves_the_words_of_pages_alone(self, filled: Store) -> None:
        asked = ["deploy", "canary", "pager"]
        before = filled.passages.search_words(asked, (), 10)
        counts = filled.passages.frequencies(stems("deploy canary pager"))
        for number in range(20):
            said = page(f"c/{number}", "deploy the canary, pager " + "deploy " * number)
            filled.save(replace(said, kind=DocumentKind.THREAD))
        assert filled.passages.search_words(asked, (), 10) == before
        assert filled.passages.frequencies(stems("deploy canary pager")) == counts
        (pages,) = filled.passages.scopes(EVERYONE, frozenset()).collections
        assert filled.passages.search_words(asked, (pages,), 10) == before
        threads = filled.passages.search_words(asked, (), 50, DocumentKind.THREAD)
        assert len(threads) == 20
        assert not {key for key, _ in threads} & {key for key, _ in before}
        rare = filled.passages.frequencies(stems("deploy"), DocumentKind.THREAD)
        assert rare == {"deploy": 20}


class TestScopes:
    @pytest.fixture
    def shared(self, store: Store) -> Store:
        """Two sources, two audiences, the same word everywhere."""
        other = store.sources.open("other", "folder", "/other")
        store.sources.open("empty", "folder", "/empty")
        store.save(page("public.md", "canary"), page("staff.md", "canary", audience="staff"))
        store.save(page("theirs.md", "canary", source="other"), source_id=other)
        return store

    @pytest.mark.parametrize(
        ("audiences", "sources", "paths"),
        [
            ({"public"}, set(), {"public.md", "theirs.md"}),
            ({"public"}, {"docs"}, {"public.md"}),
            ({"staff"}, set(), {"staff.md"}),
            ({"staff", "public"}, set(), {"public.md", "staff.md", "theirs.md"}),
            ({"staff", "public"}, {"other", "docs"}, {"public.md", "staff.md", "theirs.md"}),
        ],
    )
    def test_only_what_a_person_may_see_is_found(
        self, shared: Store, audiences: set[str], sources: set[str], paths: set[str]
    ) -> None:
        scopes = shared.passages.scopes(frozenset(audiences), frozenset(sources))
        assert set(found(shared, "canary", scopes=scopes.collections)) == paths
        assert scopes.everything == (len(paths) == 3)

    def test_an_audience_of_nothing_sees_nothing(self, shared: Store) -> None:
        scopes = shared.passages.scopes(frozenset({"nobody"}), frozenset())
        assert (scopes.collections, scopes.sources, scopes.everything) == ((), (), False)

    def test_a_source_that_is_not_there_is_named_with_those_that_are(self, shared: Store) -> None:
        with pytest.raises(UserError, match=r"'dosc'.*docs.*other"):
            shared.passages.scopes(EVERYONE, frozenset({"dosc"}))

    def test_a_source_without_pages_is_there_all_the_same(self, shared: Store) -> None:
        scopes = shared.passages.scopes(EVERYONE, frozenset({"empty"}))
        assert scopes.collections == ()

    def test_chunks_of_other_collections_have_no_page_whatever_the_index_says(
        self, shared: Store
    ) -> None:
        keys = shared.embed()
        scopes = shared.passages.scopes(EVERYONE, frozenset({"docs"}))
        allowed = shared.passages.places([*keys, 999], scopes)
        assert [shared.passages.load([key])[key].path for key in allowed] == ["public.md"]

    def test_audiences_that_only_look_alike_are_apart(self, store: Store) -> None:
        for audience in ("a b", "a_b", "A B", "a  b"):
            store.save(page(f"{audience}.md", "canary", audience=audience))
        for audience in ("a b", "a_b", "A B", "a  b"):
            scopes = store.passages.scopes(frozenset({audience}), frozenset())
            assert found(store, "canary", scopes=scopes.collections) == [f"{audience}.md"]


def test_a_link_gets_the_anchor_of_its_passage(store: Store) -> None:
    store.save(
        page("a.md", "Lead.", "# Deploy", "Canary.", url="https://docs.example.com/a?v=1#top"),
        page("b.md", "# Deploy", "Canary."),
    )
    links = [p.url for _, p in sorted(store.passages.load(range(1, 10)).items())]
    assert links == [
        "https://docs.example.com/a?v=1#top",
        "https://docs.example.com/a?v=1#deploy",
        "",
    ]
