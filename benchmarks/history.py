"""What is a help channel's past worth? Search on its own questions, and how often "the same" is.

python -m benchmarks.history --docs docs=./docs --export ./slack-export
python -m benchmarks.history
"""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import publish
from core.settings import Settings
from core.source_settings import FolderSource, SlackExportSource
from dialtone.app import App
from dialtone.demo.channel.export import planted, write
from dialtone.demo.session import HANDBOOK
from dialtone.labels import Labelled
from dialtone.learning import WEIGHTS, learn, reciprocal_ranks
from dialtone.mining import mine
from retrieval.evaluation.uncertainty import compare, estimate

_THRESHOLDS = (0.55, 0.6, 0.65, 0.7, 0.75)


def main() -> None:
    """Index docs and history once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--docs", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--export", type=Path, help="default: the sample platform's channel")
    arguments = parser.parse_args()
    export = arguments.export
    docs = [text.partition("=")[::2] for text in arguments.docs] or [("handbook", str(HANDBOOK))]
    for place in (*(Path(path) for _, path in docs), *([export] if export else [])):
        if not place.exists():
            raise SystemExit(f"This benchmark needs {place}, which is not there.")
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "channel.zip"
        write(sample)
        with App(Settings(home=Path(folder) / "home")) as app:
            for name, path in docs:
                app.ingest(FolderSource(type="folder", name=name, path=Path(path)))
            channel = export or sample
            app.ingest(SlackExportSource(type="slack-export", name="past", path=channel))
            publish("history", _worth(app, mine(app.past)))
            if export is None:
                publish("same_questions", _same(app))


def _worth(app: App, questions: Sequence[Labelled]) -> list[dict[str, Any]]:
    alone = reciprocal_ranks(app, questions, 0.0)
    rows: list[dict[str, Any]] = []
    for weight in WEIGHTS:
        scores = reciprocal_ranks(app, questions, weight)
        gain = compare(alone, scores)
        rows.append(
            {
                "weight": weight,
                "questions": len(questions),
                "MRR": estimate(scores).mean,
                "gain": f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]",
            }
        )
    learned = learn(app, questions)
    if learned:
        gain = learned.gain
        rows.append(
            {
                "weight": f"learned: {learned.weight:g}",
                "questions": learned.questions,
                "MRR": estimate(alone).mean + gain.mean,
                "gain": f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]",
            }
        )
    return rows


def _same(app: App) -> list[dict[str, Any]]:
    """Of two questions that count as the same, how many were asked for the same reason."""
    cause = planted()
    always = datetime(1970, 1, 1, tzinfo=UTC), datetime.now(UTC)
    threads = [thread for thread in app.threads.between(*always) if thread.id in cause]
    vectors = app.embedder.embed_queries([thread.question.text for thread in threads])
    causes = np.array([cause[thread.id] for thread in threads])
    first, second = np.triu_indices(len(threads), 1)
    likeness = (vectors @ vectors.T)[first, second]
    agree = causes[first] == causes[second]
    return [
        {
            "same from": threshold,
            "pairs": int((likeness >= threshold).sum()),
            "right": float(agree[likeness >= threshold].mean()),
        }
        for threshold in _THRESHOLDS
    ]


if __name__ == "__main__":
    main()
