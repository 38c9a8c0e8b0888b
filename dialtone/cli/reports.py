"""`dialtone report` and `dialtone intervention`: the week, and what came of what was done."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import UserError
from dialtone.cli.context import console, errors, explained

if TYPE_CHECKING:
    from dialtone.app import App

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

intervention = typer.Typer(
    help="What was done about a theme; later reports say whether it helped.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(report)
    app.add_typer(intervention, name="intervention")


def report(
    context: typer.Context,
    week: Annotated[
        str,
        typer.Option(help="Such as 2021-W07. Default: the last whole week.", show_default=False),
    ] = "",
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("reports"),
    pdf: Annotated[bool, typer.Option(help="Print a PDF too, where there is a Chromium.")] = True,
    as_json: Json = False,
) -> None:
    """Write the weekly report: HTML, Markdown, JSON, CSV and a digest for Slack.

    From cron, every Monday at six: `0 6 * * 1 dialtone report --out /srv/reports`.
    """
    with explained(), _app(context) as app:
        from analytics.report.weeks import monday
        from analytics.report.words import headline
        from dialtone.reporting import make_report, write_report

        start = monday(week) if week else _last_week()
        shown = errors()
        if shown.is_terminal:
            with shown.status("Reading what was asked and looking for themes …"):
                made = make_report(app, start)
        else:
            made = make_report(app, start)
        try:
            written = write_report(made, out, pdf=pdf)
        except OSError as error:
            raise UserError(f"{out} cannot be written: {error}", "Name another --out.") from error
        if as_json:
            print(json.dumps({"week": made.week, "files": [str(file) for file in written.files]}))
            return
        to = console()
        to.print(f"[bold]Week {made.week}.[/] {headline(made)}", soft_wrap=True)
        for line in made.decisions:
            to.print(f"  • {line}", markup=False, soft_wrap=True)
        to.print(f"Written to {written.files[0]} and beside it.", markup=False, soft_wrap=True)


@intervention.command()
def add(
    context: typer.Context,
    theme: Annotated[int, typer.Argument(help="The theme's number, as in the report's CSV.")],
    what: Annotated[str, typer.Argument(help="What was done: 'automated registration'.")],
    on: Annotated[
        str, typer.Option("--date", help="When: 2021-02-15. Default: today.", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Record what was done about a theme."""
    with explained(), _app(context) as app:
        try:
            day = date.fromisoformat(on) if on else datetime.now(UTC).date()
        except ValueError:
            raise UserError(f"{on!r} is not a date.", "Write it like 2021-02-15.") from None
        if not what.strip():
            raise UserError("There is nothing said about what was done.", "Say it in a few words.")
        try:
            kept = app.theme_book.intervene(theme, what.strip(), day)
        except LookupError:
            raise UserError(
                f"There is no theme {theme}.", "Make a report first; its CSV has the numbers."
            ) from None
        if as_json:
            print(json.dumps(_shown(kept)))
        else:
            console().print(f"Recorded for “{kept.theme}”: {kept.what}.", markup=False)


@intervention.command(name="list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """What was recorded."""
    with explained(), _app(context) as app:
        found = app.theme_book.interventions()
        if as_json:
            print(json.dumps({"interventions": [_shown(item) for item in found]}, indent=2))
            return
        out = console()
        if not found:
            out.print("Nothing is recorded. `dialtone intervention add THEME WHAT` records one.")
        for item in found:
            line = f"{item.on}  {item.what}  (theme {item.theme_id}: {item.theme})"
            out.print(line, markup=False, soft_wrap=True)


def _last_week() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday() + 7)


def _shown(item: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "theme": item.theme_id,
        "name": item.theme,
        "what": item.what,
        "date": item.on.isoformat(),
    }


def _app(context: typer.Context) -> "App":
    from core.settings import load
    from dialtone.app import App

    place = context.obj
    return App(load(home=place.home, config=place.config))
