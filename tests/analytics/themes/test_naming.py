"""Names of themes: the words that set them apart, and a question that somebody asked."""

import numpy as np
import pytest

from analytics.asked import asked, gist
from analytics.themes.naming import key_terms, name_themes

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


def test_the_question_is_one_that_was_asked() -> None:
    vectors = np.eye(6, dtype=np.float32) * 0.5 + 0.5
    texts = [*VERSIONS, *PLOTS]
    labels = name_themes(texts, vectors, [[0, 1, 2], [3, 4, 5]])
    for label, rows in zip(labels, ([0, 1, 2], [3, 4, 5]), strict=True):
        assert label.central in rows
        assert label.question == texts[label.central]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hi all, how do I deploy?", "how do I deploy?"),
        ("Hello team! :wave: My build fails\n```\nTraceback ...\n```", "My build fails"),
        ("<@U123> see https://a.example/b why is it slow?", "see why is it slow?"),
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
