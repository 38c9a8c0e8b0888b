"""Cutting pages: nothing lost, nothing out of order, nothing larger than it may be."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Block, BlockKind, Chunk, Document
from ingest.chunk import ChunkSize, chunk
from tests.fakes import page

SMALL = ChunkSize(target=80, maximum=160)

WORD = st.text("abcdefgh0123.,!?-_", min_size=1, max_size=12).filter(lambda w: not w.isspace())
SENTENCE = st.lists(WORD, min_size=1, max_size=14).map(lambda words: " ".join(words) + ".")
LINES = st.lists(
    st.one_of(SENTENCE, SENTENCE.map("    ".__add__), st.just("")), min_size=1, max_size=12
).map("\n".join)
HUGE = st.integers(150, 600).map(lambda n: "x" * n)
PROSE = st.lists(st.one_of(SENTENCE, SENTENCE, HUGE), min_size=1, max_size=8).map(" ".join)
HEADING = SENTENCE.map("Heading ".__add__)
LABEL = st.sampled_from(["", "", "", "Note", "Warning: careful"])

BLOCK = st.one_of(
    st.builds(
        Block,
        st.just(BlockKind.HEADING),
        SENTENCE.map("Heading ".__add__),
        st.integers(1, 6),
        st.just("anchor"),
    ),
    st.builds(Block, st.just(BlockKind.PARAGRAPH), PROSE, label=LABEL),
    st.builds(Block, st.just(BlockKind.CODE), LINES, language=st.just("sh"), label=LABEL),
    st.builds(Block, st.just(BlockKind.LIST), LINES.map("- ".__add__), label=LABEL),
    st.builds(Block, st.just(BlockKind.TABLE), LINES.map("| ".__add__), label=LABEL),
)
PAGES = st.lists(BLOCK, max_size=12).map(
    lambda blocks: Document("docs", "a.md", "Title", tuple(blocks), "0" * 64)
)

some = settings(max_examples=50)


def cut(document: Document, size: ChunkSize = SMALL) -> list[Chunk]:
    return chunk(document, size)


def texts(*blocks: Block, size: ChunkSize = SMALL) -> list[str]:
    return [found.text for found in cut(Document("docs", "a", "T", blocks, "0"), size)]


@some
@given(PAGES)
def test_every_word_of_every_block_is_in_a_chunk_in_order(document: Document) -> None:
    written = [
        b.text for b in document.blocks if b.kind is not BlockKind.HEADING and b.text.split()
    ]
    headings = {found.text for found in cut(document) if found.text in found.heading_path}
    kept = [found.text for found in cut(document) if found.text not in headings | {"Title"}]
    assert _letters(_MARKS.sub("", "\n".join(kept))) == _letters("\n".join(written))


_MARKS = re.compile(r"^(```(sh)?|Note:|Warning: careful:)$", re.MULTILINE)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@some
@given(PAGES)
def test_every_heading_is_in_a_path(document: Document) -> None:
    paths = {name for found in cut(document) for name in found.heading_path}
    assert paths == {b.text for b in document.blocks if b.kind is BlockKind.HEADING}


@some
@given(PAGES)
def test_no_chunk_is_larger_than_a_cut_block_with_its_fence_and_label(document: Document) -> None:
    for found in cut(document):
        assert len(found.text) <= SMALL.maximum + len("```sh\n\n```") + len("Warning: careful:\n\n")
        assert found.text.strip()


@some
@given(PAGES)
def test_only_what_is_of_one_block_is_past_the_target(document: Document) -> None:
    for found in cut(document):
        if len(found.text) > SMALL.target:
            body = re.sub(r"^(Note|Warning: careful):\n\n", "", found.text)
            body = re.sub(r"^```sh\n|\n```$", "", body)
            assert any(body in block.text for block in document.blocks)


@some
@given(PAGES)
def test_ordinals_count_from_nothing(document: Document) -> None:
    assert [found.ordinal for found in cut(document)] == list(range(len(cut(document))))


@some
@given(PAGES)
def test_the_same_page_is_cut_the_same(document: Document) -> None:
    again = replace(document, fingerprint="1" * 64, url="https://x.org", owner="me", audience="us")
    assert cut(document) == cut(again)


@some
@given(PAGES)
def test_code_that_fits_is_never_cut(document: Document) -> None:
    every = "\n".join(found.text for found in cut(document))
    for block in document.blocks:
        if block.kind is BlockKind.CODE and block.text.strip() and len(block.text) <= SMALL.maximum:
            assert f"```sh\n{block.text}\n```" in every


@some
@given(PAGES)
def test_fences_open_and_close_in_every_chunk(document: Document) -> None:
    for found in cut(document):
        assert found.text.count("```") % 2 == 0


@some
@given(PAGES)
def test_text_that_fits_stands_as_it_was_written(document: Document) -> None:
    every = "\n".join(found.text for found in cut(document))
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING and len(block.text) <= SMALL.maximum:
            assert not block.text.strip() or block.text in every


class TestHash:
    def test_it_covers_all_that_is_embedded(self) -> None:
        base = page("a.md", "# One", "Words.", title="T")
        seen = {
            tuple(found.sha256 for found in cut(p))
            for p in (
                base,
                page("a.md", "# One", "Words.", title="U"),
                page("a.md", "# Two", "Words.", title="T"),
                page("a.md", "# One", "Other.", title="T"),
                page("a.md", "## One", "# One", "Words.", title="T"),
                page("a.md", "Words.", title="T"),
            )
        }
        assert len(seen) == 6

    def test_nothing_slips_from_one_part_into_another(self) -> None:
        (one,) = cut(page("a.md", "# B C", "D", title="A"))
        (two,) = cut(page("a.md", "# C", "D", title="A B"))
        assert one.sha256 != two.sha256

    def test_a_moved_chunk_keeps_its_own(self) -> None:
        long = "Words that fill a chunk alone, and more of them, until it is full. Yes."
        first = {found.sha256 for found in cut(page("a.md", long, "Other. " * 12))}
        second = {found.sha256 for found in cut(page("a.md", "Other. " * 12, long))}
        assert len(first) == 2
        assert first == second


class TestHeadings:
    def test_a_chunk_stands_under_all_its_headings(self) -> None:
        found = cut(page("a.md", "Lead.", "# A", "One.", "## B", "2", "### C", "3", "# D", "4"))
        assert [(c.heading_path, c.anchor, c.text) for c in found] == [
            ((), "", "Lead."),
            (("A",), "a", "One."),
            (("A", "B"), "b", "2"),
            (("A", "B", "C"), "c", "3"),
            (("D",), "d", "4"),
        ]

    def test_levels_that_are_skipped_or_start_low(self) -> None:
        found = cut(page("a.md", "### C", "One.", "# A", "#### D", "Two.", "## B", "Three."))
        assert [c.heading_path for c in found] == [("C",), ("A", "D"), ("A", "B")]

    def test_a_heading_with_nothing_below_it_is_found_by_itself(self) -> None:
        found = cut(page("a.md", "# A", "# B", "## C", "# D"))
        assert [(c.heading_path, c.text) for c in found] == [
            (("A",), "A"),
            (("B", "C"), "C"),
            (("D",), "D"),
        ]

    def test_a_page_that_is_only_a_title_is_found_by_it(self) -> None:
        assert [c.text for c in cut(page("a.md", title="Deploys"))] == ["Deploys"]

    def test_nothing_gives_nothing(self) -> None:
        assert cut(Document("docs", "a.md", "", (), "0")) == []

    def test_blank_blocks_are_nothing(self) -> None:
        blank = tuple(Block(kind, " \n") for kind in BlockKind if kind is not BlockKind.HEADING)
        assert [c.text for c in cut(Document("docs", "a.md", "Deploys", blank, "0"))] == ["Deploys"]
        assert cut(Document("docs", "a.md", "", blank, "0")) == []


class TestCuts:
    def test_small_blocks_share_a_chunk(self) -> None:
        assert texts(*(Block(BlockKind.PARAGRAPH, w) for w in "abc")) == ["a\n\nb\n\nc"]

    def test_many_tiny_blocks_do_not_add_up_past_the_target(self) -> None:
        found = texts(*(Block(BlockKind.PARAGRAPH, "a") for _ in range(100)))
        assert max(map(len, found)) <= SMALL.target

    def test_prose_is_cut_between_sentences(self) -> None:
        sentence = "Every one of these sentences has the same words in it."
        found = texts(Block(BlockKind.PARAGRAPH, " ".join([sentence] * 6)))
        assert "\n".join(found).count(sentence) == 6
        assert all(text.endswith(".") and text.startswith("Every") for text in found)

    def test_cut_prose_stands_as_it_was_written(self) -> None:
        written = "\n".join(f"Line {n} of this paragraph ends here.  It goes on." for n in range(9))
        for text in texts(Block(BlockKind.PARAGRAPH, written)):
            assert text in written

    @pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.TABLE, BlockKind.LIST])
    def test_code_tables_and_lists_are_cut_between_lines(self, kind: BlockKind) -> None:
        lines = [f"| line {number} with some words |" for number in range(30)]
        found = texts(Block(kind, "\n".join(lines)))
        assert len(found) > 3
        kept = [line for text in found for line in text.split("\n") if not line.startswith("```")]
        assert kept == lines

    def test_a_line_longer_than_a_chunk_is_cut_between_words(self) -> None:
        words = [f"word{number}" for number in range(200)]
        for kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.PARAGRAPH):
            found = texts(Block(kind, " ".join(words)))
            assert " ".join(found).replace("```", "").split() == words

    def test_a_word_longer_than_a_chunk_is_all_there(self) -> None:
        key = "".join(f"{number:04}" for number in range(500))
        for kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.PARAGRAPH):
            found = texts(Block(kind, key))
            assert "".join(re.findall(r"\d+", "".join(found))) == key

    def test_blank_lines_in_code_stay(self) -> None:
        code = "first\n\n\n    second\n"
        assert texts(Block(BlockKind.CODE, code, language="py")) == [f"```py\n{code}\n```"]

    def test_code_with_fences_in_it_stands_between_longer_ones(self) -> None:
        code = "# A page\n\n```sh\nharbor up\n```"
        assert texts(Block(BlockKind.CODE, code, language="md")) == [f"````md\n{code}\n````"]


class TestLabels:
    def test_a_label_stands_before_its_blocks_once(self) -> None:
        blocks = [Block(BlockKind.PARAGRAPH, w, label="Warning") for w in ("One.", "Two.")]
        after = Block(BlockKind.PARAGRAPH, "Three.")
        again = Block(BlockKind.PARAGRAPH, "Four.", label="Warning")
        assert texts(*blocks, after, again) == [
            "Warning:\n\nOne.\n\nTwo.\n\nThree.\n\nWarning:\n\nFour."
        ]

    def test_a_label_is_never_parted_from_what_it_labels(self) -> None:
        fill = Block(BlockKind.PARAGRAPH, "f" * 70)
        warned = Block(BlockKind.PARAGRAPH, "w" * 30, label="Warning")
        assert texts(fill, warned) == ["f" * 70, "Warning:\n\n" + "w" * 30]
