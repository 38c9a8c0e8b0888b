"""How many passages a second are embedded and indexed, beside the stock LangChain recipe.

python -m benchmarks.ingest
python -m benchmarks.ingest --corpus docs=./docs
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora
from benchmarks.peers.stock_langchain import StockLangChain
from benchmarks.report import publish
from core.db.vector_ledger import embedded_text
from core.records import Document
from core.settings import Settings
from dialtone.app import App, open_source
from ingest.chunk import chunk


def main() -> None:
    """Ingest with ours, again unchanged, with the embedder alone, and with the peer."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    corpora = chosen_corpora(parser.parse_args())
    with tempfile.TemporaryDirectory() as place:
        rows = [*_ours(Path(place), corpora), _peer(Path(place), corpora)]
    ours, raw, peer = rows[0], rows[2], rows[3]
    rows[0]["share of raw"] = ours["passages/s"] / raw["passages/s"]
    rows[0]["times the peer"] = ours["passages/s"] / peer["passages/s"]
    publish("ingest", rows, pages=sum(len(corpus.records()) for corpus in corpora))


def _ours(place: Path, corpora: list[Corpus]) -> list[dict[str, Any]]:
    with App(Settings(home=place / "ours")) as app:
        app.embedder.embed_passages(["the model is loaded before the clock starts"])
        app.index.count("and the store is open, as the peer's is")
        started = time.perf_counter()
        count = sum(app.ingest(corpus.declared()).embedded for corpus in corpora)
        fresh = time.perf_counter() - started
        started = time.perf_counter()
        for corpus in corpora:
            app.ingest(corpus.declared())
        again = time.perf_counter() - started
        texts = _texts(corpora)
        started = time.perf_counter()
        app.embedder.embed_passages(texts)
        raw = time.perf_counter() - started
    return [
        _row("Dialtone", count, fresh),
        _row("  again, unchanged", 0, again),
        _row("  the embedder alone", len(texts), raw),
    ]


def _texts(corpora: list[Corpus]) -> list[str]:
    """What the pipeline embeds, made anew."""
    texts: list[str] = []
    for corpus in corpora:
        for found in open_source(corpus.declared()).read({}):
            if isinstance(found, Document):
                texts += [
                    embedded_text(found.title, piece.heading_path, piece.text)
                    for piece in chunk(found)
                ]
    return texts


def _peer(place: Path, corpora: list[Corpus]) -> dict[str, Any]:
    peer = StockLangChain(place / "langchain")
    peer.embeddings.embed_query("the model is loaded before the clock starts")
    started = time.perf_counter()
    chunks = peer.split([(c.name, path, text) for c in corpora for path, text in c.records()])
    peer.add(chunks)
    return _row(peer.name, len(chunks), time.perf_counter() - started)


def _row(system: str, passages: int, seconds: float) -> dict[str, Any]:
    return {
        "system": system,
        "passages": passages,
        "seconds": seconds,
        "passages/s": passages / seconds,
    }


if __name__ == "__main__":
    main()
