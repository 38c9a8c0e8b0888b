"""How long an answer takes, beside the parts it cannot do without, on an index of any size.

    python -m benchmarks.search
    python -m benchmarks.search --passages 30000

Passages beyond those of the corpus are made of its own sentences, shuffled, with vectors near the
real ones, so that the index has the size and the words of a large one. Ours, and the parts, compute
as `dialtone serve` does, each question on one core; the peer on all, as it comes. Each way gets
each question in a wording that nobody has used, because what was asked is not embedded again.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.filler import fill_up
from benchmarks.peers.stock_langchain import StockLangChain
from benchmarks.report import publish
from benchmarks.wordings import worded_anew
from core.records import Question
from core.settings import Settings
from dialtone.app import App
from dialtone.labels import Labelled

Ask = Callable[[Question], Any]
"""One way to deal with a question."""

_FLOOR = "one embedding + one Chroma query"
_ROUNDS = 3
_WARM_UP = 1
"""Rounds that are not counted: words and caches are met for the first time."""


def main() -> None:
    """Time an answer, its parts and the peer, on the same questions."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    parser.add_argument("--passages", type=int, default=0, help="fill the index up to this many")
    arguments = parser.parse_args()
    corpora = chosen_corpora(arguments)
    questions = chosen_questions(arguments, corpora)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place, App(Settings(home=Path(place) / "ours")) as app:
        ways = _ours(app, corpora, arguments.passages)
        if not arguments.passages:
            ways |= _peer(Path(place), corpora)
        rows = _timed(ways, questions)
    publish("search", rows, questions=len(questions), passages=arguments.passages)


def _ours(app: App, corpora: Sequence[Corpus], size: int) -> dict[str, Ask]:
    for corpus in corpora:
        app.ingest(corpus.declared())
    fill_up(app, [text for corpus in corpora for _, text in corpus.records()], size)
    collections = app.passages.scopes(frozenset({"public"}), frozenset()).collections
    largest = max(collections, key=app.index.count)

    def floor(question: Question) -> None:
        vectors = app.embedder.embed_queries([question.text or question.title])
        app.index.query([largest], vectors, 50)

    return {
        _FLOOR: floor,
        "search": app.search.find,
        "answer": app.answerer.answer,
    }


def _peer(place: Path, corpora: Sequence[Corpus]) -> dict[str, Ask]:
    peer = StockLangChain(place / "langchain")
    peer.add(peer.split([(c.name, path, text) for c in corpora for path, text in c.records()]))

    def ask(question: Question) -> None:
        torch.set_num_threads(os.cpu_count() or 1)
        peer.pages(question.text)
        torch.set_num_threads(1)

    return {peer.name: ask}


def _timed(ways: Mapping[str, Ask], questions: Sequence[Labelled]) -> list[dict[str, Any]]:
    """A row for each way. They take turns at every question, so that what else the machine does
    slows none of them more than the others."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(_WARM_UP + _ROUNDS):
        for labelled in questions:
            asked = labelled.asked.question()
            for place, (name, ask) in enumerate(ways.items()):
                fresh = replace(asked, text=worded_anew(asked.text, turn * len(ways) + place))
                started = time.perf_counter()
                ask(fresh)
                if turn >= _WARM_UP:
                    times[name].append((time.perf_counter() - started) * 1_000)
    floor = {share: float(np.percentile(times[_FLOOR], share)) for share in (50, 95)}
    rows: list[dict[str, Any]] = []
    for name, taken in times.items():
        row: dict[str, Any] = {"system": name}
        for share, least in floor.items():
            row[f"p{share} ms"] = float(np.percentile(taken, share))
            row[f"p{share} / floor"] = row[f"p{share} ms"] / least
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
