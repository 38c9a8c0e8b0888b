"""`dialtone eval --answers`: models side by side, as people and programs read it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from core.errors import UserError
from dialtone.cli.context import Place, console, errors

if TYPE_CHECKING:
    from dialtone.model_comparison import Answered, Row


def compare_models(
    place: Place, files: Sequence[Path], models: Sequence[str], most: int | None, as_json: bool
) -> None:
    """Ask every model every question of the files, then print a row each. Raises UserError."""
    from rich.progress import Progress

    from core.settings import load
    from dialtone.app import App
    from dialtone.labels import read_labelled
    from dialtone.model_comparison import EXTRACTS, row, run, sample

    questions = sample(read_labelled(files, None), most)
    out = errors()
    with App(load(home=place.home, config=place.config)) as app:
        indexed = {source.name for source in app.sources.all()}
        here = [q for q in questions if not q.corpus or q.corpus in indexed]
        if not here:
            raise UserError(
                "None of these questions is about a source that is indexed.",
                f"Indexed: {', '.join(sorted(indexed)) or 'none yet'}.",
            )
        named = models or ([app.settings.model.name] if app.settings.model.name else [])
        answered: dict[str, list[Answered]] = {}
        app.answerer.answer(here[0].asked.question())  # loads what is slow to load
        with Progress(console=out, transient=True, disable=not out.is_terminal) as bars:
            for model in dict.fromkeys((EXTRACTS, *named)):
                task = bars.add_task(model, total=len(here))
                answered[model] = run(app, model, here, lambda task=task: bars.advance(task))  # type: ignore[misc]
    rows = [row(model, found) for model, found in answered.items()]
    if as_json:
        print(json.dumps(_json(rows, answered, len(questions) - len(here)), indent=2))
    else:
        _show(console(), rows, len(questions) - len(here))


def _json(
    rows: Sequence["Row"], answered: "dict[str, list[Answered]]", left_out: int
) -> dict[str, Any]:
    return {
        "models": [asdict(row) for row in rows],
        "not_indexed": left_out,
        "questions": [
            {
                "id": each.labelled.asked.id,
                "model": model,
                "kind": each.answer.kind.value,
                "outcome": each.outcome and each.outcome.value,
                "answer": [part.text for part in each.answer.parts],
                "citations": [[c.source, c.path] for c in each.answer.citations],
                "support": asdict(each.support),
                "overlap": each.overlap,
                "seconds": round(each.seconds, 4),
                "tokens": each.tokens,
                "cost": each.cost,
            }
            for model, found in answered.items()
            for each in found
        ],
    }


def _show(out: Console, rows: Sequence["Row"], left_out: int) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("model", overflow="fold")
    for name in ("n", "ans", "ref", "own", "cite P", "cite R", "supp", "ovl", "p50", "p95", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        rates = (
            row.answered,
            row.refused,
            row.by_model,
            row.citation_precision,
            row.citation_recall,
            row.support,
            row.overlap,
        )
        shown = ("–" if rate is None else f"{rate:.2f}" for rate in rates)
        cost = f"{row.cost:.2f}" if row.cost else "–"
        table.add_row(
            row.model, str(row.questions), *shown, f"{row.p50:.1f}s", f"{row.p95:.1f}s", cost
        )
    out.print(table)
    out.print(
        "[dim]ans: answerable questions answered; ref: unanswerable ones refused; own: answers that"
        "\nthe model wrote, the rest being extracts; cite P: sentences that their cited passage"
        "\nsays; cite R: answers that cite a labelled page; supp: words that the cited passages"
        "\nhave; ovl: ROUGE-L with the reference.[/]"
    )
    for row in rows:
        if row.outcomes:
            told = ", ".join(f"{name} {count}" for name, count in sorted(row.outcomes.items()))
            out.print(f"[dim]{row.model}: {told}; {row.tokens:,} tokens[/]", highlight=False)
    if left_out:
        out.print(f"[dim]{left_out} questions were left out: their source is not indexed.[/]")
