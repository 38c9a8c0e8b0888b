"""`dialtone search` and `dialtone ask`: what people see, and what programs read."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dialtone.conftest import Dialtone

RESULT = {"kind", "source", "path", "url", "title", "heading", "score"}
CITATION = {"source", "path", "url", "quote", "kind", "channel", "solved", "updated_at"}


def batch(place: Path, *lines: object) -> Path:
    file = place / "batch.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text(text + "\n", encoding="utf-8")
    return file


class TestSearch:
    def test_pages_are_shown_with_their_links(self, filled: Dialtone) -> None:
        shown = filled("search", "canary deployments").out
        assert " 1. Deploying" in shown
        assert "https://docs.example.com/deploy" in shown

    def test_json_has_one_result_a_page_best_first(self, filled: Dialtone) -> None:
        results = filled("search", "canary deployments harbor", "--json").json["results"]
        assert all(set(result) == RESULT for result in results)
        assert results[0]["path"] == "deploy.md"
        assert results[0]["source"] == "handbook"
        paths = [result["path"] for result in results]
        assert len(paths) == len(set(paths)) == 3
        scores = [result["score"] for result in results]
        assert scores == sorted(scores, reverse=True)

    def test_no_more_than_top_k(self, filled: Dialtone) -> None:
        assert len(filled("search", "secret", "--top-k", 1, "--json").json["results"]) == 1
        assert filled("search", "secret", "--top-k", 0).code == 2

    def test_an_empty_index_finds_nothing_and_says_so(self, dialtone: Dialtone) -> None:
        assert dialtone("search", "canary", "--json").json == {"results": []}
        done = dialtone("search", "canary")
        assert done.code == 0
        assert "dialtone sources" in done.out

    @pytest.mark.parametrize("command", ["search", "ask"])
    def test_a_source_that_is_not_there_is_named(self, filled: Dialtone, command: str) -> None:
        done = filled(command, "canary", "--source", "handbok")
        assert done.code == 2
        assert "'handbok'" in done.err
        assert "handbook" in done.err

    @pytest.mark.parametrize("command", ["search", "ask"])
    def test_no_question_is_no_question(self, filled: Dialtone, command: str) -> None:
        for words in ([], [""], ["   "]):
            done = filled(command, *words)
            assert done.code == 2
            assert "no question" in done.err

    @pytest.mark.parametrize("command", ["search", "ask"])
    def test_a_question_beside_a_batch_is_one_too_many(
        self, filled: Dialtone, place: Path, command: str
    ) -> None:
        file = batch(place, {"id": "1", "question": "canary"})
        assert filled(command, "canary", "--batch", file).code == 2

    @pytest.mark.parametrize("command", ["search", "ask"])
    def test_pages_of_another_audience_are_not_there(
        self, filled: Dialtone, place: Path, command: str
    ) -> None:
        (place / "staff").mkdir()
        (place / "staff" / "salaries.md").write_text("# Salaries\n\nSalaries are paid on Friday.\n")
        filled("ingest", "folder", "staff", "--source", "hr", "--audience", "staff")
        asked = (command, "salaries paid friday", "--json")
        assert "salaries.md" not in filled(*asked).out
        assert "salaries.md" not in filled(*asked, "--source", "hr").out
        assert "salaries.md" in filled(*asked, "--audience", "staff").out
        assert "salaries.md" in filled(*asked, "--audience", "staff", "--audience", "public").out


class TestAsk:
    @pytest.fixture(autouse=True)
    def _easily_satisfied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The stand-in for a model finds everything less alike than a model does."""
        monkeypatch.setenv("DIALTONE_ANSWER__MIDPOINT", "0.2")

    def test_an_answer_is_shown_with_its_sources(self, filled: Dialtone) -> None:
        shown = filled("ask", "harbor rollback checkout release open").out
        assert "confidence" in shown
        assert "harbor rollback" in shown
        assert "https://docs.example.com/deploy" in shown

    def test_json_has_quotes_that_stand_in_the_page(self, filled: Dialtone, place: Path) -> None:
        answer = filled("ask", "harbor rollback checkout release open", "--json").json
        assert answer["kind"] in ("answered", "partial")
        assert 0 <= answer["confidence"] <= 1
        assert answer["citations"]
        for citation in answer["citations"]:
            assert set(citation) == CITATION
            page = (place / "docs" / citation["path"]).read_text()
            assert " ".join(citation["quote"].split()) in " ".join(page.split())

    def test_what_is_not_there_is_unknown(self, filled: Dialtone) -> None:
        answer = filled("ask", "zebra quantum yoghurt", "--json").json
        assert answer["kind"] == "unknown"
        assert answer["citations"] == []
        assert "handbook" in answer["answer"]

    def test_who_asks_in_german_hears_so_in_german(self, filled: Dialtone) -> None:
        asked = "Wo ist der Kaffee, und wie koche ich ihn?"
        assert filled("ask", asked, "--json").json["answer"].startswith("Das weiß ich nicht.")
        assert "Das weiß ich nicht." in filled("ask", asked).out

    def test_an_empty_index_is_unknown(self, dialtone: Dialtone) -> None:
        done = dialtone("ask", "canary")
        assert done.code == 0
        assert "nothing has been indexed" in done.out


