"""Does the report find planted toil? Five causes of known volume and minutes among noise.

python -m benchmarks.toil --seeds 20

Every seed makes another channel of twelve weeks (tests/analytics/toil_channel.py) in which one
cause was automated in week six. Counted are: how many of the five themes that rank first are the
five causes, how many true shares of human time lie in their intervals, and whether the report says
that the automated cause fell, and of the others that they did not.
"""

import argparse
from collections import Counter
from datetime import timedelta
from typing import Any

from analytics.asked import asked
from analytics.cases import case_of_thread
from analytics.effect import Intervention
from analytics.report.weekly import weekly_report
from benchmarks.report import publish
from core.ports import Embedder
from core.settings import Settings
from dialtone.app import App
from dialtone.theming import question_vectors
from tests.analytics.toil_channel import AUTOMATED, FIRST, WEEKS, Planted, toil_channel


def main() -> None:
    """Report every seed's channel."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=20, metavar="COUNT")
    count = parser.parse_args().seeds
    with App(Settings()) as app:
        rows = [found(toil_channel(seed), app.embedder, seed) for seed in range(count)]
    names = ("first five", "shares inside", "drop shown", "false drops")
    totals: dict[str, Any] = {name: sum(row[name] for row in rows) for name in names}
    publish("toil", [*rows, {"seed": "all", **totals}], seeds=count)


def found(planted: Planted, embedder: Embedder, seed: int = 0) -> dict[str, Any]:
    """What the report of the last week says of the planted causes."""
    cases = [case for thread in planted.threads if (case := case_of_thread(thread))]
    texts, vectors = question_vectors(embedder, [asked(case.text) for case in cases])
    last = (FIRST + timedelta(weeks=WEEKS - 1)).date()
    first = weekly_report(cases, texts, vectors, last)
    cause_of = {case.key: planted.cause_of.get(case.key.rsplit("/", 1)[1], "") for case in cases}
    inside: dict[int, Counter[str]] = {}
    for key, theme in first.theme_of.items():
        inside.setdefault(theme, Counter())[cause_of[key]] += 1
    most = {theme: counts.most_common(1)[0][0] for theme, counts in inside.items()}
    ranked = [row for row in first.report.themes if row.toil]
    of = {cause: next((row for row in ranked if most[row.id] == cause), None)
          for cause in planted.causes}  # fmt: skip
    total = planted.minutes()
    shares = sum(
        row.toil.share.low <= planted.minutes(cause) / total <= row.toil.share.high
        for cause, row in of.items()
        if row and row.toil
    )
    on = FIRST.date() + timedelta(weeks=AUTOMATED, days=-1)
    done = [Intervention(row.id, row.id, cause, on) for cause, row in of.items() if row]
    names = {row.id: row.name for row in first.report.themes}
    again = weekly_report(
        cases, texts, vectors, last, known=first.theme_of, names=names, interventions=done
    )
    fell = [
        effect.intervention.what
        for effect in again.report.effects
        if effect.change and effect.change.high < 0
    ]
    return {
        "seed": seed,
        "questions": len(cases),
        "themes": len(first.report.themes),
        "first five": len({most[row.id] for row in ranked[:5]} & set(planted.causes)),
        "shares inside": shares,
        "drop shown": int(planted.automated in fell),
        "false drops": len(set(fell) - {planted.automated}),
        "in none": first.report.unassigned,
    }


if __name__ == "__main__":
    main()
