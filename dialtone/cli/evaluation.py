"""`dialtone eval`: how good is it on labelled questions?"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import UserError
from dialtone.cli.context import Place, console, errors, explained

if TYPE_CHECKING:
    from dialtone.labels import Labelled
    from dialtone.learning import Learned
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
            " they are in, or ids that a qrels.tsv judges. After --compare A.yaml also B.yaml.",
            show_default=False,
        ),
    ] = None,
    qrels: Annotated[
        Path | None, typer.Option(help="Judgements. Default: qrels.tsv beside each file.")
    ] = None,
    from_history: Annotated[
        bool,
        typer.Option(
            "--from-history",
            help="Ask what was asked in your help channels, where a helper linked an indexed page."
            " The thread of a question is left out when it is asked.",
        ),
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option(
            help="A settings file to compare with, question by question; `--compare A.yaml B.yaml`"
            " compares two with each other.",
        ),
    ] = None,
    learn: Annotated[
        bool,
        typer.Option(
            "--learn",
            help="With --from-history: find by cross-validation how far past threads should raise"
            " pages, and keep it where that helped on questions it had not seen.",
        ),
    ] = False,
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

    With --compare, both configurations answer the same questions, and a paired test says how sure
    the difference is. With --from-history and nothing to compare, docs alone are compared with
    docs and past threads. With --answers, language models are compared side by side, and with
    answers without one.
    """
    with explained():
        place: Place = context.obj
        if answers:
            from dialtone.cli.model_scores import compare_models

            compare_models(place, answers, model or [], sample, as_json)
            return
        wanted = _wanted(files or [], qrels, from_history, compare, learn)
        first, second = wanted.configurations(place.config)
        questions = _questions(place.home, first, wanted)
        learned = _learn(place.home, first, questions) if learn else None
        card = _score(place.home, first, questions, past=not wanted.against_docs)
        other = _score(place.home, second, questions) if wanted.compares else None
        if as_json:
            print(json.dumps(_json(card, other, learned), indent=2))
        else:
            from dialtone.cli.scores import show_learned, show_scorecard

            names = ("docs alone", "with past threads") if wanted.against_docs else wanted.names
            show_scorecard(console(), card, other, names)
            show_learned(console(), learned) if learn else None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be asked of which configurations."""

    files: tuple[Path, ...]
    qrels: Path | None
    from_history: bool
    compared: tuple[Path, ...]
    """Settings files: none, one against the usual one, or two against each other."""

    @property
    def against_docs(self) -> bool:
        """Whether docs alone are compared with docs and past threads."""
        return self.from_history and not self.compared

    @property
    def compares(self) -> bool:
        """Whether there are two configurations."""
        return self.from_history or bool(self.compared)

    @property
    def names(self) -> tuple[str, str]:
        """What the configurations are called."""
        if len(self.compared) == 2:
            return str(self.compared[0]), str(self.compared[1])
        return "first", "second"

    def configurations(self, usual: Path | None) -> tuple[Path | None, Path | None]:
        """Both settings files."""
        if len(self.compared) == 2:
            return self.compared[0], self.compared[1]
        return usual, self.compared[0] if self.compared else usual


def _wanted(
    files: list[Path], qrels: Path | None, from_history: bool, compare: Path | None, learn: bool
) -> _Wanted:
    settings = [file for file in files if file.suffix in (".yaml", ".yml")]
    questions = [file for file in files if file not in settings]
    if settings and (compare is None or len(settings) > 1):
        raise UserError(
            f"{settings[0]} is a settings file, not questions.",
            "Compare two settings files with --compare A.yaml B.yaml.",
        )
    if from_history and questions:
        raise UserError("There are files of questions and --from-history.", "Give one of them.")
    if not from_history and not questions:
        raise UserError(
            "There are no questions.", "Name a JSONL file of questions, or use --from-history."
        )
    if learn and (not from_history or compare):
        raise UserError("--learn needs --from-history, without --compare.", "Leave one out.")
    compared = (compare, *settings) if compare else ()
    return _Wanted(tuple(questions), qrels, from_history, compared)


def _questions(home: Path | None, config: Path | None, wanted: _Wanted) -> "list[Labelled]":
    from dialtone.labels import read_labelled

    if not wanted.from_history:
        return read_labelled(list(wanted.files), wanted.qrels)
    from core.settings import load
    from dialtone.app import App
    from dialtone.mining import mine

    with App(load(home=home, config=config)) as app:
        questions = mine(app.past)
    if not questions:
        raise UserError(
            "No past thread links an indexed page.",
            "Index help-channel history (dialtone ingest slack-export) beside the docs it links.",
        )
    return questions


def _learn(home: Path | None, config: Path | None, questions: "list[Labelled]") -> "Learned | None":
    from core.settings import load
    from dialtone.app import App
    from dialtone.learning import WEIGHTS, learn

    with App(load(home=home, config=config)) as app:
        with _progress("Learning", len(WEIGHTS)) as step:
            learned = learn(app, questions, step)
        if learned:
            app.past.learn_weight(learned.weight)
    return learned


def _score(
    home: Path | None, config: Path | None, questions: "list[Labelled]", *, past: bool = True
) -> "Scorecard":
    from core.settings import load
    from dialtone.app import App
    from dialtone.scorecard import run

    settings = load(home=home, config=config)
    if not past:
        alone = settings.past.model_copy(update={"threads": False})
        settings = settings.model_copy(update={"past": alone})
    with App(settings) as app, _progress("Asking", len(questions)) as step:
        return run(app, questions, step)


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    from rich.progress import Progress

    out = errors()
    with Progress(console=out, transient=True, disable=not out.is_terminal) as bars:
        task = bars.add_task(what, total=total)
        yield lambda: bars.advance(task)


def _json(
    card: "Scorecard", other: "Scorecard | None", learned: "Learned | None"
) -> dict[str, Any]:
    from dialtone.scorecard import better, differences

    shown: dict[str, Any] = {"first": _card_json(card)} if other else _card_json(card)
    if other:
        shown["second"] = _card_json(other)
        shown["difference"] = {k: asdict(v) for k, v in differences(card, other).items()}
        shown["better"] = better(card, other)
    if learned:
        shown["learned"] = asdict(learned)
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
