"""Which words of a question count."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.words import STOP_WORDS, content_words, words


def test_what_a_question_is_about() -> None:
    asked = "Hi, how do I roll back the deploy of checkout? The deploy hangs!"
    assert content_words(asked) == ["roll", "back", "deploy", "checkout", "hangs"]


def test_contractions_say_nothing() -> None:
    asked = "I don't know what's wrong, checkout's pod WON'T start, I've tried; it doesn’t"
    assert content_words(asked) == ["wrong", "checkout", "pod", "start"]


@given(st.text(max_size=80))
def test_content_words_are_some_of_the_words_once_each(text: str) -> None:
    found = content_words(text)
    assert len(found) == len(set(found))
    assert set(found) <= set(words(text)) - STOP_WORDS
    assert "'" in text or "’" in text or set(found) == set(words(text)) - STOP_WORDS
