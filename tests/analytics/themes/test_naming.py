"""Names of themes: the words that set them apart, and a question that somebody asked."""

import numpy as np
import pytest

from analytics.asked import asked, gist
from analytics.themes.naming import FEW_WORDS, name_themes, stays

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


def test_a_name_stays_unless_it_is_clearly_worse() -> None:
    assert stays("How to register a new version", "Registering a new version fails", VERSIONS)
    assert not stays("version, package, merge", "How to register a new version", VERSIONS)
    assert not stays("How to save a plot", "How to register a new version", VERSIONS)
    assert not stays("version", "version, AutoMerge", VERSIONS)
    assert stays("version", "AutoMerge", VERSIONS)
    assert stays("vault, Mirror", "Vault, mirror", VERSIONS)


def test_a_heading_of_one_question_gives_way_where_nothing_names_them_all_any_longer() -> None:
    assert stays("How to register a new version", "version, AutoMerge", VERSIONS)
    places = ("docs", "vault", "mesh", "mirror")
    others = [*VERSIONS, *(f"Which version of the {place} is it?" for place in places)]
    assert not stays("How to register a new version", "version, AutoMerge", others)


def test_the_question_is_one_that_was_asked() -> None:
    vectors = np.eye(6, dtype=np.float32) * 0.5 + 0.5
    texts = [*VERSIONS, *PLOTS]
    labels = name_themes(texts, vectors, [[0, 1, 2], [3, 4, 5]])
    for label, rows in zip(labels, ([0, 1, 2], [3, 4, 5]), strict=True):
        assert label.central in rows
        assert label.question == texts[label.central]


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


def test_a_theme_of_different_requests_is_named_by_its_terms() -> None:
    texts = [
        "How do I rotate a matrix?",
        "Why is the mean of my matrix empty?",
        "Is there a sparse matrix without zeros?",
        "My matrix prints twice",
    ]
    apart = np.eye(7, dtype=np.float32)
    assert str(name_themes([*texts, *PLOTS], apart, [range(4), range(4, 7)])[0]) == "matrix"
    alike = np.eye(7, dtype=np.float32) * 0.5 + 0.5
    label = name_themes([*texts, *PLOTS], alike, [range(4), range(4, 7)])[0]
    assert str(label) == "How to rotate a matrix"


def test_texts_that_share_nothing_are_not_called_by_one_of_them() -> None:
    odd = ["That is incredibly strange", "My dog ate the invoice", "Who painted our office?"]
    vectors = np.eye(6, dtype=np.float32)
    label = name_themes([*odd, *PLOTS], vectors, [[0, 1, 2], [3, 4, 5]])[0]
    assert label.terms or str(label) == FEW_WORDS
    assert label.phrase == ""
    thanks = ["Thanks", "Thanks!", "Thank you"]
    alike = np.eye(6, dtype=np.float32) * 0.5 + 0.5
    assert "hank" in str(name_themes([*thanks, *PLOTS], alike, [[0, 1, 2], [3, 4, 5]])[0])


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
        ("Hi, why is it slow?\n\n(image: image (1).png)", "why is it slow?"),
        ("(file: log.txt)", "(file: log.txt)"),
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
