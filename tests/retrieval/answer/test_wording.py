"""A model's wording of a question finds better pages, and makes no answer surer."""

from dataclasses import replace

import pytest

from core.records import AnswerKind, Question, Turn
from core.usage import Written
from retrieval.answer.answerer import Grounded
from retrieval.answer.wording import best
from tests.retrieval.answer.conftest import Writer

HISTORY = (
    Turn("user", "How do I roll back a deploy?"),
    Turn("assistant", "Run `harbor rollback`. [1]"),
)
SURER = [AnswerKind.UNKNOWN, AnswerKind.PARTIAL, AnswerKind.ANSWERED]
GOOD = (
    '{"text": "To roll back a deploy, run `harbor rollback` with the name of the service.",'
    ' "passage": 1}'
)


@pytest.mark.parametrize("asked", ["And zebra yoghurt?", "Why is it purple?", "ok?"])
@pytest.mark.parametrize(
    "written",
    [GOOD, "How do I roll back a deploy?", '{"ask": ["EU region", "parcel-api"]}', "I don't know"],
)
def test_no_answer_is_surer_than_without_a_model(writer: Writer, asked: str, written: str) -> None:
    writer.script(["How do I roll back a deploy?"], [written])
    rules = writer.app.answerer.answer(Question(asked, history=HISTORY))
    answer = writer.ask(asked, *HISTORY)
    assert SURER.index(answer.kind) <= SURER.index(rules.kind)
    assert answer.confidence <= rules.confidence


def test_what_is_refused_without_a_model_is_not_put_to_one(writer: Writer) -> None:
    writer.script(["How do I roll back a deploy?"], [GOOD])
    answer = writer.ask("And the zebra yoghurt recipe there?", *HISTORY)
    assert answer.kind is AnswerKind.UNKNOWN
    assert writer.model.prompts == []
    assert writer.told == []


def found(writer: Writer, text: str, kind: AnswerKind, confidence: float) -> Grounded:
    made = writer.app.answerer.ground(Question(text))
    return replace(made, answer=replace(made.answer, kind=kind, confidence=confidence))


def test_a_wording_that_finds_more_gives_its_pages_and_not_its_confidence(writer: Writer) -> None:
    own = found(writer, "And in the EU?", AnswerKind.PARTIAL, 0.4)
    model = found(writer, "roll back a deploy", AnswerKind.ANSWERED, 0.9)
    chosen = best(own, model, None)
    assert chosen.result is model.result
    assert chosen.answer.parts == model.answer.parts
    assert (chosen.answer.kind, chosen.answer.confidence) == (AnswerKind.PARTIAL, 0.4)
    assert best(model, own, None) is model


def test_a_translation_counts_where_search_knows_nothing_of_the_askers_words(
    writer: Writer,
) -> None:
    own = found(writer, "Wie?", AnswerKind.UNKNOWN, 0.1)
    theirs = found(writer, "roll back a deploy", AnswerKind.ANSWERED, 0.9)
    assert best(own, None, theirs) is theirs


def test_a_follow_up_in_another_language_is_made_to_stand_alone_and_translated(
    writer: Writer,
) -> None:
    history = (
        Turn("user", "Wie kann ich ein Deploy mit rollback zurücknehmen?"),
        Turn("assistant", "Run `harbor rollback`. [1]"),
    )
    alone = "Wie kann ich ein Deploy mit rollback in der EU zurücknehmen?"
    said = (
        '{"text": "To roll back a deploy in the EU region, add `--region eu` to the command.",'
        ' "passage": 1}'
    )
    writer.script([alone], ["How do I roll back a deploy in the EU region?"], [said], [""])
    writer.ask("Und wie ist es in der EU?", *history)
    assert alone in writer.model.prompts[1]
    assert writer.outcomes == [Written.WRITTEN]
