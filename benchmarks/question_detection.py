"""How well questions are told from chatter, on the history of real Slack channels.

    python -m benchmarks.question_detection EXPORT... --labels FILE      # measure what ships
    python -m benchmarks.question_detection EXPORT... --train FILE       # fit the weights anew

EXPORT is a folder in Slack's export format. A file of labels has a line for each message: channel,
`ts`, and 1 (asks for help), 0 (does not) or ? (people would not agree; left out), with tabs
between. Without labels there is a rough stand-in: whether another person replied in a thread.
"""

import argparse
import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import publish
from bot import question

SAMPLES = Path(__file__).parent / "samples" / "channel_messages.txt"
"""A platform's messages, written for this project; training adds them to what it is given."""

_SHRINK = 3.0
"""How strongly weights are drawn to what is expected of them; among 3,
10, 30 and 100 the least that leaves channels that were left out about as well judged."""
_ROUNDS = 4000
_RESAMPLES = 2000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it is."""

    channel: str
    text: str
    asks: bool


def main() -> None:
    """Measure, or train and write the weights."""
    given = _arguments()
    for export in given.exports:
        if not export.is_dir():
            sys.exit(f"There is no folder {export}: give folders in Slack's export format.")
    said = [message for export in given.exports for message in _messages(export)]
    if given.train:
        _train([*_samples(), *_labelled(said, given.train)])
    if given.labels:
        _measure(_labelled(said, given.labels), "hand labels", "question_detection")
    elif not given.train:
        _measure(_weakly(said), "a reply by another person", "question_detection_weak")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("exports", nargs="+", type=Path, metavar="EXPORT")
    parser.add_argument("--labels", type=Path, help="measure on these")
    parser.add_argument("--train", type=Path, help="fit to these and the project's own samples")
    return parser.parse_args()


def _messages(export: Path) -> Iterable[dict[str, Any]]:
    """What people wrote to a channel itself, outside threads."""
    for folder in sorted(path for path in export.iterdir() if path.is_dir()):
        for file in sorted(folder.glob("*.json")):
            for message in json.loads(file.read_text(encoding="utf-8")):
                odd = message.get("subtype") not in (None, "file_share") or "bot_id" in message
                reply = message.get("thread_ts", message["ts"]) != message["ts"]
                if not odd and not reply and message.get("text", "").strip():
                    yield {**message, "channel": folder.name}


def _labelled(said: Iterable[dict[str, Any]], file: Path) -> list[Labelled]:
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    labels = {(line[-3], line[-2]): line[-1] for line in lines if len(line) >= 3}
    found = []
    for message in said:
        label = labels.get((message["channel"], message["ts"]))
        if label in ("0", "1"):
            found.append(Labelled(message["channel"], message["text"], label == "1"))
    if not found:
        sys.exit(f"None of the messages that {file} names is in these exports.")
    return found


def _weakly(said: Iterable[dict[str, Any]]) -> list[Labelled]:
    return [
        Labelled(
            message["channel"],
            message["text"],
            any(person != message.get("user") for person in message.get("reply_users", ())),
        )
        for message in said
    ]


def _samples() -> list[Labelled]:
    lines = SAMPLES.read_text(encoding="utf-8").splitlines()
    return [
        Labelled("samples", line[2:], line.startswith("?"))
        for line in lines
        if line.startswith(("? ", "- "))
    ]


def _train(known: Sequence[Labelled]) -> None:
    names = sorted(question.signs(""))
    signs, asks = _matrix(known, names)
    _print_cross_validation(known, signs, asks, names)
    weights = _fit(signs, asks, names)
    body = {"bias": round(float(weights[-1]), 3)}
    body |= {name: round(float(w), 3) for name, w in zip(names, weights, strict=False)}
    question.WEIGHTS.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    question.weights.cache_clear()
    print(f"fitted to {len(known)} messages, {int(asks.sum())} of them questions")


def _matrix(known: Sequence[Labelled], names: Sequence[str]) -> tuple[Floats, Floats]:
    """One row a message, one column a sign and a last one of ones; and 1.0 where it asks."""
    rows = [[found[name] for name in names] + [1.0] for found in _signs_of(known)]
    return np.array(rows), np.array([float(message.asks) for message in known])


def _signs_of(known: Sequence[Labelled]) -> list[dict[str, float]]:
    return [question.signs(message.text) for message in known]


def _fit(signs: Floats, asks: Floats, names: Sequence[str]) -> Floats:
    """Logistic regression, each weight held to the side that its sign may take.

    A prior stands in for what the messages at hand do not show: that a sign counts one against,
    or a half for. Few channels hold announcements, and every platform has them.
    Projected gradient descent: the loss is convex and the bounds are a box, so it converges.
    """
    low = np.array([-np.inf if name in question.AGAINST else 0.0 for name in names] + [-np.inf])
    high = np.array([0.0 if name in question.AGAINST else np.inf for name in names] + [np.inf])
    shrink = np.array([_SHRINK] * len(names) + [0.0])
    expected = np.array([*(_expected(name) for name in names), 0.0])
    weights = expected.copy()
    step = 1 / (np.linalg.norm(signs, 2) ** 2 / 4 + _SHRINK)
    for _ in range(_ROUNDS):
        slope = signs.T @ (_likely(signs, weights) - asks) + shrink * (weights - expected)
        weights = np.clip(weights - step * slope, low, high)
    return weights


def _expected(sign: str) -> float:
    if sign == "asks in another language":
        return 3.0  # The other signs are English, so it has to carry the whole question.
    return -1.0 if sign in question.AGAINST else 0.5


def _likely(signs: Floats, weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-signs @ weights)))


def _print_cross_validation(
    known: Sequence[Labelled], signs: Floats, asks: Floats, names: Sequence[str]
) -> None:
    """Each channel judged by weights that were fitted to the others."""
    likely = np.zeros(len(known))
    channels = np.array([message.channel for message in known])
    for channel in set(channels):
        here = channels == channel
        likely[here] = _likely(signs[here], _fit(signs[~here], asks[~here], names))
    loss = -np.mean(np.log(np.where(asks == 1, likely, 1 - likely)))
    right = _rates(likely >= question.THRESHOLD, asks == 1)
    print(f"a channel left out: precision {right[0]:.3f}, recall {right[1]:.3f}, loss {loss:.3f}")


def _measure(known: Sequence[Labelled], labels: str, name: str) -> None:
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for message in known:
        groups[message.channel].append(message)
    rows = [_row(channel, groups[channel]) for channel in sorted(groups)]
    publish(name, [_row("all", known), *rows], labels=labels, threshold=question.THRESHOLD)


def _row(channel: str, known: Sequence[Labelled]) -> dict[str, Any]:
    said = np.array([question.is_question(message.text) for message in known])
    asks = np.array([message.asks for message in known])
    marked = np.array(["?" in message.text for message in known])
    precision, recall = _rates(said, asks)
    (p_low, p_high), (r_low, r_high) = _intervals(said, asks)
    peer = _rates(marked, asks)
    return {
        "channel": channel,
        "messages": len(known),
        "questions": int(asks.sum()),
        "precision": _shown(precision, p_low, p_high),
        "recall": _shown(recall, r_low, r_high),
        "answers chatter": f"{(said & ~asks).sum()}/{(~asks).sum()}",
        "a ? anywhere, P": peer[0],
        "a ? anywhere, R": peer[1],
    }


def _rates(said: NDArray[np.bool_], asks: NDArray[np.bool_]) -> tuple[float, float]:
    """Precision and recall; NaN where there is nothing to divide by."""
    both = float((said & asks).sum())
    return (
        both / float(said.sum()) if said.any() else math.nan,
        both / float(asks.sum()) if asks.any() else math.nan,
    )


def _intervals(
    said: NDArray[np.bool_], asks: NDArray[np.bool_]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """95% of bootstrap resamples of the messages, for precision and for recall."""
    pick = random.Random(1)
    size = len(said)
    drawn = [
        _rates(said[chosen], asks[chosen])
        for chosen in (pick.choices(range(size), k=size) for _ in range(_RESAMPLES))
    ]
    edges = np.nanpercentile(np.array(drawn), [2.5, 97.5], axis=0)
    return (edges[0][0], edges[1][0]), (edges[0][1], edges[1][1])


def _shown(value: float, low: float, high: float) -> str | None:
    if math.isnan(value):
        return None
    return f"{value:.3f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main()
