"""`dialtone ingest` and `dialtone sources`, through the front door."""

from pathlib import Path

import pytest

from tests.dialtone.conftest import Dialtone

ZERO = {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, "embedded": 0}


def counts(summary: dict[str, object]) -> dict[str, object]:
    return {key: summary[key] for key in ZERO if key != "embedded"}


class TestFolder:
    def test_it_says_what_it_did(self, dialtone: Dialtone) -> None:
        done = dialtone("ingest", "folder", "docs", "--source", "handbook")
        assert done.code == 0
        assert "handbook: 3 added · 0 changed · 0 unchanged · 0 removed · 0 failed" in done.out
        assert "passages embedded" in done.out
        assert done.err == ""

    def test_json_is_for_programs(self, dialtone: Dialtone, place: Path) -> None:
        (place / "docs" / "broken.md").write_bytes(b"\0\1\2" * 100)
        done = dialtone("ingest", "folder", "docs", "--source", "handbook", "--json")
        (summary,) = done.json
        assert summary["source"] == "handbook"
        assert counts(summary) == counts({**ZERO, "added": 3, "failed": 1})
        assert summary["embedded"] > 3
        (failure,) = summary["failures"]
        assert failure["path"] == "broken.md"
        assert failure["reason"]

    def test_the_next_run_does_what_changed(self, dialtone: Dialtone, place: Path) -> None:
        run = ("ingest", "folder", "docs", "--source", "handbook", "--json")
        dialtone(*run)
        (place / "docs" / "deploy.md").write_text("# Deploying\n\nNow by train.\n")
        (place / "docs" / "vault.md").unlink()
        (place / "docs" / "new.md").write_text("# New\n\nA page.\n")
        (summary,) = dialtone(*run).json
        assert counts(summary) == {
            "added": 1, "changed": 1, "unchanged": 1, "removed": 1, "failed": 0,
        }  # fmt: skip
        (again,) = dialtone(*run).json
        assert counts(again)["unchanged"] == 3
        assert again["embedded"] == 0

    def test_a_failed_page_is_named_and_strict_counts_it(
        self, dialtone: Dialtone, place: Path
    ) -> None:
        (place / "docs" / "broken.md").write_bytes(b"\0\1\2" * 100)
        run = ("ingest", "folder", "docs", "--source", "handbook")
        done = dialtone(*run)
        assert done.code == 0
        assert "failed broken.md: " in done.out
        assert dialtone(*run, "--strict").code == 3

    @pytest.mark.parametrize("path", ["nowhere", "docs/vault.md"])
    def test_a_path_that_is_no_folder_is_named(self, dialtone: Dialtone, path: str) -> None:
        done = dialtone("ingest", "folder", path, "--source", "handbook")
        assert done.code == 2
        assert path in done.err
        assert "→" in done.err
        assert done.out == ""

    def test_a_folder_that_vanished_removes_nothing(self, filled: Dialtone, place: Path) -> None:
        (place / "docs").rename(place / "elsewhere")
        assert filled("ingest", "folder", "docs", "--source", "handbook").code == 2
        (place / "docs").mkdir()
        done = filled("ingest", "folder", "docs", "--source", "handbook")
        assert done.code == 2
        assert "Nothing was removed" in done.err
        assert filled("sources", "--json").json[0]["documents"] == 3

    @pytest.mark.parametrize("name", ["", " ", "two\nlines", "n" * 201])
    def test_a_name_that_cannot_be_one_is_refused(self, dialtone: Dialtone, name: str) -> None:
        done = dialtone("ingest", "folder", "docs", "--source", name)
        assert done.code == 2
        assert "'name'" in done.err

    def test_a_base_url_that_is_none_is_refused(self, dialtone: Dialtone) -> None:
        done = dialtone("ingest", "folder", "docs", "--source", "a", "--base-url", "docs.x.org")
        assert done.code == 2
        assert "docs.x.org" in done.err

    def test_control_characters_of_a_page_never_reach_the_terminal(
        self, dialtone: Dialtone, place: Path
    ) -> None:
        (place / "docs" / "bad\x1b]0;owned\x07.md").write_bytes(b"\0\1" * 100)
        (place / "docs" / "title.md").write_text("# T\x1b[2Jitle canary\n\nWords\x1b[31m canary.\n")
        assert "\x1b" not in dialtone("ingest", "folder", "docs", "--source", "a").out
        assert "\x1b" not in dialtone("search", "title canary").out
        assert "\x1b" not in dialtone("ask", "title canary words").out


