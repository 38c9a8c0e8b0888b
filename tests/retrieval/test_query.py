"""What a person typed, and what is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records import Question, Turn
from retrieval.query import understand


def text(asked: str, title: str = "") -> str:
    return understand(Question(asked, title=title)).text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Hi all, how do I deploy?", "how do I deploy?"),
        ("hello everyone! hey, deploys hang", "deploys hang"),
        ("Good morning team - deploys hang", "deploys hang"),
        ("High memory use", "High memory use"),
        ("History of a deploy", "History of a deploy"),
        ("hit rate of the cache", "hit rate of the cache"),
        ("Heyday", "Heyday"),
        ("hi alligators", "alligators"),
        ("how do I\n\n  deploy?", "how do I deploy?"),
    ],
)
def test_greetings_go_and_nothing_that_only_looks_like_one(asked: str, wanted: str) -> None:
    assert text(asked) == wanted


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("see <https://x.org/a|the page> please", "see the page please"),
        ("ask <@U123> in <#C1|help> <!here>", "ask in help"),
        (":wave: deploys hang :fire: at 10:30:00", "deploys hang at 10:30:00"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("look https://x.org/very/long?q=1 there", "look there"),
    ],
)
def test_chat_markup_goes(asked: str, wanted: str) -> None:
    assert text(asked) == wanted


class TestPastedCode:
    LOG = "\n".join(f"frame{number} failed" for number in range(100))

    def test_its_beginning_is_embedded_and_its_words_are_searched(self) -> None:
        query = understand(Question(f"deploys hang\n```\n{self.LOG}\n```\nhelp"))
        assert query.text.startswith("deploys hang help frame0 failed")
        assert len(query.text) < 300
        assert {"deploys", "hang", "frame0", "frame99"} <= set(query.words)

    def test_a_fence_that_is_never_closed_is_code_to_the_end(self) -> None:
        query = understand(Question(f"deploys hang\n```sh\n{self.LOG}"))
        assert query.text.startswith("deploys hang frame0")
        assert len(query.text) < 300

    def test_a_question_that_is_only_code_is_its_code(self) -> None:
        assert text("```\nImportError: no module named x\n```").startswith("ImportError")

    def test_a_question_as_long_as_a_book_is_looked_at_in_part(self) -> None:
        query = understand(Question("deploys hang " + "word " * 200_000))
        assert len(query.text) <= 20_000
        assert query.words[:2] == ("deploys", "hang")


def test_title_and_body_are_one_question() -> None:
    query = understand(Question("it hangs", title="Deploy of checkout"))
    assert query.text == "Deploy of checkout it hangs"
    assert query.words == ("deploy", "checkout", "hangs")


def test_a_question_of_nothing_but_manners_is_kept() -> None:
    assert understand(Question("hi")).text == "hi"
    assert understand(Question("how do I do this?")).text == "how do I do this?"


def test_every_stage_has_its_switch() -> None:
    history = (Turn("user", "How do I deploy?"),)
    asked = Question("Hi, and why?", history=history)
    assert understand(asked, clean_up=False).text == "Hi, and why?"
    assert understand(asked, follow_ups=False).before is None
    assert understand(asked).before is not None


class TestFollowUps:
    HISTORY = (
        Turn("user", "Where do logs of checkout go?"),
        Turn("assistant", "To the store."),
        Turn("user", "Hi, how long are logs kept?"),
        Turn("assistant", "A month."),
        Turn("user", "  "),
    )

    @pytest.mark.parametrize(
        "asked",
        ["and in the EU?", "why?", "What about metrics of every service?",
         "Can it be longer there?", "is that also true for traces and metrics?", "staging"],
    )  # fmt: skip
    def test_one_that_leans_takes_what_was_asked_before(self, asked: str) -> None:
        before = understand(Question(asked, history=self.HISTORY)).before
        assert before is not None
        assert before.text == "how long are logs kept?"

    def test_one_that_stands_alone_does_not(self) -> None:
        asked = "How do I rotate a database password in the vault?"
        assert understand(Question(asked, history=self.HISTORY)).before is None

    def test_without_an_earlier_question_nothing_is_leant_on(self) -> None:
        history = (Turn("assistant", "Welcome."), Turn("human", "Hello."))
        assert understand(Question("why?", history=history)).before is None


@given(st.text(max_size=300))
def test_any_text_is_a_question(asked: str) -> None:
    query = understand(Question(asked, history=(Turn("user", asked),)))
    assert len(query.words) == len(set(query.words))
    assert query.text or not asked.strip() or not query.words