class TestBatch:
    ASKED = (
        {"id": "b", "question": "canary deployments"},
        {"id": "a", "question_title": "Secrets", "question_body": "how often do they rotate?"},
        {
            "id": 7,
            "question": "pager",
            "exclude_threads": [{"channel": "help", "ts": "1.0"}],
            "asked_at": "2025-01-01",
        },
        {
            "id": "d",
            "question": "and how is it done?",
            "history": [
                {"role": "user", "text": "harbor rollback"},
                {"role": "assistant", "text": "Yes."},
            ],
        },
        {"_id": "e", "text": "|user|: who carries the pager?"},
    )

    def test_search_gives_a_line_for_each_in_order(self, filled: Dialtone, place: Path) -> None:
        done = filled("search", "--batch", batch(place, *self.ASKED), "--json", "--top-k", 2)
        assert done.code == 0
        assert [line["id"] for line in done.lines] == ["b", "a", 7, "d", "e"]
        for line in done.lines:
            assert set(line) == {"id", "results", "seconds"}
            assert 0 < len(line["results"]) <= 2
            assert all(set(result) == RESULT for result in line["results"])
            assert line["seconds"] >= 0
        tops = [line["results"][0]["path"] for line in done.lines]
        assert tops[0] == "deploy.md"
        assert tops[2:] == ["oncall/pager.md", "deploy.md", "oncall/pager.md"]

    def test_ask_gives_a_line_for_each_in_order(self, filled: Dialtone, place: Path) -> None:
        done = filled("ask", "--batch", batch(place, *self.ASKED), "--json")
        assert [line["id"] for line in done.lines] == ["b", "a", 7, "d", "e"]
        for line in done.lines:
            wanted = {"id", "kind", "confidence", "answer", "citations", "seconds"}
            assert wanted <= set(line)
            assert line["kind"] in ("answered", "partial", "unknown")
            assert isinstance(line["answer"], str)
            assert all(set(citation) == CITATION for citation in line["citations"])

    def test_what_a_batch_finds_is_what_one_question_finds(
        self, filled: Dialtone, place: Path
    ) -> None:
        (line,) = filled("search", "--batch", batch(place, self.ASKED[0])).lines
        assert line["results"] == filled("search", "canary deployments", "--json").json["results"]

    def test_a_batch_is_asked_within_a_source(self, filled: Dialtone, place: Path) -> None:
        (place / "faq.jsonl").write_text('{"id": "x", "text": "canary deployments"}\n')
        filled("ingest", "jsonl", "faq.jsonl", "--source", "faq")
        done = filled("search", "--batch", batch(place, *self.ASKED), "--source", "faq")
        assert {r["path"] for line in done.lines for r in line["results"]} == {"x"}

    @pytest.mark.parametrize("command", ["search", "ask"])
    @pytest.mark.parametrize(
        ("line", "hint"),
        [
            ("{oops", "Expecting"),
            ("[1, 2]", "not an object"),
            ('{"id": "1"}', "question"),
            ('{"id": "1", "question": "  "}', "question"),
            ('{"id": "1", "question": ["a"]}', "text"),
            ('{"id": "1", "question": "a", "history": ["b"]}', "history"),
            ('{"id": "1", "question": "a", "history": [{"role": "user"}]}', "history"),
            ("[" * 100_000, "recursion"),
        ],
    )
    def test_a_malformed_line_is_refused_by_number_before_anything_is_asked(
        self, filled: Dialtone, place: Path, command: str, line: str, hint: str
    ) -> None:
        done = filled(command, "--batch", batch(place, self.ASKED[0], "", line), "--json")
        assert done.code == 2
        assert "Line 3 of" in done.err
        assert hint in done.err
        assert done.out == ""

    def test_a_file_that_is_not_there_or_no_text_is_named(
        self, filled: Dialtone, place: Path
    ) -> None:
        (place / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
        for name in ("nowhere.jsonl", "binary.jsonl", "docs"):
            done = filled("search", "--batch", name)
            assert done.code == 2
            assert name in done.err

    def test_an_empty_file_gives_nothing(self, filled: Dialtone, place: Path) -> None:
        done = filled("ask", "--batch", batch(place, "", "  "))
        assert (done.code, done.out) == (0, "")

    def test_line_ends_inside_a_text_end_no_line(self, filled: Dialtone, place: Path) -> None:
        text = "canary\u2028deployments\u0085roll\x1cout"
        raw = json.dumps({"id": text, "question": text}, ensure_ascii=False)
        file = place / "batch.jsonl"
        file.write_text("\ufeff" + raw.replace("\\u001c", "\x0b") + "\r\n", encoding="utf-8")
        done = filled("search", "--batch", file)
        assert done.code == 2  # a raw control character is no JSON...
        file.write_text("\ufeff" + raw + "\r\n", encoding="utf-8")
        done = filled("search", "--batch", file)
        assert done.code == 0
        (line,) = done.out.splitlines()  # ... and what comes out is one line however it is read
        assert json.loads(line)["id"] == text

    def test_an_id_that_no_text_file_can_hold_is_handed_back(
        self, filled: Dialtone, place: Path
    ) -> None:
        file = batch(place, '{"id": "\\ud83d", "question": "canary"}', '{"question": "canary"}')
        first, second = filled("search", "--batch", file).lines
        assert first["id"] == "\ud83d"
        assert second["id"] == "2"

    def test_a_pasted_log_as_long_as_a_book_is_a_question(
        self, filled: Dialtone, place: Path
    ) -> None:
        log = "\n".join(f"{n} error canary{n} at 0x{n:08x}" for n in range(40_000))
        asked: list[Any] = [
            {"id": 1, "question": f"canary deployments fail\n```\n{log}\n```"},
            {"id": 2, "question": "canary deployments " + log},
        ]
        done = filled("ask", "--batch", batch(place, *asked))
        assert done.code == 0
        assert len(done.lines) == 2
