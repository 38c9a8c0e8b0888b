"""Made-up pages, so that an index has the size and the words of a large one."""

import random
from collections.abc import Iterator, Sequence

import numpy as np

from core.ports import Vectors
from core.records import Block, BlockKind, Chunk, Document
from dialtone.app import App
from ingest.chunk import chunk

_SEED = 7
_PAGE = 8
"""Passages of a page that is made up."""
_WORDS = 110
"""Words of a passage."""


def fill_up(app: App, texts: Sequence[str], size: int) -> None:
    """Add made-up pages until the index has `size` passages.

    They are made of the words of these texts, shuffled, with vectors near the texts' own.
    """
    held = app.passages.count_chunks()
    if size <= held:
        return
    source_id = app.sources.open("filler", "folder", "made up")
    pages = _pages(texts)
    while held < size:
        batch: list[tuple[Document, Sequence[Chunk]]] = []
        for _ in range(64):
            page = next(pages)
            cut = chunk(page)
            batch.append((page, cut))
            held += len(cut)
        app.documents.save(source_id, batch)
    _give_vectors(app, app.embedder.embed_passages([text[:1_000] for text in texts[:400]]))


def made_up_markdown(texts: Sequence[str], count: int) -> Iterator[str]:
    """So many made-up pages as files have them."""
    pages = _pages(texts)
    for _ in range(count):
        blocks = [(b.level, b.text) for b in next(pages).blocks]
        yield "\n\n".join(f"{'#' * level} {text}".lstrip() for level, text in blocks) + "\n"


def _pages(texts: Sequence[str]) -> Iterator[Document]:
    shuffle = random.Random(_SEED)
    shuffled = list(texts)
    shuffle.shuffle(shuffled)
    words = [word for text in shuffled[:200] for word in text.split()]
    number = 0
    while True:
        number += 1
        yield _page(number, words, shuffle)


def _page(number: int, words: Sequence[str], shuffle: random.Random) -> Document:
    blocks: list[Block] = []
    for part in range(_PAGE):
        blocks.append(Block(BlockKind.HEADING, f"Part {part}", level=2))
        blocks.append(Block(BlockKind.PARAGRAPH, " ".join(shuffle.choices(words, k=_WORDS))))
    return Document("filler", f"page-{number}.md", f"Page {number}", tuple(blocks), str(number))


def _give_vectors(app: App, near: Vectors) -> None:
    """Vectors of real passages with noise: the real model would take an hour for them."""
    noise = np.random.default_rng(_SEED)
    while batch := app.ledger.pending(5_000):
        picked = near[noise.integers(0, len(near), len(batch))]
        rows = picked + noise.normal(0, 0.05, picked.shape).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        ids = [item.chunk_id for item in batch]
        app.index.upsert(batch[0].collection, ids, rows)
        app.ledger.embedded(batch[0].collection, ids)
