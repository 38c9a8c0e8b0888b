"""Names of themes: the words that set them apart, and a question that somebody asked."""

import numpy as np
import pytest

from analytics.asked import asked, gist
from analytics.themes.naming import key_terms, name_themes, stays

VERSIONS = [
    "How do I register a new version of my package?",
    "Registering a new version fails on AutoMerge",
    "AutoMerge does not merge my new version",
]
PLOTS = [
    "How do I save a plot as a picture?",
    "My plot is empty when I save it",
    "Saving a plot takes for ever",
]


def test_key_terms_are_those_that_the_other_themes_do_not_have() -> None:
    versions, plots = key_terms([VERSIONS, PLOTS])
    assert any("version" in term for term in versions)
    assert any("plot" in term for term in plots)
    assert not set(versions) & set(plots)


def test_a_term_is_spelt_as_people_spell_it() -> None:
    terms = key_terms([["AutoMerge is stuck", "AutoMerge is slow", "Why AutoMerge?"], PLOTS])[0]
    assert "AutoMerge" in terms


def test_a_word_that_stands_in_questions_about_anything_is_no_term() -> None:
    subjects = ["certificate", "cluster", "quota", "registry", "mirror", "vault"]
    themes = [
        [f"The {subject} of team{n} hangs" for n in range(12)]
        + [f"Curious: the {subject} fails for team{n}" for n in range(often)]
        for subject, often in zip(subjects, (4, 6, 5, 4, 6, 8), strict=True)
    ]
    for subject, terms in zip(subjects, key_terms(themes), strict=True):
        assert terms[0] == subject
        assert not any("curious" in term.lower().split() for term in terms)


def test_a_term_that_few_of_a_large_theme_say_is_not_its_name() -> None:
    large = [f"The certificate number{n} of the gateway expired" for n in range(38)]
    large += ["The certificate expired ages ago"] * 2
    terms = key_terms([large, PLOTS, ["Nothing here", "Nothing there"]])[0]
    assert terms[0] == "gateway expired"
    assert not any("ago" in term for term in terms)


def test_a_name_stays_unless_it_is_clearly_worse() -> None:
    assert stays("How to register a new version", "Registering a new version fails", VERSIONS)
    assert not stays("version, package, merge", "How to register a new version", VERSIONS)
    assert not stays("How to save a plot", "How to register a new version", VERSIONS)


def test_the_question_is_one_that_was_asked() -> None:
    vectors = np.eye(6, dtype=np.float32) * 0.5 + 0.5
    texts = [*VERSIONS, *PLOTS]
    labels = name_themes(texts, vectors, [[0, 1, 2], [3, 4, 5]])
    for label, rows in zip(labels, ([0, 1, 2], [3, 4, 5]), strict=True):
        assert label.central in rows
        assert label.question == texts[label.central]


def test_words_that_are_everywhere_are_a_name_only_where_there_is_no_other() -> None:
    subjects = ["certificate", "cluster", "quota", "registry", "mirror"]
    themes = [[f"Our Harbor {subject} hangs, {n}" for n in range(9)] for subject in subjects]
    themes.append([f"Harbor, {n}" for n in range(9)])
    *named, last = key_terms(themes)
    assert not any("Harbor" in terms for terms in named)
    assert last == ("Harbor",)


def test_a_name_says_what_all_ask_and_not_for_whom_one_asked() -> None:
    runners = [f"Restart the CI runner of {team}" for team in ("ledger", "search", "growth", "ads")]
    vectors = np.eye(7, dtype=np.float32) * 0.5 + 0.5
    label = name_themes([*runners, *PLOTS], vectors, [[0, 1, 2, 3], [4, 5, 6]])[0]
    assert str(label) == "Restart the CI runner"


def test_a_name_has_no_service_and_no_number_of_one_request() -> None:
    texts = [
        f"Please increase the storage quota of {name}-{row} to {300 + row} GB, thanks!"
        for row, name in enumerate(("atlas", "comet", "delta", "ember", "lagoon", "umbra"))
    ]
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (len(texts), 1))
    assert str(name_themes(texts, vectors, [range(6)])[0]) == "Increase the storage quota"


def test_a_question_without_a_subject_is_no_name() -> None:
    vague = ["The macro expands to nothing. What am I doing wrong?"] * 2
    vague += ["My macro expands twice. Why does this happen?"] * 2
    vectors = np.eye(7, dtype=np.float32) * 0.5 + 0.5
    label = name_themes([*vague, *PLOTS], vectors, [[0, 1, 2, 3], [4, 5, 6]])[0]
    assert "macro expands" in str(label)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hi all, how do I deploy?", "how do I deploy?"),
        ("Hello team! :wave: My build fails\n```\nTraceback ...\n```", "My build fails"),
        ("<@U123> see https://a.example/b why is it slow?", "see why is it slow?"),
        ("@anna why does `@spawn f(x)` hang?", "why does @spawn f(x) hang?"),
        ("Es schlägt fehl.\n2021-02-03 10:11:12 ERROR boom", "Es schlägt fehl."),
        ("```only code```", "```only code```"),
        ("", ""),
    ],
)
def test_what_was_asked_is_left_of_a_message(said: str, meant: str) -> None:
    assert asked(said) == meant


def test_the_gist_is_the_sentence_that_asks() -> None:
    said = "I have tried everything for two days now. How do I renew a certificate? Thanks!"
    assert gist(said) == "How do I renew a certificate?"
    assert len(gist("Why " + "really " * 40 + "?")) <= 92


def test_what_asks_and_says_nothing_is_no_gist() -> None:
    said = "The gateway refuses my certificate. How can I fix this? Any help is appreciated!"
    assert gist(said) == "The gateway refuses my certificate."
    assert gist("How can I fix this?") == "How can I fix this?"
