"""The jsonl source."""

import gzip
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.records import Block, BlockKind, Document, Failed, Found, Known, Unchanged
from ingest.sources.jsonl import Jsonl
from tests.contracts.source import SourceContract, World


class DumpWorld:
    """A .jsonl file that is written anew at every change."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[str, str] = {}

    def source(self, *, owner: str = "", audience: str = "public") -> Jsonl:
        return Jsonl("docs", self.file, owner=owner, audience=audience)

    def write(self, path: str, title: str, text: str) -> None:
        self.lines[path] = json.dumps({"id": path, "title": title, "text": text})
        self._save()

    def remove(self, path: str) -> None:
        del self.lines[path]
        self._save()

    def spoil(self, path: str) -> None:
        self.lines[path] = self.lines[path][:-10]
        self._save()

    def vanish(self) -> None:
        self.file.unlink()

    def path(self, name: str) -> str:
        return name

    def _save(self) -> None:
        self.file.write_text("\n".join(self.lines.values()), "utf-8")


class TestJsonlKeepsTheContract(SourceContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return DumpWorld(tmp_path / "dump.jsonl")


def read(tmp_path: Path, *records: Any, known: dict[str, Known] | None = None) -> list[Found]:
    lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    file = tmp_path / "dump.jsonl"
    file.write_bytes(b"\n".join(lines))
    return list(Jsonl("faq", file, base_url="https://faq.example/q/").read(known or {}))


GOOD = {"id": "good", "text": "Fine."}


def document(tmp_path: Path, **record: Any) -> Document:
    (found,) = read(tmp_path, {"id": "a", "text": "Words.", **record})
    assert isinstance(found, Document)
    return found


def failure(tmp_path: Path, line: Any) -> Failed:
    found = read(tmp_path, line, GOOD)
    assert isinstance(found[1], Document)
    assert isinstance(found[0], Failed)
    assert found[0].path == "line 1"
    return found[0]


class TestRecords:
    """What becomes of one line."""

    def test_reads_every_key(self, tmp_path: Path) -> None:
        found = document(
            tmp_path,
            title="Deploy",
            url="https://docs.example/deploy",
            updated_at="2025-01-02T03:04:05Z",
            owner="platform",
            audience="staff",
        )
        assert found.title == "Deploy"
        assert found.url == "https://docs.example/deploy"
        assert found.updated_at == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert (found.owner, found.audience) == ("platform", "staff")
        assert found.blocks == (Block(BlockKind.PARAGRAPH, "Words."),)

    def test_a_whole_number_is_an_id(self, tmp_path: Path) -> None:
        assert document(tmp_path, id=42).path == "42"

    def test_makes_links_of_ids_and_paths(self, tmp_path: Path) -> None:
        assert document(tmp_path, id="a b").url == "https://faq.example/q/a%20b"
        assert document(tmp_path, url="x/y").url == "https://faq.example/q/x/y"

    @pytest.mark.parametrize(
        ("text", "title", "blocks"),
        [
            ("Roll back\nRun it.", "Roll back", ["Run it."]),
            ("# Roll back\n\nRun it.", "Roll back", ["Run it."]),
            ("Only this", "Only this", ["Only this"]),
            ("w " * 70 + "\nMore.", "w " * 39 + "w…", ["w " * 69 + "w\nMore."]),
        ],
    )
    def test_finds_a_title(self, tmp_path: Path, text: str, title: str, blocks: list[str]) -> None:
        found = document(tmp_path, text=text)
        assert found.title == title
        assert [block.text for block in found.blocks] == blocks

    def test_sees_plain_marks_in_the_text(self, tmp_path: Path) -> None:
        text = "Intro\nline\n## Steps\n- a\n- b\n\n```sh\nls\n\npwd\n```\n| a |\n| b |\n\nEnd"
        found = document(tmp_path, title="T", text=text)
        assert found.blocks == (
            Block(BlockKind.PARAGRAPH, "Intro\nline"),
            Block(BlockKind.HEADING, "Steps", 2),
            Block(BlockKind.LIST, "- a\n- b"),
            Block(BlockKind.CODE, "ls\n\npwd", language="sh"),
            Block(BlockKind.TABLE, "| a |\n| b |"),
            Block(BlockKind.PARAGRAPH, "End"),
        )

    def test_repairs_what_no_database_stores(self, tmp_path: Path) -> None:
        (found,) = read(tmp_path, b'{"id":"a","text":"x\\ud800y\\u0000z"}')
        assert isinstance(found, Document)
        assert found.blocks[0].text == "x?yz"

    def test_names_unknown_keys_once(self, tmp_path: Path) -> None:
        first, second = read(tmp_path, {**GOOD, "titel": "x"}, {**GOOD, "id": "b", "titel": "x"})
        assert isinstance(first, Document)
        assert isinstance(second, Document)
        assert first.state["warnings"][0].startswith("line 1: nothing reads 'titel'")
        assert second.state == {}


class TestBadLines:
    """One bad line is named by its number and the rest goes on."""

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"id": "a", "text"', "malformed JSON at column 19"),
            (b'{"id": "a", "text": "caf\xe9"}', "invalid UTF-8 at byte 25"),
            (b"[1]", "not a JSON object"),
            (b"[" * 200_000, "JSON nested too deeply"),
            (b'{"id": ' + b"9" * 5_000 + b"}", "malformed JSON"),
            ({"text": "x"}, "no 'id'"),
            ({"id": " ", "text": "x"}, "'id' is empty"),
            ({"id": True, "text": "x"}, "'id' must be text or a whole number, not true or false"),
            ({"id": "a\nb", "text": "x"}, "'id' 'a\\nb' holds characters"),
            ({"id": "a" * 501, "text": "x"}, "'id' is longer than 500 characters"),
            ({"id": "a"}, "no 'text'"),
            ({"id": "a", "text": " \n"}, "'text' is empty"),
            ({"id": "a", "text": ["x"]}, "'text' must be text, not a list"),
            ({"id": "a", "text": "x", "title": 3}, "'title' must be text, not a number"),
            ({"id": "a", "text": "x", "updated_at": "soon"}, "'updated_at' 'soon' is no ISO 8601"),
            ({"id": "a", "text": "x", "url": "javascript:alert(1)"}, "'url' 'javascript:alert(1)'"),
        ],
    )
    def test_names_line_and_reason(self, tmp_path: Path, line: Any, reason: str) -> None:
        assert failure(tmp_path, line).reason.startswith(reason)

    def test_a_second_record_of_an_id_fails(self, tmp_path: Path) -> None:
        found = read(tmp_path, GOOD, {**GOOD, "text": "Other."})
        assert isinstance(found[0], Document)
        assert found[1] == Failed("line 2", "id 'good' is in line 1 already; each id once")

    def test_a_line_that_is_too_long_fails_and_is_never_held(self, tmp_path: Path) -> None:
        file = tmp_path / "dump.jsonl"
        with file.open("wb") as stream:
            stream.write(b'{"id":"a","text":"')
            for _ in range(50):
                stream.write(b"x" * 1_000_000)
            stream.write(b'"}\n{"id":"b","text":"Fine."}')
        tracemalloc.start()
        found = list(Jsonl("faq", file, max_line_bytes=1_000).read({"a": Known("f")}))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(found[0], Failed)
        assert found[0].path == "a"
        assert found[0].reason.startswith("line 1: longer than a line may be")
        assert isinstance(found[1], Document)
        assert peak < 10_000_000

    @pytest.mark.parametrize(
        "line",
        [b'{"id":"a","text":"x', b'{"text":"caf\xe9","id": "a"}', b'{"id":"a","text":7}'],
    )
    def test_what_is_stored_of_a_broken_record_stays(self, tmp_path: Path, line: bytes) -> None:
        found = read(tmp_path, line, GOOD, known={"a": Known("f")})
        assert isinstance(found[0], Failed)
        assert found[0].path == "a"
        assert found[0].reason.startswith("line 1: ")


class TestFiles:
    """The file as a whole."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "is empty"),
            (b"\n \n", "holds no record"),
            (b"id,text\na,b\n", "holds no record (2 lines failed)"),
            (gzip.compress(b'{"id":"a","text":"x"}')[:-6], "is damaged"),
        ],
        ids=["empty", "blank", "csv", "cut-off"],
    )
    def test_refuses_a_file_without_records(
        self, tmp_path: Path, data: bytes, message: str
    ) -> None:
        file = tmp_path / "dump.jsonl"
        file.write_bytes(data)
        with pytest.raises(UserError) as raised:
            list(Jsonl("faq", file).read({}))
        assert message in str(raised.value)
        assert raised.value.remedy

    def test_refuses_what_is_no_file(self, tmp_path: Path) -> None:
        for path, message in (
            (tmp_path / "gone.jsonl", "No such file"),
            (tmp_path, "is a folder"),
            (Path("/dev/null"), "is no regular file"),
        ):
            with pytest.raises(UserError, match=message):
                list(Jsonl("faq", path).read({}))
            with pytest.raises(UserError, match=message):
                Jsonl("faq", path).count()

    def test_reads_gzip_byte_order_mark_and_windows_line_ends(self, tmp_path: Path) -> None:
        file = tmp_path / "dump.jsonl.gz"
        file.write_bytes(gzip.compress(b'\xef\xbb\xbf{"id":"a","text":"x"}\r\n\r\n' * 1))
        (found,) = Jsonl("faq", file).read({})
        assert found.path == "a"
        assert Jsonl("faq", file).count() == 1

    def test_key_order_and_spacing_change_nothing(self, tmp_path: Path) -> None:
        (first,) = read(tmp_path, b'{"id":"a","text":"x"}')
        assert isinstance(first, Document)
        known = {"a": Known(first.fingerprint)}
        assert read(tmp_path, b'{ "text": "x", "id": "a" }', known=known) == [Unchanged("a")]
