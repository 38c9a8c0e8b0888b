"""Answers by a scripted model over pages that are searched for real."""

import threading
from typing import Any

import httpx
import pytest

from core.records import AnswerKind, Turn
from core.usage import Written
from tests.retrieval.answer.conftest import Writer

ASKED = "How do I roll back a deploy?"
GOOD = (
    '{"text": "To roll back a deploy, run `harbor rollback` with the name of the service.",'
    ' "passage": 1}\n'
)
CODE = '{"text": "```console\\n$ harbor rollback parcel-api\\n```", "passage": 1}\n'
INVENTED = '{"text": "Ask in #deploys and wait for 3 approvals.", "passage": 1}\n'


def pieces(text: str, size: int = 9) -> list[str]:
    return [text[place : place + size] for place in range(0, len(text), size)]


class TestWritten:
    def test_sentences_are_told_as_they_come_and_cite_what_they_rest_on(
        self, writer: Writer
    ) -> None:
        writer.script(pieces(GOOD + CODE))
        answer = writer.ask(ASKED)
        assert writer.outcomes == [Written.WRITTEN]
        assert [part.text for part in answer.parts] == [
            "To roll back a deploy, run `harbor rollback` with the name of the service.",
            "```console\n$ harbor rollback parcel-api\n```",
        ]
        assert [citation.path for citation in answer.citations] == ["rollback.md"]
        assert answer.citations[0].url.startswith("https://docs.example.com/guide/rollback")
        assert writer.told == [(part.text, "rollback.md") for part in answer.parts]
        assert answer.kind is writer.extract(ASKED).kind

    def test_a_sentence_is_told_before_the_model_has_ended(self, writer: Writer) -> None:
        go = threading.Event()
        seen: list[int] = []

        def script(_prompt: str) -> Any:
            yield GOOD
            yield "\n"
            while not writer.told:
                if go.wait(0.01):
                    break
            seen.append(len(writer.told))
            yield CODE

        writer.script(script)
        writer.ask(ASKED)
        assert seen == [1]

    def test_what_no_passage_says_is_left_out_and_the_rest_is_said(self, writer: Writer) -> None:
        writer.script(pieces(GOOD + INVENTED + CODE))
        answer = writer.ask(ASKED)
        assert len(answer.parts) == 2
        assert "approvals" not in str(answer)
        assert all("approvals" not in text for text, _ in writer.told)

    def test_much_that_is_left_out_makes_it_partial(self, writer: Writer) -> None:
        writer.script([GOOD + INVENTED + INVENTED])
        assert writer.ask(ASKED).kind is AnswerKind.PARTIAL

    def test_nothing_left_is_an_extract(self, writer: Writer) -> None:
        writer.script([INVENTED])
        assert writer.ask(ASKED) == writer.extract(ASKED)
        assert writer.outcomes == [Written.UNSUPPORTED]
        assert writer.told == []

    def test_an_invented_citation_is_no_citation(self, writer: Writer) -> None:
        writer.script([GOOD.replace('"passage": 1', '"passage": 77')])
        answer = writer.ask(ASKED)
        assert [citation.path for citation in answer.citations] == ["rollback.md"]

    @pytest.mark.parametrize(
        "text",
        [GOOD[:-3], f"```json\n[{GOOD.strip()},]\n```", "Here you go:\n" + GOOD,
         "To roll back a deploy, run `harbor rollback` with the name of the service. [1]"],
    )  # fmt: skip
    def test_json_that_is_none_is_repaired(self, writer: Writer, text: str) -> None:
        writer.script(pieces(text))
        answer = writer.ask(ASKED)
        assert "To roll back a deploy, run `harbor rollback`" in answer.parts[0].text
        assert writer.outcomes == [Written.WRITTEN]

    def test_a_true_sentence_about_something_else_is_no_answer(self, writer: Writer) -> None:
        writer.script(['{"text": "Open a request.", "passage": 2}'])
        answer = writer.ask(ASKED)
        assert answer == writer.extract(ASKED)
        assert writer.told == []


