"""The `dialtone` command and its options that stand before a command's name."""

from pathlib import Path
from typing import Annotated

import typer

from dialtone import __version__
from dialtone.cli import (
    answers,
    evaluation,
    forgetting,
    ingestion,
    ownership,
    reports,
    serving,
    theming,
    upkeep,
)
from dialtone.cli.context import Place, flush

app = typer.Typer(
    name="dialtone",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "One help line for a platform: answers from its docs, with links, and says so when it"
        " does not know.\n\n"
        "Start with\n\n"
        "    dialtone ingest folder ./docs --source handbook\n\n"
        "    dialtone ask 'How do I roll back a deploy?'\n\n"
        "Exit codes: 0 done · 1 something failed · 2 the input needs mending · 3 done, with failed"
        " items (--strict) · 130 stopped with Ctrl-C."
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _place(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            help="Where data lives. Default: $DIALTONE_HOME, else ~/.dialtone.", show_default=False
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help="Settings file. Default: ./dialtone.yaml, else dialtone.yaml in the home.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    context.obj = Place(home, config)


ingestion.register(app)
answers.register(app)
evaluation.register(app)
theming.register(app)
reports.register(app)
ownership.register(app)
serving.register(app)
upkeep.register(app)
forgetting.register(app)


def main() -> None:
    """Entry point of the `dialtone` command."""
    try:
        app()
    finally:
        flush()