class TestJsonl:
    def test_records_are_read_and_a_broken_line_is_numbered(
        self, dialtone: Dialtone, place: Path
    ) -> None:
        file = place / "faq.jsonl"
        file.write_text(
            '{"id": "a", "text": "Canaries sing."}\n{oops\n{"id": 7, "text": "Seven."}\n'
        )
        done = dialtone("ingest", "jsonl", file, "--source", "faq")
        assert done.code == 0
        assert "2 added" in done.out
        assert "line 2" in done.out
        (first, *_) = dialtone("search", "canaries", "--json").json["results"]
        assert (first["source"], first["path"]) == ("faq", "a")

    def test_a_file_that_is_not_there_is_named(self, dialtone: Dialtone) -> None:
        done = dialtone("ingest", "jsonl", "nowhere.jsonl", "--source", "faq")
        assert (done.code, "nowhere.jsonl" in done.err) == (2, True)


class TestDeclared:
    def declare(self, place: Path, *sources: str) -> None:
        (place / "dialtone.yaml").write_text(
            "sources:\n" + "\n".join(f"- {{{s}}}" for s in sources)
        )

    def test_every_declared_source_is_read(self, dialtone: Dialtone, place: Path) -> None:
        (place / "faq.jsonl").write_text('{"id": "a", "text": "Canaries sing."}\n')
        self.declare(
            place,
            "type: folder, name: handbook, path: docs",
            "type: jsonl, name: faq, path: faq.jsonl",
        )
        first, second = dialtone("ingest", "--json").json
        assert (first["source"], first["added"]) == ("handbook", 3)
        assert (second["source"], second["added"]) == ("faq", 1)

    def test_one_that_is_away_does_not_keep_the_others(
        self, dialtone: Dialtone, place: Path
    ) -> None:
        self.declare(
            place,
            "type: folder, name: away, path: nowhere",
            "type: folder, name: handbook, path: docs",
            "type: jsonl, name: gone, path: gone.jsonl",
        )
        done = dialtone("ingest")
        assert done.code == 2
        assert "handbook: 3 added" in done.out
        assert "nowhere" in done.err
        assert "gone.jsonl" in done.err

    def test_none_declared_says_how_to(self, dialtone: Dialtone) -> None:
        done = dialtone("ingest")
        assert done.code == 2
        assert "dialtone.yaml" in done.err
        assert "dialtone ingest folder" in done.err

    def test_an_unknown_setting_is_named(self, dialtone: Dialtone, place: Path) -> None:
        (place / "dialtone.yaml").write_text("serch: {}")
        for command in (["ingest"], ["sources"], ["search", "x"], ["ask", "x"], ["reindex"]):
            done = dialtone(*command)
            assert done.code == 2, command
            assert "'serch'" in done.err
            assert "'search'" in done.err

    def test_another_file_can_be_named(self, dialtone: Dialtone, place: Path) -> None:
        (place / "other.yaml").write_text("sources: [{type: folder, name: o, path: docs}]")
        done = dialtone("--config", "other.yaml", "ingest", "--json")
        assert done.json[0]["source"] == "o"
        assert dialtone("--config", "none.yaml", "ingest").code == 2


class TestSources:
    def test_none_yet_says_how_to_get_one(self, dialtone: Dialtone) -> None:
        assert "dialtone ingest folder" in dialtone("sources").out
        assert dialtone("sources", "--json").json == []

    @pytest.mark.parametrize("command", [["sources"], ["sources", "list"]])
    def test_each_is_listed_with_what_is_stored(
        self, filled: Dialtone, place: Path, command: list[str]
    ) -> None:
        shown = filled(*command).out
        assert "handbook" in shown
        assert "today" in shown
        (row,) = filled(*command, "--json").json
        assert (row["name"], row["kind"], row["documents"]) == ("handbook", "folder", 3)
        assert row["location"] == str(place / "docs")
        assert row["last_counts"]["added"] == 3

    def test_a_removed_one_is_in_no_answer(self, filled: Dialtone) -> None:
        done = filled("sources", "remove", "handbook")
        assert done.code == 0
        assert "handbook" in done.out
        assert filled("search", "canary", "--json").json == {"results": []}
        assert filled("ask", "canary", "--json").json["kind"] == "unknown"
        assert filled("sources", "--json").json == []

    def test_one_that_is_not_there_is_named_with_those_that_are(self, filled: Dialtone) -> None:
        done = filled("sources", "remove", "handbok")
        assert done.code == 2
        assert "'handbok'" in done.err
        assert "handbook" in done.err
