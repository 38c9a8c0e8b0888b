"""How long an answer takes, beside the parts it cannot do without, on an index of any size.

    python -m benchmarks.search
    python -m benchmarks.search --passages 30000

Passages beyond those of the corpus are made of its own sentences, shuffled, with vectors near the
real ones, so that the index has the size and the words of a large one.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.filler import fill_up
from benchmarks.peers.stock_langchain import StockLangChain
from benchmarks.report import publish
from core.settings import Settings
from dialtone.app import App
from dialtone.labels import Labelled


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
        fill_up(app, [text for corpus in corpora for _, text in corpus.records()], size)
        scopes = app.passages.scopes(frozenset({"public"}), frozenset())

        def floor(labelled: Labelled) -> None:
            vectors = app.embedder.embed_queries([labelled.asked.text or labelled.asked.title])
            app.index.query(scopes.collections[:1], vectors, 50)

        return [
            _row("one embedding + one Chroma query", floor, questions),
            _row("search", lambda q: app.search.find(q.asked.question()), questions),
            _row("answer", lambda q: app.answerer.answer(q.asked.question()), questions),
        ]


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
