"""What a model writes, in whatever shape and in whatever pieces it comes."""

import pytest

from retrieval.answer.draft import AskedBack, Declined, Drafted, Item, Reader

TWO = [Drafted("Run `a`.", (1,)), Drafted("Then wait.", (2,))]


def read(text: str, size: int = 1) -> list[Item]:
    reader = Reader()
    items: list[Item] = []
    for place in range(0, len(text), size):
        items += reader.feed(text[place : place + size])
    return items + reader.end()


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        '{"text": "Run `a`.", "passage": 1}\n{"text": "Then wait.", "passage": 2}\n',
        '{"text": "Run `a`.", "passage": 1}{"text": "Then wait.", "passage": 2}',
        '[{"text": "Run `a`.", "passage": 1},\n {"text": "Then wait.", "passage": 2}]',
        '```json\n{"text": "Run `a`.", "passage": 1}\n{"text": "Then wait.", "passage": 2}\n```',
        '{\n  "text": "Run `a`.",\n  "passage": 1\n}\n{\n "text": "Then wait.",\n "passage": [2]}',
        '{"parts": [{"text": "Run `a`.", "passage": "1"}, {"text": "Then wait.", "passage": "2"}]}',
        '{"text": "Run `a`.", "passage": 1\n{"text": "Then wait.", "passage": 2}',
        '{"text": "Run `a`.", "passage": 1,}\n{text: no}\n{"text": "Then wait.", "passage": 2,}',
        "Run `a`. [1] Then wait. [2]",
        "Run `a` [1]. Then wait [2].\n",
        "Run `a`. [1]\nThen wait. [2]\n",
        'Run `a`. [1]\n{"text": "Then wait.", "passage": 2}',
    ],
)  # fmt: skip
def test_every_shape_of_two_sentences(text: str, size: int) -> None:
    assert read(text, size) == TWO


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    "text",
    ['{"unknown": true}', "{unknown: true}", "I don't know.", "I'm sorry, I can't help with that.",
     '{"text": "The passages do not say.", "passage": 1}'],
)  # fmt: skip
def test_a_refusal_in_any_shape(text: str, size: int) -> None:
    assert read(text, size) == [Declined()]


def test_a_question_back() -> None:
    assert read('{"ask": ["in the EU", "in the US", 3]}') == [AskedBack(("in the EU", "in the US"))]


def test_a_sentence_is_there_before_the_next_one_ends() -> None:
    reader = Reader()
    assert reader.feed('{"text": "One.", "passage": 1}') == [Drafted("One.", (1,))]
    assert reader.feed('\n{"text": "Tw') == []
    plain = Reader()
    assert plain.feed("One thing is so. [1]") == []
    assert plain.feed(" Another fol") == [Drafted("One thing is so.", (1,))]


@pytest.mark.parametrize(
    "text",
    ['{"text": "This was cut', '{"text": "Cut in \\', "Run the", "```\nhalf of the co", "{", "[",
     "", '{"text": 7}', '{"text": "", "passage": 1}', "[]", '{"a": {"b": {"c":']
)  # fmt: skip
def test_what_was_cut_or_says_nothing_is_no_sentence(text: str) -> None:
    assert read(text) == []


def test_several_sentences_of_one_line_are_apart() -> None:
    assert read('{"text": "It is one. It is another.", "passage": 3}') == [
        Drafted("It is one.", (3,)),
        Drafted("It is another.", (3,)),
    ]


@pytest.mark.parametrize("size", [1, 1000])
def test_code_is_whole(size: int) -> None:
    text = "Run this: [2]\n```sh\nmake it\nmake that\n```\nThen wait. [1]"
    assert read(text, size) == [
        Drafted("Run this:", (2,)),
        Drafted("```sh\nmake it\nmake that\n```", (2,)),
        Drafted("Then wait.", (1,)),
    ]


@pytest.mark.parametrize("junk", ["\x00\ufffd" * 50, "{{{{{" * 50, "]]]]" * 50, '"' * 99, "`" * 99])
def test_garbage_is_read_to_its_end(junk: str) -> None:
    for item in read(junk):
        assert isinstance(item, Drafted)


@pytest.mark.parametrize("size", [1, 1000])
def test_the_number_of_a_step_stays_with_it(size: int) -> None:
    assert read("1. Open the page. [1]\n2. Press it. [1]\n3.", size) == [
        Drafted("1. Open the page.", (1,)),
        Drafted("2. Press it.", (1,)),
    ]
