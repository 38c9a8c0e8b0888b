"""`dialtone catalog`: who owns what, and who would take a question."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dialtone.cli.context import EXIT_INCOMPLETE, console, explained

if TYPE_CHECKING:
    from core.catalog import Catalog
    from core.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

catalog = typer.Typer(
    help=(
        "Who owns what, from a Backstage catalog. Questions for a human go to the owner.\n\n"
        "Without a sub-command: what is stored."
    ),
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(catalog, name="catalog")


@catalog.callback()
def _stored(context: typer.Context, as_json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _show(context, as_json)


@catalog.command()
def load(
    context: typer.Context,
    place: Annotated[
        str,
        typer.Argument(
            help="A folder of catalog-info.yaml files, or a Backstage's address. Default: as"
            " declared in dialtone.yaml.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
    strict: Annotated[bool, typer.Option(help="Exit with 3 when anything is wrong in it.")] = False,
) -> None:
    """Read the catalog anew; name what is wrong in it, and use the rest."""
    with explained():
        from dialtone.app import App
        from dialtone.cli.ownership_tables import show_flaws, summary

        with App(_settings(context, place)) as app:
            before = app.catalogs.load()
            stored = app.read_catalog()
        if as_json:
            print(json.dumps(_as_json(stored), indent=2))
        else:
            console().print(summary(stored, before))
            show_flaws(console(), stored)
        if strict and (stored.flaws or stored.orphans()):
            raise typer.Exit(EXIT_INCOMPLETE)


@catalog.command()
def show(context: typer.Context, as_json: Json = False) -> None:
    """Show the stored catalog: teams, what they own, and what is wrong."""
    _show(context, as_json)


@catalog.command()
def route(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="A question as somebody would ask it.")],
    as_json: Json = False,
) -> None:
    """Say which team would take a question, and why."""
    with explained():
        from core.settings import load as load_settings
        from dialtone.app import App
        from escalation.routing import Case
        from escalation.routing import route as decide

        settings = load_settings(home=context.obj.home, config=context.obj.config)
        with App(settings) as app:
            found = decide(Case(question), app.catalogs.load(), settings.escalation.triage)
        if as_json:
            body = {
                "team": found.team.ref,
                "because": found.because.value,
                "why": found.why,
                "entity": found.entity or None,
                "channel": found.contact.channel or None,
            }
            print(json.dumps(body, indent=2))
        else:
            console().print(f"{found.team.called}: {found.why}.", markup=False)


def _show(context: typer.Context, as_json: bool) -> None:
    with explained():
        from core.settings import load as load_settings
        from dialtone.app import App
        from dialtone.cli.ownership_tables import catalog_table, show_flaws

        with App(load_settings(home=context.obj.home, config=context.obj.config)) as app:
            stored = app.catalogs.load()
        out = console()
        if as_json:
            print(json.dumps(_as_json(stored), indent=2))
        elif not (stored.teams or stored.entities):
            out.print("There is no catalog yet. Read one: dialtone catalog load PATH")
        else:
            out.print(catalog_table(stored))
            show_flaws(out, stored)


def _settings(context: typer.Context, place: str) -> "Settings":
    from core.catalog_settings import CatalogSettings
    from core.settings import check
    from core.settings import load as load_settings

    settings = load_settings(home=context.obj.home, config=context.obj.config)
    if not place:
        return settings
    declared = settings.catalog.model_dump(exclude={"path", "url"})
    named = {"url": place} if place.startswith(("http://", "https://")) else {"path": Path(place)}
    chosen = check(CatalogSettings, **declared, **named)
    return settings.model_copy(update={"catalog": chosen})


def _as_json(stored: "Catalog") -> dict[str, object]:
    return {
        "teams": [
            {
                "ref": team.ref,
                "name": team.called,
                "parent": team.parent or None,
                "channel": team.contact.channel or None,
                "gone": team.gone,
            }
            for team in stored.teams.values()
        ],
        "entities": [
            {"ref": e.ref, "owner": e.owner or None, "within": e.within or None}
            for e in stored.entities.values()
        ],
        "people": len(stored.people),
        "flaws": [{"place": flaw.place, "problem": flaw.problem} for flaw in stored.flaws],
        "owners_missing": [
            {"ref": entity.ref, "owner": owner} for entity, owner in stored.orphans()
        ],
    }