class TestLeaning:
    """What is understood only behind something else is said behind it, or not."""

    ASKED = "What does not run in a sandbox, and when does a sandbox expire?"
    EXPIRES = '{"text": "A sandbox expires after 14 days.", "passage": 1}\n'
    IT = '{"text": "It cannot be renewed.", "passage": 1}\n'
    LEAD = '{"text": "The following do not run in a sandbox:", "passage": 1}\n'
    POINT = '{"text": "- Privileged pods", "passage": 1}\n'

    @pytest.mark.parametrize(
        ("drafted", "said"),
        [
            (EXPIRES + IT, ["A sandbox expires after 14 days.", "It cannot be renewed."]),
            (IT + EXPIRES, ["A sandbox expires after 14 days."]),
            (
                LEAD + POINT + EXPIRES,
                ["The following do not run in a sandbox:", "- Privileged pods",
                 "A sandbox expires after 14 days."],
            ),
            (POINT + EXPIRES, ["A sandbox expires after 14 days."]),
            (LEAD + EXPIRES, ["A sandbox expires after 14 days."]),
            (EXPIRES + LEAD, ["A sandbox expires after 14 days."]),
            (LEAD + EXPIRES + POINT, ["A sandbox expires after 14 days."]),
        ],
    )  # fmt: skip
    def test_it_and_points_of_lists(self, writer: Writer, drafted: str, said: list[str]) -> None:
        writer.script(pieces(drafted))
        answer = writer.ask(self.ASKED)
        assert writer.outcomes == [Written.WRITTEN]
        assert [part.text for part in answer.parts] == said
        assert [text for text, _ in writer.told] == said


class TestRefusals:
    def test_a_question_without_evidence_is_not_put_to_the_model(self, writer: Writer) -> None:
        writer.script([GOOD])
        answer = writer.ask("zebra yoghurt")
        assert answer.kind is AnswerKind.UNKNOWN
        assert writer.model.prompts == []

    @pytest.mark.parametrize("text", ['{"unknown": true}', "I'm sorry, I cannot help with that."])
    def test_a_model_alone_cannot_refuse(self, writer: Writer, text: str) -> None:
        writer.script([text])
        answer, extract = writer.ask(ASKED), writer.extract(ASKED)
        assert writer.outcomes == [Written.DECLINED]
        if extract.kind is AnswerKind.ANSWERED:
            assert answer.kind is AnswerKind.PARTIAL
            assert answer.parts == extract.parts
        else:
            assert answer.kind is AnswerKind.UNKNOWN


class TestFaults:
    def test_a_model_that_hangs_costs_no_more_than_its_seconds(self, writer: Writer) -> None:
        go = threading.Event()
        writer.script([GOOD, "\n", go])
        answer = writer.ask(ASKED, seconds=0.3)
        go.set()
        assert answer == writer.extract(ASKED)
        assert writer.outcomes == [Written.SLOW]

    @pytest.mark.parametrize(
        "script",
        [
            [GOOD, ConnectionResetError("gone")],
            [GOOD, '{"text": "half of', RuntimeError("cut")],
            [httpx.ReadTimeout("slow")],
            [ValueError("garbage")],
            ["\x00\ufffd{" * 500],
            [""],
            [],
        ],
    )
    def test_whatever_breaks_there_is_an_answer_and_nothing_half_said(
        self, writer: Writer, script: list[Any]
    ) -> None:
        writer.script(script)
        assert writer.ask(ASKED, tries=1) == writer.extract(ASKED)
        assert writer.outcomes[0] in (Written.DOWN, Written.UNSUPPORTED)

    def test_no_end_of_garbage_is_cut(self, writer: Writer) -> None:
        def endless(_prompt: str) -> Any:
            while True:
                yield "lorem ipsum. " * 500

        writer.script(endless)
        assert writer.ask(ASKED) == writer.extract(ASKED)
        assert writer.model.closed.wait(5)

    def test_a_model_that_says_the_same_for_ever_is_not_listened_to(self, writer: Writer) -> None:
        def loop(_prompt: str) -> Any:
            while True:
                yield GOOD

        writer.script(loop)
        assert len(writer.ask(ASKED).parts) == 1
        assert writer.outcomes == [Written.WRITTEN]

    def test_a_sentence_is_told_once_whatever_its_number(self, writer: Writer) -> None:
        step = GOOD.replace("To roll", "1. To roll")
        writer.script([step, step.replace("1.", "2."), step.replace("1.", "3."), CODE])
        assert [part.text[:4] for part in writer.ask(ASKED).parts] == ["To r", "```c"]


