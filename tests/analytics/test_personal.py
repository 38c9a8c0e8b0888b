"""Names of people are no names of themes."""

from analytics.personal import without_names

NAMES = ("Valentin Schwarz", "Julia Moss", "ana", "Will")


def test_names_go_and_the_rest_stays_as_it_is() -> None:
    said = "Hi @Valentin, will Schwarz's build of valentin-tools work?"
    assert without_names([said], NAMES) == ["Hi , will 's build of valentin-tools work?"]


def test_what_many_questions_are_about_is_no_name() -> None:
    about = [f"How do I install Julia {number}?" for number in range(6)]
    assert without_names(about, NAMES) == about
    assert without_names(about[:4], NAMES)[0] == "How do I install  0?"


def test_nobody_is_known() -> None:
    assert without_names(["Will Valentin come?"], ()) == ["Will Valentin come?"]
