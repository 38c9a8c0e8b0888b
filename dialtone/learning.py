"""How far should past threads raise pages? Found by cross-validation on the platform's own past."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dialtone.app import App
from dialtone.labels import Labelled
from dialtone.scorecard import ranking_of
from retrieval.evaluation.ranking import reciprocal_rank
from retrieval.evaluation.uncertainty import Difference, compare
from retrieval.past import Memory
from retrieval.search import Search

WEIGHTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
_FOLDS = 5
_FEWEST = 20
"""Questions below which nothing is learned."""
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Learned:
    """What was found. Scores are of questions that the weight had not been chosen on."""

    weight: float
    """Best over all questions; 0 where none was better than nothing on unseen ones."""
    gain: Difference
    """Reciprocal rank with the chosen weights minus without, on unseen questions."""
    questions: int


def learn(
    app: App, questions: Sequence[Labelled], done: Callable[[], None] = lambda: None
) -> Learned | None:
    """The weight that serves these questions best; None where there are too few to tell."""
    if len(questions) < _FEWEST:
        return None
    rows = []
    for weight in WEIGHTS:
        rows.append(reciprocal_ranks(app, questions, weight))
        done()
    scores = np.array(rows)
    fold_of = np.arange(len(questions)) % _FOLDS
    unseen = np.zeros(len(questions))
    for fold in range(_FOLDS):
        out = fold_of == fold
        unseen[out] = scores[_best(scores[:, ~out])][out]
    gain = compare(scores[0].tolist(), unseen.tolist())
    weight = WEIGHTS[_best(scores)] if gain.mean > 0 else 0.0
    return Learned(weight, gain, len(questions))


def _best(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
    """The smallest of the weights that are best."""
    means = scores.mean(axis=1)
    return int(np.argmax(means >= means.max() - 1e-9))


def reciprocal_ranks(app: App, questions: Sequence[Labelled], weight: float) -> list[float]:
    """How high the first linked page comes for each question when past threads have a weight."""
    memory = Memory(app.passages, app.index, app.past)
    search = Search(
        app.passages,
        app.index,
        app.embedder,
        app.settings.search,
        memory=memory,
        past=app.settings.past.model_copy(update={"weight": weight, "threads": True}),
    )
    found = search.find_many([labelled.asked.question() for labelled in questions], _DEPTH)
    return [
        reciprocal_rank(ranking_of(labelled, result.pages), labelled.relevant)
        for labelled, result in zip(questions, found, strict=True)
    ]
