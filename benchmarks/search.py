"""How long an answer takes, beside the parts it cannot do without, on an index of any size.

    python -m benchmarks.search
    python -m benchmarks.search --passages 30000

Passages beyond those of the corpus are made of its own sentences, shuffled, with vectors near the
real ones, so that the index has the size and the words of a large one.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.peers.stock_langchain import StockLangChain
from benchmarks.report import publish
from core.ports import Vectors
from core.records import Block, BlockKind, Chunk, Document
from core.settings import Settings
from dialtone.app import App
from dialtone.labels import Labelled
from ingest.chunk import chunk

_SEED = 7
_PAGE = 8
"""Passages of a page that is made up."""


def main() -> None:
    """Time an answer, its parts and the peer, on the same questions."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    parser.add_argument("--passages", type=int, default=0, help="fill the index up to this many")
    arguments = parser.parse_args()
    corpora = chosen_corpora(arguments)
    questions = chosen_questions(arguments, corpora)
    with tempfile.TemporaryDirectory() as place:
        rows = _ours(Path(place), corpora, questions, arguments.passages)
        if not arguments.passages:
            rows.append(_peer(Path(place), corpora, questions))
    floor = rows[0]
    for row in rows[1:]:
        row["p50 / floor"] = row["p50 ms"] / floor["p50 ms"]
        row["p95 / floor"] = row["p95 ms"] / floor["p95 ms"]
    publish("search", rows, questions=len(questions), passages=arguments.passages)


def _ours(
    place: Path, corpora: Sequence[Corpus], questions: Sequence[Labelled], size: int
) -> list[dict[str, Any]]:
    with App(Settings(home=place / "ours")) as app:
        for corpus in corpora:
            app.ingest(corpus.declared())
        _fill_up(app, corpora, size)
        scopes = app.passages.scopes(frozenset({"public"}), frozenset())

        def floor(labelled: Labelled) -> None:
            vectors = app.embedder.embed_queries([labelled.asked.text or labelled.asked.title])
            app.index.query(scopes.collections[:1], vectors, 50)

        return [
            _row("one embedding + one Chroma query", floor, questions),
            _row("search", lambda q: app.search.find(q.asked.question()), questions),
            _row("answer", lambda q: app.answerer.answer(q.asked.question()), questions),
        ]


def _fill_up(app: App, corpora: Sequence[Corpus], size: int) -> None:
    """Add made-up pages until the index has `size` passages."""
    held = app.passages.count_chunks()
    if size <= held:
        return
    shuffle = random.Random(_SEED)
    texts = [text for corpus in corpora for _, text in corpus.records()]
    shuffle.shuffle(texts)
    words = [word for text in texts[:200] for word in text.split()]
    source_id = app.sources.open("filler", "folder", "made up")
    number = 0
    while held < size:
        batch: list[tuple[Document, Sequence[Chunk]]] = []
        for _ in range(64):
            number += 1
            page = _page(number, words, shuffle)
            cut = chunk(page)
            batch.append((page, cut))
            held += len(cut)
        app.documents.save(source_id, batch)
    _give_vectors(app, app.embedder.embed_passages([text[:1_000] for text in texts[:400]]))


def _page(number: int, words: Sequence[str], shuffle: random.Random) -> Document:
    blocks: list[Block] = []
    for part in range(_PAGE):
        blocks.append(Block(BlockKind.HEADING, f"Part {part}", level=2))
        blocks.append(Block(BlockKind.PARAGRAPH, " ".join(shuffle.choices(words, k=110))))
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


def _peer(place: Path, corpora: Sequence[Corpus], questions: Sequence[Labelled]) -> dict[str, Any]:
    peer = StockLangChain(place / "langchain")
    peer.add(peer.split([(c.name, path, text) for c in corpora for path, text in c.records()]))
    return _row(peer.name, lambda q: peer.pages(q.asked.text), questions)


def _row(
    name: str, ask: Callable[[Labelled], Any], questions: Sequence[Labelled]
) -> dict[str, Any]:
    for question in questions[:3]:
        ask(question)
    times: list[float] = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - started) * 1_000)
    return {
        "system": name,
        "p50 ms": float(np.percentile(times, 50)),
        "p95 ms": float(np.percentile(times, 95)),
    }


if __name__ == "__main__":
    main()
