"""Key terms: the words that set a theme apart from the others."""

from analytics.themes.terms import key_terms
from tests.analytics.themes.test_naming import PLOTS, VERSIONS


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


def test_words_that_are_everywhere_are_a_name_only_where_there_is_no_other() -> None:
    subjects = ["certificate", "cluster", "quota", "registry", "mirror"]
    themes = [[f"Our Harbor {subject} hangs, {n}" for n in range(9)] for subject in subjects]
    themes.append([f"Harbor, {n}" for n in range(9)])
    *named, last = key_terms(themes)
    assert not any("Harbor" in terms for terms in named)
    assert last == ("Harbor",)


def test_words_that_compare_and_contractions_are_no_terms() -> None:
    slow = [f"The mirror{n} isn't any faster than the slower gateway" for n in range(9)]
    terms = key_terms([slow, PLOTS, VERSIONS, ["Where are the docs?"] * 3])[0]
    assert "slower gateway" in terms
    assert not {"faster", "slower", "isn", "isn't"} & set(terms)


def test_a_second_term_may_be_said_by_fewer() -> None:
    said = [f"Gateway of team{n}" for n in range(18)] + ["Tunnel of the gateway"] * 2
    terms = key_terms([said, PLOTS, VERSIONS, ["Where are the docs?"] * 3])[0]
    assert [term.lower() for term in terms] == ["gateway", "tunnel"]


def test_a_letter_of_code_and_half_of_a_name_are_no_terms() -> None:
    said = [f"f x of the SandBox hangs{n}" for n in range(9)] + ["The sand box and its port"] * 4
    terms = key_terms([said, PLOTS, VERSIONS, ["Where are the docs?"] * 3])[0]
    folded = [term.lower() for term in terms]
    assert "sandbox" in folded
    assert not {"f x", "sand", "box", "sand box"} & set(folded)
