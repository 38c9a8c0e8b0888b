"""The vector index: one contract, kept by an embedded Chroma and by a Chroma server."""

import errno
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from core.errors import Transient, UserError
from core.ports import Vectors
from retrieval.held_vectors import HeldVectors
from retrieval.vectors import ChromaIndex

HOLD = (
    "import sys; from pathlib import Path; from retrieval.vectors import ChromaIndex;"
    "index = ChromaIndex(directory=Path(sys.argv[1])); index.claim(); print('held', flush=True);"
    "sys.stdin.read()"
)


def vectors(*rows: list[float]) -> Vectors:
    made = np.array(rows, np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


EAST, NORTH, NORTH_EAST, WEST = [1.0, 0, 0], [0, 1.0, 0], [1.0, 1.0, 0], [-1.0, 0, 0]


def soon_on_disk(place: Path, name: str) -> None:
    """A collection that Chroma writes to its files at once, not after a thousand vectors."""
    quiet = Settings(anonymized_telemetry=False)
    client: Any = chromadb.PersistentClient(str(place), settings=quiet)
    soon = {"space": "cosine", "sync_threshold": 3, "batch_size": 3}
    client.create_collection(name, embedding_function=None, configuration={"hnsw": soon})
    client.close()


class IndexContract:
    """The promises of core.ports.VectorIndex."""

    @pytest.fixture
    def index(self) -> Iterator[ChromaIndex]:
        raise NotImplementedError

    @pytest.fixture
    def name(self) -> str:
        """A collection that no other test uses."""
        return f"scope{uuid.uuid4().hex}"

    def test_the_nearest_come_first_with_their_cosine(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [1, 2, 3, 4], vectors(WEST, NORTH_EAST, EAST, NORTH))
        ((first, second, third, last),) = index.query([name], vectors(EAST), 10)
        assert [first[0], second[0], third[0], last[0]] == [3, 2, 4, 1]
        scores = [first[1], second[1], third[1], last[1]]
        assert scores == pytest.approx([1.0, 0.7071, 0.0, -1.0], abs=1e-3)

    def test_every_question_gets_its_own_answer(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [1, 2], vectors(EAST, NORTH))
        found = index.query([name], vectors(NORTH, EAST, NORTH), 1)
        assert [row[0][0] for row in found] == [2, 1, 2]

    def test_collections_are_merged(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [1, 2], vectors(EAST, WEST))
        index.upsert(f"{name}x", [3, 4], vectors(NORTH_EAST, NORTH))
        index.upsert(f"{name}y", [5], vectors(EAST))
        ((one, two, three),) = index.query([name, f"{name}x"], vectors(EAST), 3)
        assert [one[0], two[0], three[0]] == [1, 3, 4]

    def test_no_more_than_asked_and_no_more_than_there_are(
        self, index: ChromaIndex, name: str
    ) -> None:
        index.upsert(name, [1, 2, 3], vectors(EAST, NORTH, WEST))
        assert len(index.query([name], vectors(EAST), 2)[0]) == 2
        assert len(index.query([name], vectors(EAST), 200)[0]) == 3

    def test_equally_near_ones_come_in_a_fixed_order(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [30, 4, 100], vectors(EAST, EAST, EAST))
        assert [key for key, _ in index.query([name], vectors(EAST), 3)[0]] == [4, 30, 100]

    def test_nothing_is_found_where_nothing_is(self, index: ChromaIndex, name: str) -> None:
        assert index.query([name], vectors(EAST, WEST), 3) == [[], []]
        assert index.query([], vectors(EAST), 3) == [[]]
        assert index.count(name) == 0

    def test_an_id_that_is_there_is_replaced(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [1], vectors(EAST))
        index.upsert(name, [1], vectors(NORTH))
        assert index.count(name) == 1
        assert index.query([name], vectors(NORTH), 1)[0][0][1] == pytest.approx(1.0, abs=1e-3)

    def test_a_deleted_id_is_not_found(self, index: ChromaIndex, name: str) -> None:
        index.upsert(name, [1, 2], vectors(EAST, NORTH))
        index.delete(name, [1, 77])
        assert index.count(name) == 1
        assert [key for key, _ in index.query([name], vectors(EAST), 5)[0]] == [2]

    def test_deleting_and_dropping_what_is_not_there_is_fine(
        self, index: ChromaIndex, name: str
    ) -> None:
        index.delete(name, [1])
        index.drop(name)
        index.upsert(name, [], vectors(EAST)[:0])
        index.delete(name, [])
        assert index.count(name) == 0

    def test_a_dropped_collection_takes_vectors_of_another_length(
        self, index: ChromaIndex, name: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        index.drop(name)
        index.upsert(name, [2], vectors([1.0, 0]))
        assert index.query([name], vectors([1.0, 0]), 1)[0][0][0] == 2

    def test_vectors_of_another_length_are_told_to_reindex(
        self, index: ChromaIndex, name: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        with pytest.raises(UserError, match="dialtone reindex"):
            index.query([name], vectors([1.0, 0]), 1)
        with pytest.raises(UserError, match="dialtone reindex"):
            index.upsert(name, [2], vectors([1.0, 0]))

    def test_thousands_at_once(self, index: ChromaIndex, name: str) -> None:
        many = np.random.default_rng(1).standard_normal((4_500, 8)).astype(np.float32)
        many /= np.linalg.norm(many, axis=1, keepdims=True)
        index.upsert(name, range(4_500), many)
        assert index.count(name) == 4_500
        assert [row[0][0] for row in index.query([name], many[:20], 1)] == list(range(20))
        index.delete(name, range(4_400))
        assert index.count(name) == 100


class TestEmbedded(IndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[ChromaIndex]:
        index = ChromaIndex(directory=tmp_path / "chroma")
        yield index
        index.close()

    def test_what_was_written_is_there_when_it_is_opened_again(
        self, index: ChromaIndex, name: str, tmp_path: Path
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        index.close()
        again = ChromaIndex(directory=tmp_path / "chroma")
        assert again.query([name], vectors(EAST), 1)[0][0][0] == 1
        again.close()

    @pytest.mark.parametrize("at_once", [1_000, 1_000_000])
    def test_room_that_holds_no_vector_is_cleared_and_the_vectors_stay(
        self, index: ChromaIndex, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        at_once: int,
    ) -> None:  # fmt: skip
        monkeypatch.setattr("retrieval.unused_room._AT_ONCE", at_once)
        place = tmp_path / "chroma"
        soon_on_disk(place, name)
        around = np.linspace(0, 6, 20)
        rows = np.stack([np.cos(around), np.sin(around), np.zeros(20)], 1).astype(np.float32)
        index.upsert(name, range(20), rows)
        index.close()
        (file,) = place.glob("*/data_level0.bin")
        dirty = file.read_bytes()
        file.write_bytes(dirty[:-6] + b"walrus")
        before = index.query([name], vectors(EAST, NORTH), 9)
        index.clear_unused_room()
        after = file.read_bytes()
        kept = after.rstrip(b"\0")
        assert 0 < len(kept) < len(after) == len(dirty)
        assert kept == dirty[: len(kept)]
        assert index.query([name], vectors(EAST, NORTH), 9) == before
        assert index.count(name) == 20

    def test_files_hold_nothing_but_vectors_once_it_is_closed(
        self, index: ChromaIndex, name: str, tmp_path: Path
    ) -> None:
        soon_on_disk(tmp_path / "chroma", name)
        index.upsert(name, range(20), vectors(*[EAST] * 20))
        index.close()
        (file,) = tmp_path.glob("chroma/*/data_level0.bin")
        file.write_bytes(file.read_bytes()[:-6] + b"walrus")
        assert len(index.query([name], vectors(EAST), 20)[0]) == 20
        index.close()
        assert file.read_bytes().endswith(bytes(6))

    def test_a_disk_that_takes_no_zeros_does_not_keep_it_from_closing(
        self, index: ChromaIndex, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        place = tmp_path / "chroma"
        soon_on_disk(place, name)
        index.upsert(name, range(20), vectors(*[EAST] * 20))

        def failing(directory: Path) -> None:
            raise OSError(errno.EIO, "Input/output error", str(directory))

        with monkeypatch.context() as patched:
            patched.setattr("retrieval.vectors.clear_unused_room", failing)
            index.close()
        assert "Input/output error" in caplog.text
        again = ChromaIndex(directory=place)
        assert again.count(name) == 20
        again.close()

    def test_room_that_asking_makes_is_cleared_too(
        self, index: ChromaIndex, name: str, tmp_path: Path
    ) -> None:
        index.upsert(name, [1, 2], vectors(EAST, NORTH))
        index.close()
        assert index.query([name], vectors(NORTH), 1)[0][0][0] == 2
        index.close()
        files = list(tmp_path.glob("chroma/*/data_level0.bin"))
        assert files
        assert not any(file.read_bytes().strip(bytes(1)) for file in files)

    def test_threads_that_ask_first_at_once_all_get_an_answer(
        self, index: ChromaIndex, name: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        index.close()
        together = threading.Barrier(8)

        def ask(_: int) -> int:
            together.wait(60)
            return index.query([name], vectors(EAST), 1)[0][0][0]

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(ask, range(8))) == [1] * 8


class TestHeld(IndexContract):
    """An embedded Chroma whose small collections are held in memory."""

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[ChromaIndex]:
        index = ChromaIndex(directory=tmp_path / "chroma")
        index.hold([])
        yield index
        index.close()

    def test_it_finds_what_chroma_finds(
        self, index: ChromaIndex, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = np.random.default_rng(1).normal(size=(120, 8)).astype(np.float32)
        many = vectors(*rows.tolist())
        index.upsert(name, range(7, 107), many[:100])
        index.upsert(f"{name}x", range(500, 520), many[100:])
        index.delete(name, range(30, 40))
        index.upsert(name, [50, 51], many[[51 - 7, 50 - 7]])
        asked = [name, f"{name}x"], many[:9], 12
        held = index.query(*asked)
        with monkeypatch.context() as patch:
            patch.setattr(HeldVectors, "nearest", lambda *_: None)
            stored = index.query(*asked)
        assert [[key for key, _ in row] for row in held] == [[k for k, _ in row] for row in stored]
        scores = [score for row in held for _, score in row]
        assert scores == pytest.approx([score for row in stored for _, score in row], abs=1e-5)

    def test_chroma_is_not_asked_for_what_is_held(
        self, index: ChromaIndex, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index.upsert(name, [1, 2], vectors(EAST, NORTH))
        index.close()
        again = ChromaIndex(directory=tmp_path / "chroma")
        again.hold([name, "never-made"])
        monkeypatch.setattr(again, "_ask", lambda *_, **__: pytest.fail("asked"))
        assert again.query([name], vectors(NORTH), 1)[0][0][0] == 2
        again.close()

    def test_a_write_that_fails_leaves_nothing_held(
        self, index: ChromaIndex, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise UserError("The disk is full.", "")

        index.upsert(name, [1], vectors(EAST))
        write = index._ask
        for act, given in ((index.upsert, (name, [2], vectors(EAST))), (index.delete, (name, [1]))):
            monkeypatch.setattr(index, "_ask", full)
            with pytest.raises(UserError):
                act(*given)
            assert index._held.nearest(name, vectors(EAST), 1) is None
            monkeypatch.setattr(index, "_ask", write)
            index.upsert(name, [3], vectors(NORTH))
            held = index._held.nearest(name, vectors(EAST), 9)
            assert held == [[(1, 1.0), (3, 0.0)]]


class TestServer(IndexContract):
    @pytest.fixture
    def index(self, chroma_url: str) -> Iterator[ChromaIndex]:
        index = ChromaIndex(url=chroma_url)
        yield index
        index.close()

    def test_a_collection_that_another_process_made_anew_is_found(
        self, index: ChromaIndex, name: str, chroma_url: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        other = ChromaIndex(url=chroma_url)
        other.drop(name)
        assert index.query([name], vectors(EAST), 1) == [[]]
        index.upsert(name, [2], vectors(EAST))
        other.drop(name)
        other.upsert(name, [3], vectors(EAST))
        assert index.query([name], vectors(EAST), 1)[0][0][0] == 3
        index.upsert(name, [4], vectors(WEST))
        assert other.count(name) == 2
        other.close()

    def test_each_database_of_a_server_has_its_own_collections(
        self, index: ChromaIndex, name: str, chroma_url: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        for found in ([], [(2, 1.0)]):
            staging = ChromaIndex(url=chroma_url, database=f"of.{name}")
            assert staging.query([name], vectors(EAST), 1) == [found]
            staging.upsert(name, [2], vectors(EAST))
            staging.close()
        assert [key for key, _ in index.query([name], vectors(EAST), 9)[0]] == [1]

    def test_nothing_is_held_of_what_other_processes_write(
        self, index: ChromaIndex, name: str, chroma_url: str
    ) -> None:
        index.upsert(name, [1], vectors(EAST))
        index.hold([name])
        other = ChromaIndex(url=chroma_url)
        other.upsert(name, [2], vectors(EAST))
        other.close()
        assert len(index.query([name], vectors(EAST), 9)[0]) == 2

    def test_claiming_a_server_claims_nothing(self, index: ChromaIndex, chroma_url: str) -> None:
        index.claim()
        ChromaIndex(url=chroma_url).claim()


class TestServerAway:
    def test_one_that_does_not_answer_is_worth_another_try(self) -> None:
        with pytest.raises(Transient, match=r"http://127\.0\.0\.1:1 does not answer"):
            ChromaIndex(url="http://127.0.0.1:1").count("a")

    @pytest.mark.parametrize("url", ["chroma:8000", "ftp://chroma", "http://", "nonsense"])
    def test_an_address_that_is_none_is_named(self, url: str) -> None:
        with pytest.raises(UserError, match=r"vectors\.url"):
            ChromaIndex(url=url).count("a")

    def test_one_that_goes_away_is_worth_another_try(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chroma_url: str
    ) -> None:
        import httpx

        def away(*_: object, **__: object) -> None:
            raise httpx.ConnectError("connection refused")

        index = ChromaIndex(url=chroma_url)
        index.upsert("scope-away", [1], vectors(EAST))
        monkeypatch.setattr(httpx.Client, "request", away)
        with pytest.raises(Transient, match="does not answer"):
            index.query(["scope-away"], vectors(EAST), 1)
        monkeypatch.undo()
        index.close()


class TestClaim:
    def test_another_process_is_refused_by_name_until_it_ends(self, tmp_path: Path) -> None:
        place = tmp_path / "chroma"
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        index = ChromaIndex(directory=place)
        for _ in range(2):
            with pytest.raises(UserError, match=f"process {holder.pid} ") as raised:
                index.query(["a"], vectors(EAST), 1)
        assert "--home" in raised.value.remedy
        holder.kill()
        holder.communicate(timeout=30)
        assert index.count("a") == 0
        index.close()

    def test_it_is_refused_within_one_process_too(self, tmp_path: Path) -> None:
        first, second = ChromaIndex(directory=tmp_path), ChromaIndex(directory=tmp_path)
        first.claim()
        first.claim()
        with pytest.raises(UserError, match="in use"):
            second.claim()
        first.close()
        second.claim()
        second.close()

    def test_a_note_that_nobody_can_read_does_not_hide_the_refusal(self, tmp_path: Path) -> None:
        first, second = ChromaIndex(directory=tmp_path), ChromaIndex(directory=tmp_path)
        first.claim()
        for note in ("", "[]", json.dumps({"process": 1})):
            (tmp_path / "owner.json").write_text(note)
            with pytest.raises(UserError, match="in use by another process"):
                second.claim()
        first.close()

    def test_a_place_that_cannot_be_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(UserError, match="file") as raised:
            ChromaIndex(directory=tmp_path / "file" / "chroma").claim()
        assert raised.value.remedy


class TestDamage:
    @pytest.mark.parametrize("damaged", ["chroma.sqlite3"])
    def test_a_damaged_index_is_told_to_be_made_anew(self, tmp_path: Path, damaged: str) -> None:
        index = ChromaIndex(directory=tmp_path)
        index.upsert("scope1", [1], vectors(EAST))
        index.close()
        (tmp_path / damaged).write_bytes(b"no database at all" * 1000)
        index = ChromaIndex(directory=tmp_path)
        with pytest.raises(UserError, match="damaged") as raised:
            index.query(["scope1"], vectors(EAST), 1)
        assert "dialtone reindex" in raised.value.remedy
        index.close()

    def test_an_index_is_one_of_a_directory_and_a_server(self, tmp_path: Path) -> None:
        for arguments in ({}, {"directory": tmp_path, "url": "http://chroma:8000"}):
            with pytest.raises(ValueError, match="either"):
                ChromaIndex(**arguments)  # type: ignore[arg-type]
