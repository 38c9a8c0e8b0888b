"""Are themes those that people see? On labelled texts, beside BERTopic and hand-picked Leiden.

python -m benchmarks.themes labelled.jsonl        # lines with `text` and `label`
python -m benchmarks.themes FILE --label category # another field of the lines
python -m benchmarks.themes --time 100000         # vectors made up: how long both levels take

All see the same vectors. BERTopic is as its quick start has it; "Leiden at" is a graph of nearest
neighbours at the one of nine resolutions that suits the labels best, which nobody can know without
them. Steadiness is the adjusted Rand index with the themes of the same texts: in another order
(ours) or from another seed (BERTopic's UMAP; ours has none), and with a tenth left out.
"""

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score, v_measure_score

from analytics.themes.communities import Communities
from analytics.themes.levels import two_levels
from analytics.themes.neighbours import neighbour_graph
from analytics.themes.themes import Themes, find_groups, find_themes
from benchmarks.report import publish
from core.ports import Vectors
from core.settings import Settings
from dialtone.app import App
from dialtone.theming import question_vectors

Finder = Callable[[Sequence[str], Vectors], list[int]]
_RESOLUTIONS = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0)
_KEPT = 0.9


def main() -> None:
    """Cluster every file with every system."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, help="JSONL with `text` and a label")
    parser.add_argument("--label", default="label", metavar="FIELD", help="where the label is")
    parser.add_argument("--time", type=int, metavar="COUNT", help="time so many made-up texts")
    parser.add_argument("--no-peers", action="store_true", help="only our own")
    arguments = parser.parse_args()
    missing = [str(file) for file in arguments.files if not file.is_file()]
    if missing or not (arguments.files or arguments.time):
        parser.exit(2, f"Name JSONL files of labelled texts; not there: {missing}\n")
    rows = [
        row
        for file in arguments.files
        for row in _measured(file, arguments.label, not arguments.no_peers)
    ]
    if arguments.time:
        rows.append(_timed(arguments.time))
    publish("themes", rows, label=arguments.label)


def _measured(file: Path, field: str, peers: bool) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    labels = [line.get(field) for line in lines]
    with App(Settings()) as app:
        texts, vectors = question_vectors(app.embedder, [line["text"] for line in lines])
    # What the first call loads is no part of what is timed.
    _ours(texts[:100], vectors[:100])
    rows = [_scored(file.stem, "Dialtone", _ours, texts, vectors, labels)]
    rows[0] |= _steadiness(_ours, texts, vectors)
    if not peers:
        return rows
    rows.append(_best_by_hand(file.stem, vectors, labels))
    if importlib.util.find_spec("bertopic") is None:
        print("BERTopic is not installed, so its row is left out:")
        print("pip install 'dialtone[bench-themes]'")
        return rows
    from benchmarks.peers.default_bertopic import bertopic_themes

    # Nor is what Numba compiles at the first call.
    bertopic_themes(texts[:500], vectors[:500])
    rows.append(_scored(file.stem, "BERTopic", bertopic_themes, texts, vectors, labels))
    other = partial(bertopic_themes, seed=1)
    rows[-1] |= _steadiness(bertopic_themes, texts, vectors, again=other)
    return rows


def _ours(texts: Sequence[str], vectors: Vectors) -> list[int]:
    return _theme_of(find_themes(texts, vectors))


def _theme_of(found: Themes) -> list[int]:
    return [-1 if at is None else at for at in found.theme_of]


def _scored(
    name: str,
    system: str,
    find: Finder,
    texts: Sequence[str],
    vectors: Vectors,
    labels: Sequence[str | None],
) -> dict[str, Any]:
    began = time.perf_counter()
    groups = find(texts, vectors)
    seconds = time.perf_counter() - began
    return {"set": name, "system": system, **_quality(groups, labels), "seconds": seconds}


def _quality(groups: Sequence[int], labels: Sequence[str | None]) -> dict[str, Any]:
    """Over labelled texts; what is unassigned counts as one group."""
    kept = [(label, at) for label, at in zip(labels, groups, strict=True) if label is not None]
    truth, found = [label for label, _ in kept], [at for _, at in kept]
    return {
        "themes": len(set(groups) - {-1}),
        "V": float(v_measure_score(truth, found)),
        "ARI": float(adjusted_rand_score(truth, found)),
        "unassigned": groups.count(-1) / len(groups) if isinstance(groups, list) else 0.0,
    }


def _steadiness(
    find: Finder, texts: Sequence[str], vectors: Vectors, again: Finder | None = None
) -> dict[str, Any]:
    """Agreement of the themes with those of another run, and with those of nine tenths."""
    whole = np.array(find(texts, vectors))
    order = np.random.default_rng(1).permutation(len(texts))
    if again:
        repeated = float(adjusted_rand_score(whole, again(texts, vectors)))
    else:
        shuffled = find([texts[row] for row in order], vectors[order])
        repeated = float(adjusted_rand_score(whole[order], shuffled))
    part = np.sort(order[: int(len(order) * _KEPT)])
    fewer = find([texts[row] for row in part], vectors[part])
    return {
        "run again": repeated,
        "without 10%": float(adjusted_rand_score(whole[part], fewer)),
    }


def _best_by_hand(name: str, vectors: Vectors, labels: Sequence[str | None]) -> dict[str, Any]:
    """Leiden on 20 nearest neighbours by cosine, at the resolution that suits the labels best."""
    began = time.perf_counter()
    graph = Communities(neighbour_graph(vectors, min(20, len(vectors) - 1)))
    tried = [(res, _quality(graph.at(res).tolist(), labels)) for res in _RESOLUTIONS]
    resolution, best = max(tried, key=lambda one: one[1]["V"] + one[1]["ARI"])
    seconds = time.perf_counter() - began
    return {"set": name, "system": f"Leiden at {resolution:g}", **best, "seconds": seconds}


def _timed(count: int) -> dict[str, Any]:
    """Both levels, as the weekly report has them, of so many questions with answers.

    Made-up vectors around a few hundred directions of unequal weight.
    """
    import resource

    chance = np.random.default_rng(0)
    centres = chance.standard_normal((400, 384)).astype(np.float32)
    share = 1 / np.arange(1, 401) ** 0.7
    of = chance.choice(400, count, p=share / share.sum())
    vectors = centres[of] + 1.2 * chance.standard_normal((count, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"question {row} about subject {at} of all" for row, at in enumerate(of)]
    replies = [f"done for subject {at}" for at in of]
    began = time.perf_counter()
    groups = find_groups(texts, vectors, broad=True)
    halfway = time.perf_counter()
    themes = two_levels(groups, texts, vectors, replies).themes
    done = time.perf_counter()
    return {
        "set": f"{count} made-up texts",
        "system": "Dialtone, both levels",
        **_quality(_theme_of(themes), [str(at) for at in of]),
        "seconds": done - began,
        "first level": halfway - began,
        "second level": done - halfway,
        "GiB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }


if __name__ == "__main__":
    main()
