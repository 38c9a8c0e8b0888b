"""`dialtone reindex` and `dialtone doctor`."""

import json
from typing import Annotated

import typer

from dialtone.cli.context import EXIT_FAILED, console, errors, explained

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(reindex)
    app.command()(doctor)


def reindex(context: typer.Context, as_json: Json = False) -> None:
    """Make the index anew from the database: after a change of embedding model or chunk size."""
    with explained():
        from core.settings import load
        from dialtone.app import App
        from dialtone.cli.progress import watched

        with App(load(home=context.obj.home, config=context.obj.config)) as app:
            with app.writing(), watched("stored pages", errors()) as progress:
                count = app.pipeline.rebuild(progress)
            model = app.settings.embedding.model
        if as_json:
            print(json.dumps({"embedded": count, "model": model}))
        else:
            console().print(f"Embedded {count:,} passages with {model}.")


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check environment, models, store and index; say for each what to do about it."""
    with explained():
        from core.settings import load
        from dialtone.doctor import examine

        checks = examine(lambda: load(home=context.obj.home, config=context.obj.config))
        if as_json:
            rows = [
                {"name": c.name, "ok": c.ok, "found": c.found, "remedy": c.remedy} for c in checks
            ]
            print(json.dumps(rows, indent=2))
        else:
            from dialtone.cli.show import show_checks

            show_checks(console(), checks)
        if not all(check.ok for check in checks):
            raise typer.Exit(EXIT_FAILED)
