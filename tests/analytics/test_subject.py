"""The name of what a whole channel is about says nothing of any of its questions."""

from analytics.subject import without_subject

_ASKED = (
    "How do I read a file with {}",
    "my loop is slow in {} since the update",
    "Which plotting package of {} draws maps?",
    "Where can one learn {} as a beginner",
    "does {} run on a phone",
    "is there a debugger for {}?",
)
_OTHERS = (
    "how to sort a table by two columns",
    "the build hangs on Windows",
    "what does this warning mean: ambiguous",
    "can I call C from here",
    "matrices of booleans are printed oddly",
    "why is my struct copied",
)


def channel(name: str) -> list[str]:
    """Sixty questions about sixty things, half of which say the name."""
    things = "red blue old new big tiny round flat warm cold".split()
    return [f"{ask.format(name)} {thing}" for thing in things for ask in _ASKED + _OTHERS]


def test_the_name_of_what_everything_is_about_is_taken_out() -> None:
    texts = channel("Julia")
    bare = without_subject(texts)
    assert "Julia" not in " ".join(bare)
    assert bare[0] == "How do I read a file with red"
    assert [text for text in texts if "Julia" not in text] == [
        text for text, before in zip(bare, texts, strict=True) if "Julia" not in before
    ]


def test_what_questions_of_one_kind_share_is_what_they_ask() -> None:
    texts = channel("it") + [
        f"Please raise the GPU quota of team {n}, jobs wait" for n in range(20)
    ]
    assert without_subject(texts) == texts


def test_a_word_that_is_no_name_stays() -> None:
    texts = channel("code")
    assert without_subject(texts) == texts


def test_few_questions_tell_nothing() -> None:
    texts = [f"Does Julia do {thing}?" for thing in ("this", "that", "more")]
    assert without_subject(texts) == texts
    assert without_subject([]) == []
