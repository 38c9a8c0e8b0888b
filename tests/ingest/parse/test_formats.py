"""Files by suffix, and what is refused."""

import subprocess
import sys

import pytest

from core.errors import Permanent
from ingest.parse.formats import SUFFIXES, parse, version


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "# Title\n\nSome words.\n"),
        ("a.MARKDOWN", "# Title\n\nSome words.\n"),
        ("a.mdx", "import X from 'x'\n\n# Title\n\nSome words.\n"),
        ("a.rst", "Title\n=====\n\nSome words.\n"),
        ("a.adoc", "= Title\n\nSome words.\n"),
        ("a.asciidoc", "= Title\n\nSome words.\n"),
        ("a.html", "<main><h1>Title</h1><p>Some words.</p></main>"),
        ("a.htm", "<main><h1>Title</h1><p>Some words.</p></main>"),
        ("a.txt", "Title\n\nSome words.\n"),
        ("README", "Title\n\nSome words.\n"),
    ],
)
def test_every_suffix_has_its_parser(path: str, text: str) -> None:
    page = parse(path, text.encode())
    assert (page.title, [b.text for b in page.blocks]) == ("Title", ["Some words."])


def test_the_suffixes_that_a_folder_is_searched_for() -> None:
    assert {".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc"} < SUFFIXES
    assert {".html", ".htm", ".txt"} < SUFFIXES


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_binary_files_are_refused(suffix: str) -> None:
    with pytest.raises(Permanent, match="not a text file"):
        parse(f"a{suffix}", b"\x89PNG\r\n\0\0\0")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - {".html", ".htm"}))
def test_dumps_are_refused_at_once(suffix: str) -> None:
    for text in (b"[" * 10_000_000, b"a\n" * 200_000):
        with pytest.raises(Permanent, match="too large"):
            parse(f"a{suffix}", text)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_page_is_empty(suffix: str) -> None:
    page = parse(f"a{suffix}", b"")
    assert (page.title, page.blocks) == ("", ())


def test_html_has_its_own_version() -> None:
    assert version("a.html") != version("a.md")


def test_parsers_are_imported_only_when_needed() -> None:
    code = (
        "import sys; import ingest.sources.folder;"
        "print([m for m in ('docutils', 'markdown_it', 'bs4', 'yaml') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
