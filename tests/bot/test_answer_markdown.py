"""Answers as people read them: every part with the number of its source."""

from bot.messages import answer_markdown, partial
from core.records import Answer, AnswerKind, AnswerPart


def answer(*parts: tuple[str, int], kind: AnswerKind = AnswerKind.ANSWERED) -> str:
    made = tuple(AnswerPart(text, number) for text, number in parts)
    return answer_markdown(Answer(kind, 0.9, made, (), (), ("handbook",)))


def test_words_bear_their_number() -> None:
    assert answer(("One.", 1), ("Two.", 2)) == "One. [1]\n\nTwo. [2]"


def test_code_after_words_of_its_source_bears_none() -> None:
    assert answer(("Run:", 1), ("```sh\na\n```", 1)) == "Run: [1]\n\n```sh\na\n```"


def test_code_alone_bears_its_number_below() -> None:
    assert answer(("Run:", 1), ("| a |", 2)) == "Run: [1]\n\n| a |\n\n[2]"


def test_a_partial_answer_says_so_first() -> None:
    assert answer(("One.", 1), kind=AnswerKind.PARTIAL).startswith(partial())


def test_not_knowing_names_what_was_searched() -> None:
    assert "handbook" in answer(kind=AnswerKind.UNKNOWN)
