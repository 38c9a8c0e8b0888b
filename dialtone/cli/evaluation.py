"""`dialtone eval`: how good is it on labelled questions?"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import UserError
from dialtone.cli.context import console, errors, explained

if TYPE_CHECKING:
    from dialtone.labels import Labelled
    from dialtone.scorecard import Scorecard


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="eval")(evaluate)


def evaluate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="JSONL files: a question a line with `relevant` paths and the `corpus` (source)"
            " they are in, or ids that a qrels.tsv judges."
        ),
    ] = None,
    qrels: Annotated[
        Path | None, typer.Option(help="Judgements. Default: qrels.tsv beside each file.")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(help="A second settings file to compare with, question by question."),
    ] = None,
    answers: Annotated[
        list[Path] | None,
        typer.Option(
            help="Compare what language models answer to the questions of this file, which may have"
            " a `reference_answer`, an `answerability` or `relevant` pages."
        ),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(help="With --answers: a model as in `model.name`. Again for another."),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="With --answers: so many of the questions, always the same ones."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Score search and answers on labelled questions, with 95% intervals, by source.

    With --answers, language models are compared side by side, and with answers without one.

    With --compare, both configurations answer the same questions from the same home, and a paired
    test says how sure the difference is.
    """
    with explained():
        place = context.obj
        if answers:
            from dialtone.cli.model_scores import compare_models

            compare_models(place, answers, model or [], sample, as_json)
            return
        if not files:
            raise UserError("There are no questions.", "Name a file of them, or use --answers.")
        from dialtone.labels import read_labelled

        questions = read_labelled(files, qrels)
        card = _score(place.home, place.config, questions)
        other = _score(place.home, compare, questions) if compare else None
        if as_json:
            print(json.dumps(_json(card, other), indent=2))
        else:
            from dialtone.cli.scores import show_scorecard

            show_scorecard(console(), card, other)


def _score(home: Path | None, config: Path | None, questions: "list[Labelled]") -> "Scorecard":
    from rich.progress import Progress

    from core.settings import load
    from dialtone.app import App
    from dialtone.scorecard import run

    out = errors()
    with App(load(home=home, config=config)) as app:
        with Progress(console=out, transient=True, disable=not out.is_terminal) as bars:
            task = bars.add_task("Asking", total=len(questions))
            return run(app, questions, lambda: bars.advance(task))


def _json(card: "Scorecard", other: "Scorecard | None") -> dict[str, Any]:
    from dialtone.scorecard import differences

    shown: dict[str, Any] = {"first": _card_json(card)} if other else _card_json(card)
    if other:
        shown["second"] = _card_json(other)
        shown["difference"] = {k: asdict(v) for k, v in differences(card, other).items()}
    return shown


def _card_json(card: "Scorecard") -> dict[str, Any]:
    from dialtone.scorecard import refusals, summarize

    groups: dict[str, Any] = {}
    for name, outcomes in card.groups().items():
        refused = refusals(outcomes)
        groups[name] = {
            "questions": len(outcomes),
            "search": {k: asdict(v) for k, v in summarize(outcomes).items()},
            "answers": asdict(refused) if refused else None,
        }
    return {
        "groups": groups,
        "not_indexed": [
            {"id": question.asked.id, "corpus": question.corpus} for question in card.not_indexed
        ],
        "questions": [
            {
                "id": outcome.labelled.asked.id,
                "corpus": outcome.labelled.corpus,
                "measures": outcome.measures,
                "kind": outcome.judged and outcome.judged.kind.value,
                "confidence": outcome.judged and outcome.judged.confidence,
                "pages": [[page.source, page.path] for page in outcome.pages],
            }
            for outcome in card.outcomes
        ],
    }
