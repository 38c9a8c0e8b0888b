"""Document -> Chunks: passages that keep their heading path and anchor.

A chunk never crosses a heading; code blocks and tables are cut only when one alone is larger than a
chunk may be, and then between lines.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.records import Block, BlockKind, Chunk, Document

CUT_VERSION = "3"
"""Changes when the same document would be cut differently: stored pages are then cut anew."""

_BETWEEN = "\n\n"
_BACKTICKS = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(\[A-Z`])|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """In characters. Chosen by benchmarks/retrieval, not by taste."""

    target: int = 900
    """A chunk is closed when the next block would take it past this."""
    maximum: int = 1800
    """A single block larger than this is cut."""


@dataclass(slots=True)
class _Section:
    heading_path: tuple[str, ...]
    anchor: str
    blocks: list[Block] = field(default_factory=list)


def chunk(document: Document, size: ChunkSize | None = None) -> list[Chunk]:
    """The document's passages in reading order. A document without words gives none."""
    size = size or ChunkSize()
    chunks: list[Chunk] = []
    for section in _sections(document):
        alone = (section.heading_path or (document.title,))[-1]
        for text in _pack(section.blocks, size) if section.blocks else (alone,):
            chunks.append(
                Chunk(
                    ordinal=len(chunks),
                    heading_path=section.heading_path,
                    anchor=section.anchor,
                    text=text,
                    sha256=_sha256(document.title, section.heading_path, text),
                )
            )
    return chunks


def _sections(document: Document) -> Iterator[_Section]:
    """The runs of blocks under one heading each.

    A heading with nothing below it stands for itself: it can be all there is to find. So does the
    title of a page without a single block.
    """
    section = _Section((), "")
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING:
            if block.text.strip():
                section.blocks.append(block)
            continue
        if section.blocks or (path and block.level <= path[-1][0]):
            yield section
        path = [entry for entry in path if entry[0] < block.level]
        path.append((block.level, block.text))
        section = _Section(tuple(text for _, text in path), block.anchor)
    if section.blocks or path or document.title:
        yield section


def _pack(blocks: list[Block], size: ChunkSize) -> Iterator[str]:
    """Texts of about the target size, blocks whole where they fit."""
    held: list[str] = []
    length = 0
    for piece in _pieces(blocks, size):
        if held and length + len(piece) > size.target:
            yield _BETWEEN.join(held)
            held, length = [], 0
        held.append(piece)
        length += len(piece) + len(_BETWEEN)
    if held:
        yield _BETWEEN.join(held)


def _pieces(blocks: list[Block], size: ChunkSize) -> Iterator[str]:
    """Blocks, cut where one alone is too large. A label goes with the first piece it labels."""
    label = ""
    for block in blocks:
        lead = f"{block.label}:{_BETWEEN}" if block.label and block.label != label else ""
        label = block.label
        for piece in _cut(block, size):
            yield lead + piece
            lead = ""


def _cut(block: Block, size: ChunkSize) -> Iterator[str]:
    if block.kind is BlockKind.CODE:
        for part in _cut_lines(block.text, size.maximum):
            yield _fenced(part, block.language)
    elif len(block.text) <= size.maximum:
        yield block.text
    elif block.kind in (BlockKind.TABLE, BlockKind.LIST):
        yield from _cut_lines(block.text, size.maximum)
    else:
        yield from _cut_sentences(block.text, size)


def _fenced(code: str, language: str) -> str:
    """Code between fences that are longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))
    return f"{fence}{language}\n{code}\n{fence}"


def _cut_lines(text: str, maximum: int) -> Iterator[str]:
    """The text in parts of at most `maximum` characters, cut between lines where it can be."""
    if len(text) <= maximum:
        yield text
        return
    held: list[str] = []
    length = 0
    for line in _bounded_lines(text, maximum):
        if held and length + len(line) > maximum:
            yield from _worded("\n".join(held))
            held, length = [], 0
        held.append(line)
        length += len(line) + 1
    yield from _worded("\n".join(held))


def _worded(text: str) -> Iterator[str]:
    if text.strip():
        yield text


def _bounded_lines(text: str, maximum: int) -> Iterator[str]:
    """Lines, a longer one cut between words, and a longer word wherever it has to be."""
    for line in text.split("\n"):
        rest = line
        while len(rest) > maximum:
            space = rest.rfind(" ", 0, maximum + 1)
            end = space if rest[: max(space, 0)].strip() else maximum
            yield rest[:end]
            rest = rest[end + 1 :] if end == space else rest[end:]
        yield rest


def _cut_sentences(text: str, size: ChunkSize) -> Iterator[str]:
    """Parts of about the target size, each as it stands in the text."""
    start = end = 0
    for begins, ends in _sentences(text):
        if end > start and ends - start > size.target:
            yield from _cut_lines(text[start:end], size.maximum)
            start = begins
        end = ends
    yield from _cut_lines(text[start:end], size.maximum)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends."""
    begins = 0
    for gap in _SENTENCE_END.finditer(text):
        yield begins, gap.start()
        begins = gap.end()
    yield begins, len(text)


def _sha256(title: str, heading_path: tuple[str, ...], text: str) -> str:
    return hashlib.sha256("\x1f".join((title, *heading_path, text)).encode()).hexdigest()
