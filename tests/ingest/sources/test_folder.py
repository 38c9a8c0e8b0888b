"""The folder source, on real files."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.records import Document, Failed, Found, Known, Unchanged
from ingest.sources.folder import Folder


def put(root: Path, path: str, content: str | bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def read(root: Path, known: dict[str, Known] | None = None, **options: Any) -> list[Found]:
    return list(Folder("docs", root, **options).read(known or {}))


def documents(root: Path, **options: Any) -> dict[str, Document]:
    return {f.path: f for f in read(root, **options) if isinstance(f, Document)}


def failures(root: Path, **options: Any) -> dict[str, str]:
    return {f.path: f.reason for f in read(root, **options) if isinstance(f, Failed)}


def stored(root: Path, **options: Any) -> dict[str, Known]:
    return {p: Known(d.fingerprint, d.state) for p, d in documents(root, **options).items()}


def test_pages_are_found_in_order_and_nothing_else(tmp_path: Path) -> None:
    for path in (
        "b.md",
        "a/z.txt",
        "a/b/c.markdown",
        ".git/x.md",
        "node_modules/y/r.md",
        "pic.png",
    ):
        put(tmp_path, path, "# Title\n\nText.\n")
    put(tmp_path, ".hidden.md", "# No")
    folder = Folder("docs", tmp_path)
    assert folder.count() == 3
    assert [found.path for found in folder.read({})] == ["a/b/c.markdown", "a/z.txt", "b.md"]


def test_a_page_becomes_a_document(tmp_path: Path) -> None:
    put(
        tmp_path,
        "guide/install.md",
        "---\nowner: platform\nupdated: 2024-05-01\naudience: staff\n---\n# Install\n\nRun it.\n",
    )
    page = documents(tmp_path, base_url="https://docs.example.com/v1/", owner="x")[
        "guide/install.md"
    ]
    assert page.source == "docs"
    assert page.title == "Install"
    assert page.blocks[0].text == "Run it."
    assert page.url == "https://docs.example.com/v1/guide/install"
    assert page.updated_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert (page.owner, page.audience) == ("platform", "staff")


def test_unchanged_pages_are_not_read_again(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "one")
    put(tmp_path, "b.md", "two")
    known = stored(tmp_path)
    put(tmp_path, "b.md", "two more")
    first, second = read(tmp_path, known)
    assert first == Unchanged("a.md")
    assert isinstance(second, Document)


@pytest.mark.parametrize(
    "options", [{"base_url": "https://x.example"}, {"owner": "me"}, {"audience": "staff"}]
)
def test_a_changed_setting_reads_every_page_again(tmp_path: Path, options: dict[str, str]) -> None:
    put(tmp_path, "a.md", "one")
    known = stored(tmp_path)
    assert isinstance(read(tmp_path, known, **options)[0], Document)


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere does not exist"):
        Folder("docs", tmp_path / "nowhere").count()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.md is a file"):
        read(put(tmp_path, "a.md", "x"))


def test_an_empty_folder_has_no_pages(tmp_path: Path) -> None:
    assert Folder("docs", tmp_path).count() == 0
    assert read(tmp_path) == []


def test_a_folder_that_lost_everything_removes_nothing(tmp_path: Path) -> None:
    file = put(tmp_path, "a.md", "one")
    known = stored(tmp_path)
    file.unlink()
    with pytest.raises(UserError, match="dialtone sources remove docs"):
        read(tmp_path, known)


def test_bad_files_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "binary.md", b"\x7fELF\0\0\1")
    put(tmp_path, "noise.txt", bytes(range(128, 256)) * 40)
    put(tmp_path, "large.md", "x" * 2_000)
    put(tmp_path, "deep.md", ">" * 5_000)
    os.mkfifo(tmp_path / "pipe.md")
    put(tmp_path, "good.md", "fine")
    failed = failures(tmp_path, max_bytes=10_300)
    assert set(failed) == {"binary.md", "noise.txt", "deep.md", "pipe.md"}
    assert "not a text file" in failed["binary.md"]
    assert "large.md" in failures(tmp_path, max_bytes=1_000)
    assert "good.md" in documents(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with put(tmp_path, "huge.md", "").open("wb") as stream:
        stream.truncate(200_000_000)
    assert failures(tmp_path) == {
        "huge.md": "200.0 MB, and pages are read up to 20.0 MB; split or exclude it"
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "x").chmod(0)
    assert "permissions" in failures(tmp_path)["a.md"]


def test_an_unreadable_directory_keeps_what_is_stored_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.md", "one")
    put(tmp_path, "sub/b.md", "two")
    known = stored(tmp_path)
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = read(tmp_path, known)
    assert [(type(f), f.path) for f in found] == [
        (Unchanged, "a.md"),
        (Failed, "sub"),
        (Failed, "sub/b.md"),
    ]


def test_links_stay_inside_and_loops_end(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.md", "secret")
    root = tmp_path / "docs"
    put(root, "real/page.md", "hello")
    (root / "loop").symlink_to(root)
    (root / "self.md").symlink_to(root / "self.md")
    (root / "escape.md").symlink_to(outside)
    (root / "away").symlink_to(tmp_path / "outside")
    (root / "gone.md").symlink_to(root / "nothing.md")
    (root / "alias.md").symlink_to(root / "real/page.md")
    (root / "other").symlink_to(root / "real")
    assert set(failures(root)) == {"loop", "self.md", "escape.md", "away", "gone.md"}
    assert set(documents(root)) == {"alias.md", "other/page.md", "real/page.md"}


def test_links_that_multiply_end(tmp_path: Path) -> None:
    for name in "abcdefghij":
        put(tmp_path, f"{name}/page.md", name)
    for one in "abcdefghij":
        for other in "abcdefghij":
            if one != other:
                (tmp_path / one / f"to-{other}").symlink_to(tmp_path / other)
    assert len(read(tmp_path)) < 200


def test_a_page_that_vanishes_is_not_yielded(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "one")
    put(tmp_path, "b.md", "two")
    pages = Folder("docs", tmp_path).read({})
    assert next(pages).path == "a.md"
    (tmp_path / "b.md").unlink()
    assert list(pages) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffcafé".encode(), "café"),
        ("café".encode("utf-16"), "café"),
        ("café crème, déjà vu".encode("cp1252"), "café crème, déjà vu"),
        (b"line one\r\nline two", "line one\nline two"),
        ("naïve café — ".encode() * 20 + b"\xff", ("naïve café — " * 20 + "\ufffd")),
    ],
)
def test_encodings_are_understood(tmp_path: Path, data: bytes, text: str) -> None:
    put(tmp_path, "a.md", data)
    assert documents(tmp_path)["a.md"].blocks[0].text == text


def test_repairs_are_reported(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nx: [\n---\nfine ünd gut\n".encode() + b"\xff bad")
    warnings = documents(tmp_path)["a.md"].state["warnings"]
    assert [w.split(":")[0] for w in warnings] == ["line 5", "line 3"]


def test_include_and_exclude_choose_files(tmp_path: Path) -> None:
    for path in ("README", "guide/a.md", "guide/old/b.md", "c.md"):
        put(tmp_path, path, "Text here.")
    assert set(documents(tmp_path, include=["guide/*", "README"])) == {
        "README",
        "guide/a.md",
        "guide/old/b.md",
    }
    assert set(documents(tmp_path, exclude=["guide/old"])) == {"guide/a.md", "c.md"}
    assert set(documents(tmp_path, include=["**/c.md"])) == {"c.md"}


def test_drafts_and_empty_files_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "draft.md", "---\ndraft: true\n---\nSoon.\n")
    put(tmp_path, "empty.md", "\n")
    assert read(tmp_path) == []


def test_an_audience_that_cannot_be_understood_is_not_made_public(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\naudience: {staff: 1}\n---\nSecret.\n")
    assert "audience" in failures(tmp_path)["a.md"]


def test_a_page_without_a_title_is_named_after_its_file(tmp_path: Path) -> None:
    put(tmp_path, "on-call/hand_over.md", "Just words.")
    put(tmp_path, "on-call/index.md", "Just words.")
    assert {d.title for d in documents(tmp_path).values()} == {"Hand over", "On call"}


def test_the_site_generator_is_told_from_its_settings_file(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml", "site_name: x")
    put(tmp_path, "docs/a.md", "# T\n\n## Plans & costs\n")
    assert documents(tmp_path)["docs/a.md"].blocks[0].anchor == "plans-costs"
    github = documents(tmp_path, base_url="https://github.com/o/r/blob/main/{path}")["docs/a.md"]
    assert github.blocks[0].anchor == "plans--costs"


def test_a_base_url_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no web address"):
        Folder("docs", tmp_path, base_url="docs.example.com")
    with pytest.raises(UserError, match="placeholder"):
        Folder("docs", tmp_path, base_url="https://x.example/{file}")
