"""`dialtone eval`, on files in the shapes that people and benchmarks write them."""

import json
from pathlib import Path

import pytest

from dialtone.labels import read_labelled
from dialtone.questions import read_questions
from tests.dialtone.conftest import Dialtone


def write(file: Path, *lines: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


ANSWERABLE = (
    {"id": "1", "corpus": "handbook", "question": "canary deployments", "relevant": ["deploy.md"]},
    {"id": "2", "corpus": "handbook", "question_title": "pager",
     "question_body": "carries this week", "relevant": ["oncall/pager.md", "gone.md"]},
    {"id": "3", "corpus": "elsewhere", "question": "anything", "relevant": ["x.md"]},
)  # fmt: skip
UNANSWERABLE = (
    {
        "id": "n1",
        "corpus": "handbook",
        "question": "zebra yoghurt",
        "relevant": [],
        "reason": "bug",
    },
)


class TestScores:
    def test_search_and_answers_are_scored_by_hand_computed_values(
        self, filled: Dialtone, place: Path
    ) -> None:
        files = [
            write(place / "q" / "yes.jsonl", *ANSWERABLE),
            write(place / "q" / "no.jsonl", *UNANSWERABLE),
        ]
        card = filled("eval", *files, "--json").json
        search = card["groups"]["handbook"]["search"]
        assert search["MRR"]["mean"] == 1.0
        assert search["success@1"]["mean"] == 1.0
        assert search["Recall@5"]["mean"] == pytest.approx((1 + 0.5) / 2)
        ideal = 1 + 1 / 1.584962500721156
        assert search["nDCG@5"]["mean"] == pytest.approx((1 + 1 / ideal) / 2)
        assert card["groups"]["handbook"]["questions"] == 3
        answers = card["groups"]["handbook"]["answers"]
        assert (answers["answerable"], answers["unanswerable"]) == (2, 1)
        assert answers["refused_recall"] == 1.0
        assert card["not_indexed"] == [{"id": "3", "corpus": "elsewhere"}]
        asked = {question["id"]: question for question in card["questions"]}
        assert asked["1"]["pages"][0] == ["handbook", "deploy.md"]
        assert asked["n1"]["measures"] is None
        assert asked["n1"]["kind"] == "unknown"

    def test_the_same_for_people(self, filled: Dialtone, place: Path) -> None:
        done = filled("eval", write(place / "yes.jsonl", *ANSWERABLE))
        assert done.code == 0
        assert "MRR" in done.out
        assert "1.000" in done.out
        assert "1 questions about elsewhere were left out" in done.out

    def test_the_same_questions_score_the_same(self, filled: Dialtone, place: Path) -> None:
        file = write(place / "yes.jsonl", *ANSWERABLE)
        assert filled("eval", file, "--json").json == filled("eval", file, "--json").json

    def test_two_configurations_are_compared_question_by_question(
        self, filled: Dialtone, place: Path
    ) -> None:
        file = write(place / "yes.jsonl", *ANSWERABLE)
        (place / "worse.yaml").write_text("search: {vectors: false, lexical: false}")
        card = filled("eval", file, "--compare", "worse.yaml", "--json").json
        assert card["first"]["groups"]["handbook"]["search"]["MRR"]["mean"] == 1.0
        assert card["second"]["groups"]["handbook"]["search"]["MRR"]["mean"] == 0.0
        difference = card["difference"]["MRR"]
        assert (difference["mean"], difference["low"], difference["high"]) == (-1, -1, -1)
        assert 0 < difference["p"] <= 1
        shown = filled("eval", file, "--compare", "worse.yaml").out
        assert "better by 1.000 in MRR" in shown
        assert "-1.000" in shown

    def test_two_homes_are_compared_on_what_both_know(self, filled: Dialtone, place: Path) -> None:
        file = write(place / "yes.jsonl", *ANSWERABLE)
        (place / "none.yaml").write_text("search: {candidates: 5}")
        filled("sources", "remove", "handbook")
        card = filled("eval", file, "--compare", "none.yaml", "--json").json
        assert card["difference"] == {}

    def test_a_path_that_two_sources_have_counts_once(self, filled: Dialtone, place: Path) -> None:
        filled("ingest", "folder", "docs", "--source", "copy")
        label = {"id": "1", "question": "canary deployments", "relevant": ["deploy.md"]}
        card = filled("eval", write(place / "yes.jsonl", label), "--json").json
        (question,) = card["questions"]
        assert [path for _, path in question["pages"]].count("deploy.md") == 2
        assert question["measures"]["Recall@5"] == 1.0
        assert question["measures"]["nDCG@5"] == 1.0


class TestLabels:
    def test_qrels_beside_the_file_judge_ids_of_either_spelling(
        self, filled: Dialtone, place: Path
    ) -> None:
        file = write(
            place / "beir" / "queries.jsonl",
            {"_id": "a<::>1", "text": "|user|: canary deployments"},
            {"_id": "b", "text": "pager"},
            {"_id": "c", "text": "not judged"},
        )
        (place / "beir" / "qrels.tsv").write_text(
            "query-id\tcorpus-id\tscore\na<::>1\tdeploy.md\t1\na<::>1\tvault.md\t0\nb\tx.md\t2\n"
        )
        card = filled("eval", file, "--json").json
        asked = {question["id"]: question["measures"] for question in card["questions"]}
        assert asked["a<::>1"]["Recall@5"] == 1.0
        assert asked["b"]["MRR"] == 0.0
        assert asked["c"] is None

    @pytest.mark.parametrize(
        "text",
        ["1\t0\tdeploy.md\t1\n", "1 0 deploy.md 1\r\n", '1\tdeploy.md\t1.0\n1\t"x\t0\n'],
    )
    def test_judgements_come_in_a_few_shapes(self, place: Path, text: str) -> None:
        (place / "judged.tsv").write_text(text, newline="")
        file = write(place / "q.jsonl", {"id": "1", "question": "canary"})
        (label,) = read_labelled([file], place / "judged.tsv")
        assert label.relevant == {"deploy.md"}
        assert label.answerable

    @pytest.mark.parametrize(("name", "text"), [("none.tsv", None), ("empty.tsv", "a\tb\n")])
    def test_judgements_that_are_named_and_not_there(
        self, filled: Dialtone, place: Path, name: str, text: str | None
    ) -> None:
        if text:
            (place / name).write_text(text)
        file = write(place / "q.jsonl", {"id": "1", "question": "canary"})
        done = filled("eval", file, "--qrels", name)
        assert done.code == 2
        assert name in done.err

    def test_answerability_as_mtrag_writes_it(self, place: Path) -> None:
        kinds = ("ANSWERABLE", "PARTIAL", "UNANSWERABLE", "CONVERSATIONAL")
        lines = [{"id": kind, "question": "a", "answerability": kind} for kind in kinds]
        found = read_labelled([write(place / "tasks.jsonl", *lines)], None)
        assert [(label.asked.id, label.answerable) for label in found] == [
            ("ANSWERABLE", True),
            ("PARTIAL", True),
            ("UNANSWERABLE", False),
        ]

    def test_a_wrong_line_is_named(self, filled: Dialtone, place: Path) -> None:
        (place / "bad.jsonl").write_text('{"id": "1", "question": "a"}\n{oops\n')
        done = filled("eval", "bad.jsonl")
        assert done.code == 2
        assert "Line 2 of" in done.err

    def test_nothing_to_score_is_said(self, filled: Dialtone, place: Path) -> None:
        done = filled("eval", write(place / "q.jsonl", ANSWERABLE[2]))
        assert done.code == 0
        assert "No question was scored" in done.out


def test_a_conversation_is_history_and_a_question(place: Path) -> None:
    turns = [{"role": "user", "text": "Where?"}, {"role": "assistant", "text": "There."}]
    file = write(place / "q.jsonl", {"id": 1, "question": "And why?", "history": turns})
    (asked,) = read_questions(file)
    assert asked.id == "1"
    assert asked.given_id == 1
    assert [(turn.role, turn.text) for turn in asked.question().history] == [
        ("user", "Where?"),
        ("assistant", "There."),
    ]
