"""Does search find the page? Each stage taken away, beside LangChain's and LlamaIndex's recipes.

python -m benchmarks.retrieval
python -m benchmarks.retrieval --corpus docs=./docs --questions questions.jsonl
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.peers.default_llamaindex import DefaultLlamaIndex
from benchmarks.peers.stock_langchain import StockLangChain
from benchmarks.report import publish
from core.settings import Search as SearchSettings
from core.settings import Settings
from dialtone.app import App
from dialtone.labels import Labelled
from retrieval.evaluation.ranking import MEASURES, measure
from retrieval.evaluation.uncertainty import compare, estimate
from retrieval.search import Search

Ranker = Callable[[Labelled], Sequence[tuple[str, str]]]

STAGES = {
    "Dialtone": SearchSettings(),
    "  without words": SearchSettings(lexical=False),
    "  without vectors": SearchSettings(vectors=False),
    "  page = best passage": SearchSettings(passages_a_page=1),
    "  page = best 5": SearchSettings(passages_a_page=5),
    "  without clean-up": SearchSettings(clean_up=False),
    "  without follow-ups": SearchSettings(follow_ups=False),
    "  50 candidates": SearchSettings(candidates=50),
}


def main() -> None:
    """Index once for each system, ask every question of each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    parser.add_argument("--no-peers", action="store_true", help="only our own stages")
    arguments = parser.parse_args()
    corpora = chosen_corpora(arguments)
    questions = [q for q in chosen_questions(arguments, corpora) if q.relevant]
    with tempfile.TemporaryDirectory() as place:
        rows = _ours(Path(place) / "ours", corpora, questions)
        if not arguments.no_peers:
            rows = _peers(Path(place), corpora, questions, rows)
    publish("retrieval", _table(rows), questions=len(questions))


def _ours(
    home: Path, corpora: Sequence[Corpus], questions: Sequence[Labelled]
) -> dict[str, list[dict[str, float]]]:
    rows: dict[str, list[dict[str, float]]] = {}
    with App(Settings(home=home)) as app:
        for corpus in corpora:
            app.ingest(corpus.declared())
        for name, settings in STAGES.items():
            search = Search(app.passages, app.index, app.embedder, settings)

            def ask(labelled: Labelled, search: Search = search) -> list[tuple[str, str]]:
                pages = search.find(labelled.asked.question()).pages
                return [(page.source, page.path) for page in pages]

            rows[name] = _scores(ask, questions)
    return rows


def _peers(
    place: Path,
    corpora: Sequence[Corpus],
    questions: Sequence[Labelled],
    rows: dict[str, list[dict[str, float]]],
) -> dict[str, list[dict[str, float]]]:
    records = [(c.name, path, text) for c in corpora for path, text in c.records()]
    langchain = StockLangChain(place / "langchain")
    langchain.add(langchain.split(records))
    with App(Settings(home=place / "embedder")) as app:
        llamaindex = DefaultLlamaIndex(app.embedder)
        llamaindex.add(records)
        for peer in (langchain, llamaindex):
            rows[peer.name] = _scores(lambda q, peer=peer: peer.pages(_text(q)), questions)  # type: ignore[misc]
    return rows


def _text(labelled: Labelled) -> str:
    return f"{labelled.asked.title}\n{labelled.asked.text}".strip()


def _scores(rank: Ranker, questions: Sequence[Labelled]) -> list[dict[str, float]]:
    scores = []
    for question in questions:
        ranking = [
            path if question.is_relevant(corpus, path) else (corpus, path)
            for corpus, path in rank(question)
        ]
        scores.append(measure(ranking, question.relevant))
    return scores


def _table(rows: dict[str, list[dict[str, float]]]) -> list[dict[str, Any]]:
    ours = rows["Dialtone"]
    table: list[dict[str, Any]] = []
    for name, scores in rows.items():
        row: dict[str, Any] = {"system": name}
        row |= {key: estimate([score[key] for score in scores]).mean for key in MEASURES}
        gain = compare([s["MRR"] for s in scores], [s["MRR"] for s in ours])
        row["Dialtone is better by (MRR)"] = (
            "" if scores is ours else f"{gain.mean:+.3f} [{gain.low:+.2f}, {gain.high:+.2f}]"
        )
        table.append(row)
    return table


if __name__ == "__main__":
    main()