class TestFollowUps:
    HISTORY = (
        Turn("user", "How do I roll back a deploy?"),
        Turn("assistant", "Run `harbor rollback`. [1]"),
    )

    def test_a_follow_up_is_made_to_stand_alone(self, writer: Writer) -> None:
        writer.script(["How do I roll back a deploy in the EU region?"],
                      ['{"text": "To roll back a deploy in the EU region, add `--region eu` to the'
                       ' command.", "passage": 1}'])  # fmt: skip
        answer = writer.ask("And in the EU?", *self.HISTORY)
        assert "--region eu" in answer.parts[0].text
        assert "How do I roll back a deploy in the EU region?" in writer.model.prompts[1]
        assert "Run `harbor rollback`. [1]" not in writer.model.prompts[1]

    @pytest.mark.parametrize(
        "written",
        ["Where are the nuclear launch codes?", "", "x " * 900, "To roll back, ask the vault."],
    )
    def test_what_nobody_asked_is_not_searched_for(self, writer: Writer, written: str) -> None:
        writer.script([written], [GOOD])
        writer.ask("And in the EU?", *self.HISTORY)
        assert "And in the EU?" in writer.model.prompts[1]

    def test_a_question_that_stands_alone_is_left_alone(self, writer: Writer) -> None:
        writer.script([GOOD])
        writer.ask(ASKED, *self.HISTORY)
        assert len(writer.model.prompts) == 1


class TestAskingBack:
    def test_cases_that_have_different_answers_are_asked_for_once(self, writer: Writer) -> None:
        writer.script(['{"ask": ["EU region", "parcel-api"]}'])
        answer = writer.ask(ASKED)
        assert answer.clarifying == ("EU region", "parcel-api")
        assert answer.parts == ()
        assert writer.outcomes == [Written.CLARIFIED]
        before = (Turn("user", "roll back?"), Turn("assistant", "Is it about the EU or the US?"))
        assert writer.ask(ASKED, *before).clarifying == ()

    @pytest.mark.parametrize(
        "cases",
        ['["EU region"]', '["EU region", "Mars"]', '["roll back", "deploy"]', "[]", '"EU"',
         '["EU region", "https://evil.example/x"]'],
    )  # fmt: skip
    def test_cases_that_change_nothing_are_not_asked_for(self, writer: Writer, cases: str) -> None:
        writer.script([f'{{"ask": {cases}}}'])
        assert writer.ask(ASKED) == writer.extract(ASKED)


class TestLanguages:
    GERMAN = "Wie kann ich ein deploy mit rollback zurücknehmen und was ist der command?"
    ENGLISH = "How do I roll back a deploy?"
    LINES = (
        '{"line": 1, "text": "Um ein Deploy zurückzunehmen, führe `harbor rollback` mit dem Namen'
        ' des Dienstes aus."}'
    )

    def test_the_answer_is_in_the_askers_language(self, writer: Writer) -> None:
        writer.script([self.ENGLISH], [GOOD], [self.LINES])
        answer = writer.ask(self.GERMAN)
        assert answer.parts[0].text.startswith("Um ein Deploy zurückzunehmen")
        assert answer.citations[0].quote.startswith("To roll back a deploy")
        assert writer.told == [(answer.parts[0].text, "rollback.md")]
        assert self.GERMAN not in "".join(writer.model.prompts[1:])

    @pytest.mark.parametrize(
        "translated",
        [
            "Pour annuler un déploiement, lancez `harbor rollback` avec le nom du service.",
            "Um ein Deploy zurückzunehmen, führe `harbor undo` mit dem Namen des Dienstes aus.",
            "Um ein Deploy zurückzunehmen, führe den Befehl 2 mal mit dem Namen des Dienstes aus.",
            "Führe `harbor rollback` aus und öffne https://evil.example mit dem Namen.",
            "Ja.",
            "",
        ],
    )
    def test_a_translation_that_loses_something_gives_way(
        self, writer: Writer, translated: str
    ) -> None:
        writer.script([self.ENGLISH], [GOOD], [f'{{"line": 1, "text": "{translated}"}}'])
        answer = writer.ask(self.GERMAN)
        assert answer.parts[0].text.startswith("To roll back a deploy")

    def test_an_answer_in_the_wrong_language_is_an_extract(self, writer: Writer) -> None:
        writer.script(['{"text": "Pour annuler un déploiement, lancez `harbor rollback`.",'
                       ' "passage": 1}'])  # fmt: skip
        assert writer.ask(ASKED) == writer.extract(ASKED)


class TestReuse:
    def test_the_same_question_over_the_same_passages_is_not_asked_again(
        self, writer: Writer
    ) -> None:
        writer.script([GOOD + CODE], ["never"])
        first = writer.ask(ASKED, reuse_hours=1)
        again = writer.ask(ASKED, reuse_hours=1)
        assert again == first
        assert len(writer.model.prompts) == 1
        assert writer.outcomes == [Written.WRITTEN, Written.REUSED]
        assert writer.told[2:] == writer.told[:2]
